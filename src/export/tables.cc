#include "export/tables.h"

#include <arrow/io/memory.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>
#include <arrow/table.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>

#include "core/files.h"
#include "verger/error.h"

namespace verger {
namespace {

arrow::Status Naming(const std::string& path, const arrow::Status& status) {
  return status.ok() ? status : Error(ErrorKind::kFailed, path + ": " + status.message());
}

// Rows a row group: what a reader of features holds at once, 2.6 MB at 1280 features.
constexpr int64_t kRowGroupRows = 512;

// Opens a Parquet file and finds `columns` in it; none: all of them.
struct ParquetSource {
  std::unique_ptr<parquet::arrow::FileReader> reader;
  std::vector<int> indices;
};

arrow::Result<ParquetSource> OpenParquet(arrow::fs::FileSystem& filesystem, const std::string& path,
                                         const std::vector<std::string>& columns) {
  ARROW_ASSIGN_OR_RAISE(auto file, filesystem.OpenInputFile(path));
  ParquetSource source;
  ARROW_ASSIGN_OR_RAISE(source.reader, parquet::arrow::OpenFile(std::move(file), arrow::default_memory_pool()));
  std::shared_ptr<arrow::Schema> schema;
  ARROW_RETURN_NOT_OK(source.reader->GetSchema(&schema));
  const auto& wanted = columns.empty() ? schema->field_names() : columns;
  for (const auto& column : wanted) {
    const int index = schema->GetFieldIndex(column);
    if (index < 0) return arrow::Status::Invalid("there is no column '", column, "'");
    source.indices.push_back(index);  // a list is one leaf, as every column here
  }
  return source;
}

arrow::Status Visit(arrow::fs::FileSystem& filesystem, const std::string& path, const std::vector<std::string>& columns,
                    const BatchVisitor& visit) {
  ARROW_ASSIGN_OR_RAISE(const ParquetSource source, OpenParquet(filesystem, path, columns));
  for (int group = 0; group < source.reader->num_row_groups(); ++group) {
    ARROW_ASSIGN_OR_RAISE(const auto table, source.reader->ReadRowGroup(group, source.indices));
    ARROW_ASSIGN_OR_RAISE(const auto batch, table->CombineChunksToBatch());
    ARROW_RETURN_NOT_OK(visit(batch));
  }
  return arrow::Status::OK();
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> ReadWhole(arrow::fs::FileSystem& filesystem, const std::string& path,
                                                             const std::vector<std::string>& columns) {
  ARROW_ASSIGN_OR_RAISE(const ParquetSource source, OpenParquet(filesystem, path, columns));
  ARROW_ASSIGN_OR_RAISE(const auto table, source.reader->ReadTable(source.indices));
  return table->CombineChunksToBatch();
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> ParseArrow(std::shared_ptr<arrow::Buffer> content) {
  ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchFileReader::Open(
                                         std::make_shared<arrow::io::BufferReader>(std::move(content))));
  if (reader->num_record_batches() != 1) return arrow::Status::Invalid("it does not hold just one record batch");
  return reader->ReadRecordBatch(0);
}

}  // namespace

arrow::Status WriteParquet(arrow::fs::FileSystem& filesystem, const std::string& path,
                           const arrow::RecordBatchVector& batches,
                           const std::shared_ptr<const arrow::KeyValueMetadata>& metadata) {
  parquet::WriterProperties::Builder properties;
  properties.compression(parquet::Compression::ZSTD)->compression_level(1);
  properties.disable_dictionary();
  for (const auto& field : batches[0]->schema()->fields()) {
    if (field->type()->id() == arrow::Type::STRING) properties.enable_dictionary(field->name());
  }
  ARROW_ASSIGN_OR_RAISE(const auto rows, arrow::Table::FromRecordBatches(batches));
  const auto table = rows->ReplaceSchemaMetadata(metadata);
  return WriteFile(filesystem, path, [&](const std::shared_ptr<arrow::io::OutputStream>& stream) {
    return parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), stream, kRowGroupRows, properties.build(),
                                      parquet::ArrowWriterProperties::Builder().store_schema()->build());
  });
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> ReadParquet(arrow::fs::FileSystem& filesystem,
                                                               const std::string& path,
                                                               const std::vector<std::string>& columns) {
  auto batch = ReadWhole(filesystem, path, columns);
  ARROW_RETURN_NOT_OK(Naming(path, batch.status()));
  return batch;
}

arrow::Status VisitParquet(arrow::fs::FileSystem& filesystem, const std::string& path,
                           const std::vector<std::string>& columns, const BatchVisitor& visit) {
  return Naming(path, Visit(filesystem, path, columns, visit));
}

arrow::Status WriteArrow(arrow::fs::FileSystem& filesystem, const std::string& path,
                         const std::shared_ptr<arrow::RecordBatch>& batch) {
  return WriteFile(filesystem, path, [&](const std::shared_ptr<arrow::io::OutputStream>& stream) -> arrow::Status {
    ARROW_ASSIGN_OR_RAISE(auto writer, arrow::ipc::MakeFileWriter(stream, batch->schema()));
    ARROW_RETURN_NOT_OK(writer->WriteRecordBatch(*batch));
    return writer->Close();
  });
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> ReadArrow(arrow::fs::FileSystem& filesystem,
                                                             const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(auto content, ReadFile(filesystem, path));
  auto batch = ParseArrow(std::move(content));
  ARROW_RETURN_NOT_OK(Naming(path, batch.status()));
  return batch;
}

}  // namespace verger
