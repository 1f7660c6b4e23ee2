// pca IN OUT DIMENSION PARTS THREADS N_COMPONENTS plain|standardize
//
// IN holds float32 rows. Gathers moments part by part, merges them, fits, and writes OUT/moments.arrow, OUT/pca.arrow
// and OUT/reduced.f32, the projected rows. The last two are made from the first two as they were read back.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include <arrow/api.h>
#include <arrow/io/api.h>
#include <arrow/ipc/api.h>

#include "verger/reduce.h"

namespace {

arrow::Result<std::shared_ptr<arrow::RecordBatch>> WriteAndRead(const arrow::RecordBatch& batch,
                                                                const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(const auto out, arrow::io::FileOutputStream::Open(path));
  ARROW_ASSIGN_OR_RAISE(const auto writer, arrow::ipc::MakeFileWriter(out, batch.schema()));
  ARROW_RETURN_NOT_OK(writer->WriteRecordBatch(batch));
  ARROW_RETURN_NOT_OK(writer->Close());
  ARROW_RETURN_NOT_OK(out->Close());
  ARROW_ASSIGN_OR_RAISE(const auto in, arrow::io::ReadableFile::Open(path));
  ARROW_ASSIGN_OR_RAISE(const auto reader, arrow::ipc::RecordBatchFileReader::Open(in));
  return reader->ReadRecordBatch(0);
}

arrow::Status Run(char** argv) {
  const std::string out = argv[2];
  std::ifstream in(argv[1], std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
  const std::span rows(reinterpret_cast<const float*>(bytes.data()), bytes.size() / sizeof(float));
  const int dimension = std::atoi(argv[3]), threads = std::atoi(argv[5]);
  const size_t n = rows.size() / static_cast<size_t>(dimension), parts = std::strtoul(argv[4], nullptr, 10);
  ARROW_ASSIGN_OR_RAISE(const auto n_components, verger::ParseComponents(argv[6]));

  verger::Moments moments(dimension);
  for (size_t p = 0; p < parts; ++p) {
    const size_t first = n * p / parts * static_cast<size_t>(dimension);
    const size_t last = n * (p + 1) / parts * static_cast<size_t>(dimension);
    ARROW_ASSIGN_OR_RAISE(const auto part, verger::Moments::Of(rows.subspan(first, last - first), dimension, threads));
    ARROW_RETURN_NOT_OK(moments.Merge(part));
  }
  ARROW_ASSIGN_OR_RAISE(const auto moments_batch, moments.ToBatch());
  ARROW_ASSIGN_OR_RAISE(const auto moments_read, WriteAndRead(*moments_batch, out + "/moments.arrow"));
  ARROW_ASSIGN_OR_RAISE(moments, verger::Moments::FromBatch(*moments_read));

  ARROW_ASSIGN_OR_RAISE(auto pca, verger::Pca::Fit(moments, {.n_components = n_components.value(),
                                                             .standardize = std::string(argv[7]) == "standardize"}));
  ARROW_ASSIGN_OR_RAISE(const auto pca_batch, pca.ToBatch());
  ARROW_ASSIGN_OR_RAISE(const auto pca_read, WriteAndRead(*pca_batch, out + "/pca.arrow"));
  ARROW_ASSIGN_OR_RAISE(pca, verger::Pca::FromBatch(*pca_read));

  std::vector<float> reduced(n * static_cast<size_t>(pca.n_components()));
  ARROW_RETURN_NOT_OK(pca.Transform(rows, reduced));
  std::ofstream(out + "/reduced.f32", std::ios::binary)
      .write(reinterpret_cast<const char*>(reduced.data()),
             static_cast<std::streamsize>(reduced.size() * sizeof(float)));
  return arrow::Status::OK();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 8) return 2;
  const arrow::Status status = Run(argv);
  if (!status.ok()) std::cerr << status.message() << "\n";
  return status.ok() ? 0 : 1;
}
