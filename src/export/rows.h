// The rows of a run's output, as plain structs, and as Arrow record batches.
//
// The schemas are frozen: docs/formats.md describes them, readers depend on them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/result.h>

namespace verger {

struct ListingRow {
  std::string uri;
  int64_t size = -1;      ///< bytes; -1 unknown, null in the file
  int64_t mtime_us = -1;  ///< since 1970-01-01 UTC; -1 unknown, null in the file
  std::string variety;
  std::string category;
};

struct PhotoRow {
  std::string uri;
  std::string variety;
  std::string category;
  int32_t width = 0;   ///< of the photo, in pixels
  int32_t height = 0;  ///< of the photo, in pixels
};

struct RejectRow {
  std::string uri;
  std::string stage;  ///< "load" or "enhance"
  std::string code;   ///< RejectName
  std::string message;
  int64_t size = -1;  ///< bytes; -1 unknown, null in the file
};

/// uri string, size int64?, mtime timestamp[us, UTC]?, variety string, category string
arrow::Result<std::shared_ptr<arrow::RecordBatch>> ListingBatch(std::span<const ListingRow> rows);
arrow::Result<std::vector<ListingRow>> ListingRows(const arrow::RecordBatch& batch);

/// uri string, variety string, category string, width int32, height int32, features list<float>.
/// values: float32 [rows, dimension].
arrow::Result<std::shared_ptr<arrow::RecordBatch>> FeaturesBatch(std::span<const PhotoRow> rows,
                                                                 std::vector<float> values, int dimension);

/// uri string, variety string, category string, components list<float>: the labels of a features batch with new values,
/// float32 [rows, dimension].
arrow::Result<std::shared_ptr<arrow::RecordBatch>> ReducedBatch(const arrow::RecordBatch& features,
                                                                std::vector<float> values, int dimension);

/// The float32 [rows, dimension] values of a batch's list column, without a copy; `dimension` is 0 for no rows.
/// Errors: kFailed when the lists differ in length, or hold nulls.
struct ListValues {
  std::span<const float> values;
  int dimension = 0;
};
arrow::Result<ListValues> ValuesOf(const arrow::RecordBatch& batch, const std::string& column);

/// uri string, stage string, code string, message string, size int64?
arrow::Result<std::shared_ptr<arrow::RecordBatch>> RejectsBatch(std::span<const RejectRow> rows);
arrow::Result<std::vector<RejectRow>> RejectRows(const arrow::RecordBatch& batch);

/// The strings of one column. Errors: kFailed when there is no such string column.
arrow::Result<std::vector<std::string>> StringsOf(const arrow::RecordBatch& batch, const std::string& column);

}  // namespace verger
