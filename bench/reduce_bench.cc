// reduce_bench FEATURES.f32 DIMENSION THREADS N_COMPONENTS
//
// FEATURES holds float32 rows. Measures once for each line on stdin and answers one line of JSON, so that
// pca_vs_sklearn.py can take turns with another program: seconds of
//   moments    count, mean and scatter of all rows
//   fit        full spectrum and the vectors that are kept
//   merge      the moments of 7 parts of the first 13,434 rows
//   transform  the projection of those rows
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "core/parallel.h"
#include "verger/reduce.h"

namespace {

double Seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

arrow::Status Measure(std::span<const float> rows, int dimension, int threads, const verger::Components& n_components) {
  constexpr size_t kParts = 7, kRunRows = 13434;
  const auto d = static_cast<size_t>(dimension);
  const double start = Seconds();
  ARROW_ASSIGN_OR_RAISE(const auto moments, verger::Moments::Of(rows, dimension, threads));
  const double gathered = Seconds();
  ARROW_ASSIGN_OR_RAISE(const auto pca, verger::Pca::Fit(moments, {.n_components = n_components}));
  const double fitted = Seconds();

  const size_t part_rows = std::min(kRunRows, rows.size() / d) / kParts;
  std::vector<verger::Moments> parts;
  for (size_t p = 0; p < kParts; ++p) {
    ARROW_ASSIGN_OR_RAISE(parts.emplace_back(),
                          verger::Moments::Of(rows.subspan(p * part_rows * d, part_rows * d), dimension, threads));
  }
  const double merge_start = Seconds();
  verger::Moments merged(dimension);
  for (const auto& part : parts) ARROW_RETURN_NOT_OK(merged.Merge(part));
  const double merge = Seconds() - merge_start;

  const auto k = static_cast<size_t>(pca.n_components());
  std::vector<float> out(kParts * part_rows * k);
  const double transform_start = Seconds();
  ARROW_RETURN_NOT_OK(verger::ParallelFor(threads, kParts, [&](int, int64_t item) {
    const auto p = static_cast<size_t>(item);
    return pca.Transform(rows.subspan(p * part_rows * d, part_rows * d),
                         std::span(out).subspan(p * part_rows * k, part_rows * k));
  }));
  std::cout << "{\"n_components\": " << k << ", \"moments\": " << gathered - start << ", \"fit\": " << fitted - gathered
            << ", \"merge\": " << merge << ", \"transform\": " << Seconds() - transform_start << "}" << std::endl;
  return arrow::Status::OK();
}

arrow::Status Run(char** argv) {
  std::ifstream in(argv[1], std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
  const std::span rows(reinterpret_cast<const float*>(bytes.data()), bytes.size() / sizeof(float));
  ARROW_ASSIGN_OR_RAISE(const auto n_components, verger::ParseComponents(argv[4]));
  for (std::string line; std::getline(std::cin, line);) {
    ARROW_RETURN_NOT_OK(Measure(rows, std::atoi(argv[2]), std::atoi(argv[3]), n_components.value()));
  }
  return arrow::Status::OK();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const arrow::Status status = Run(argv);
  if (!status.ok()) std::cerr << status.message() << "\n";
  return status.ok() ? 0 : 1;
}
