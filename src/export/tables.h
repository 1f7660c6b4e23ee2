// Record batches as Parquet and Arrow IPC files, whole or not at all.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <arrow/filesystem/filesystem.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/util/key_value_metadata.h>

namespace verger {

/// Strings are dictionary-encoded, everything is compressed by zstd, floats are stored plain: what Spark, pandas,
/// DuckDB and Arrow all read. `metadata` becomes the file's key-value metadata. The same rows give the same bytes.
/// `batches`: at least one, all of one schema; they follow each other.
arrow::Status WriteParquet(arrow::fs::FileSystem& filesystem, const std::string& path,
                           const arrow::RecordBatchVector& batches,
                           const std::shared_ptr<const arrow::KeyValueMetadata>& metadata);

/// The file as one batch; `columns` empty: all of them. Errors: kFailed, naming the file.
arrow::Result<std::shared_ptr<arrow::RecordBatch>> ReadParquet(arrow::fs::FileSystem& filesystem,
                                                               const std::string& path,
                                                               const std::vector<std::string>& columns = {});

/// Hands the file's rows to `visit` in order, a few hundred at a time. Errors: kFailed, naming the file.
using BatchVisitor = std::function<arrow::Status(const std::shared_ptr<arrow::RecordBatch>&)>;
arrow::Status VisitParquet(arrow::fs::FileSystem& filesystem, const std::string& path,
                           const std::vector<std::string>& columns, const BatchVisitor& visit);

/// An Arrow IPC file ("Feather 2") of one batch.
arrow::Status WriteArrow(arrow::fs::FileSystem& filesystem, const std::string& path,
                         const std::shared_ptr<arrow::RecordBatch>& batch);
arrow::Result<std::shared_ptr<arrow::RecordBatch>> ReadArrow(arrow::fs::FileSystem& filesystem,
                                                             const std::string& path);

}  // namespace verger
