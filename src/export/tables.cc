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

arrow::Result<std::shared_ptr<arrow::RecordBatch>> ParseParquet(std::shared_ptr<arrow::Buffer> content,
                                                                const std::vector<std::string>& columns) {
  ARROW_ASSIGN_OR_RAISE(auto reader,
                        parquet::arrow::OpenFile(std::make_shared<arrow::io::BufferReader>(std::move(content)),
                                                 arrow::default_memory_pool()));
  std::shared_ptr<arrow::Table> table;
  if (columns.empty()) {
    ARROW_ASSIGN_OR_RAISE(table, reader->ReadTable());
  } else {
    std::shared_ptr<arrow::Schema> schema;
    ARROW_RETURN_NOT_OK(reader->GetSchema(&schema));
    std::vector<int> indices;  // a list is one leaf, as every column here
    for (const auto& column : columns) {
      const int index = schema->GetFieldIndex(column);
      if (index < 0) return arrow::Status::Invalid("there is no column '", column, "'");
      indices.push_back(index);
    }
    ARROW_ASSIGN_OR_RAISE(table, reader->ReadTable(indices));
  }
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
                           const std::shared_ptr<arrow::RecordBatch>& batch,
                           const std::shared_ptr<const arrow::KeyValueMetadata>& metadata) {
  parquet::WriterProperties::Builder properties;
  properties.compression(parquet::Compression::ZSTD)->compression_level(1);
  properties.disable_dictionary();
  for (const auto& field : batch->schema()->fields()) {
    if (field->type()->id() == arrow::Type::STRING) properties.enable_dictionary(field->name());
  }
  ARROW_ASSIGN_OR_RAISE(auto table, arrow::Table::FromRecordBatches({batch->ReplaceSchemaMetadata(metadata)}));
  ARROW_ASSIGN_OR_RAISE(auto sink, arrow::io::BufferOutputStream::Create());
  ARROW_RETURN_NOT_OK(parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), sink,
                                                 std::max<int64_t>(1, table->num_rows()), properties.build(),
                                                 parquet::ArrowWriterProperties::Builder().store_schema()->build()));
  ARROW_ASSIGN_OR_RAISE(auto content, sink->Finish());
  return WriteFile(filesystem, path, *content);
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> ReadParquet(arrow::fs::FileSystem& filesystem,
                                                               const std::string& path,
                                                               const std::vector<std::string>& columns) {
  ARROW_ASSIGN_OR_RAISE(auto content, ReadFile(filesystem, path));
  auto batch = ParseParquet(std::move(content), columns);
  ARROW_RETURN_NOT_OK(Naming(path, batch.status()));
  return batch;
}

arrow::Status WriteArrow(arrow::fs::FileSystem& filesystem, const std::string& path,
                         const std::shared_ptr<arrow::RecordBatch>& batch) {
  ARROW_ASSIGN_OR_RAISE(auto sink, arrow::io::BufferOutputStream::Create());
  ARROW_ASSIGN_OR_RAISE(auto writer, arrow::ipc::MakeFileWriter(sink, batch->schema()));
  ARROW_RETURN_NOT_OK(writer->WriteRecordBatch(*batch));
  ARROW_RETURN_NOT_OK(writer->Close());
  ARROW_ASSIGN_OR_RAISE(auto content, sink->Finish());
  return WriteFile(filesystem, path, *content);
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> ReadArrow(arrow::fs::FileSystem& filesystem,
                                                             const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(auto content, ReadFile(filesystem, path));
  auto batch = ParseArrow(std::move(content));
  ARROW_RETURN_NOT_OK(Naming(path, batch.status()));
  return batch;
}

}  // namespace verger
