#include "export/rows.h"

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/type.h>

#include "verger/error.h"

namespace verger {
namespace {

using ArrayResult = arrow::Result<std::shared_ptr<arrow::Array>>;

template <typename Row>
ArrayResult Strings(std::span<const Row> rows, std::string Row::* member) {
  arrow::StringBuilder builder;
  ARROW_RETURN_NOT_OK(builder.Reserve(static_cast<int64_t>(rows.size())));
  for (const Row& row : rows) ARROW_RETURN_NOT_OK(builder.Append(row.*member));
  return builder.Finish();
}

template <typename Builder, typename Row, typename Value>
ArrayResult Numbers(Builder builder, std::span<const Row> rows, Value Row::* member, bool negative_is_null) {
  ARROW_RETURN_NOT_OK(builder.Reserve(static_cast<int64_t>(rows.size())));
  for (const Row& row : rows) {
    if (negative_is_null && row.*member < 0) {
      builder.UnsafeAppendNull();
    } else {
      builder.UnsafeAppend(row.*member);
    }
  }
  return builder.Finish();
}

std::shared_ptr<arrow::Field> Required(const std::string& name, std::shared_ptr<arrow::DataType> type) {
  return arrow::field(name, std::move(type), /*nullable=*/false);
}

std::shared_ptr<arrow::DataType> FloatList() { return arrow::list(Required("element", arrow::float32())); }

arrow::Result<std::shared_ptr<arrow::Array>> Lists(std::vector<float> values, int64_t rows, int dimension) {
  if (static_cast<int64_t>(values.size()) != rows * dimension) {
    return arrow::Status::Invalid("export: ", values.size(), " values are not ", rows, " rows of ", dimension);
  }
  arrow::Int32Builder offsets;
  ARROW_RETURN_NOT_OK(offsets.Reserve(rows + 1));
  for (int64_t i = 0; i <= rows; ++i) offsets.UnsafeAppend(static_cast<int32_t>(i * dimension));
  ARROW_ASSIGN_OR_RAISE(auto offset_array, offsets.Finish());
  const auto count = static_cast<int64_t>(values.size());
  auto items = std::make_shared<arrow::FloatArray>(count, arrow::Buffer::FromVector(std::move(values)));
  return arrow::ListArray::FromArrays(FloatList(), *offset_array, *items);
}

template <typename Array>
arrow::Result<std::shared_ptr<Array>> Column(const arrow::RecordBatch& batch, const std::string& name) {
  auto array = std::dynamic_pointer_cast<Array>(batch.GetColumnByName(name));
  if (array == nullptr) return Error(ErrorKind::kFailed, "column '" + name + "' is missing or of another type");
  return array;
}

std::shared_ptr<arrow::RecordBatch> Batch(arrow::FieldVector fields, arrow::ArrayVector columns) {
  const int64_t rows = columns[0]->length();
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), rows, std::move(columns));
}

}  // namespace

arrow::Result<std::shared_ptr<arrow::RecordBatch>> ListingBatch(std::span<const ListingRow> rows) {
  const auto timestamp = arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
  arrow::ArrayVector columns(5);
  ARROW_ASSIGN_OR_RAISE(columns[0], Strings(rows, &ListingRow::uri));
  ARROW_ASSIGN_OR_RAISE(columns[1], Numbers(arrow::Int64Builder(), rows, &ListingRow::size, true));
  ARROW_ASSIGN_OR_RAISE(columns[2], Numbers(arrow::TimestampBuilder(timestamp, arrow::default_memory_pool()), rows,
                                            &ListingRow::mtime_us, true));
  ARROW_ASSIGN_OR_RAISE(columns[3], Strings(rows, &ListingRow::variety));
  ARROW_ASSIGN_OR_RAISE(columns[4], Strings(rows, &ListingRow::category));
  return Batch({Required("uri", arrow::utf8()), arrow::field("size", arrow::int64()), arrow::field("mtime", timestamp),
                Required("variety", arrow::utf8()), Required("category", arrow::utf8())},
               std::move(columns));
}

arrow::Result<std::vector<ListingRow>> ListingRows(const arrow::RecordBatch& batch) {
  ARROW_ASSIGN_OR_RAISE(const auto uri, Column<arrow::StringArray>(batch, "uri"));
  ARROW_ASSIGN_OR_RAISE(const auto size, Column<arrow::Int64Array>(batch, "size"));
  ARROW_ASSIGN_OR_RAISE(const auto mtime, Column<arrow::TimestampArray>(batch, "mtime"));
  ARROW_ASSIGN_OR_RAISE(const auto variety, Column<arrow::StringArray>(batch, "variety"));
  ARROW_ASSIGN_OR_RAISE(const auto category, Column<arrow::StringArray>(batch, "category"));
  std::vector<ListingRow> rows(static_cast<size_t>(batch.num_rows()));
  for (int64_t i = 0; i < batch.num_rows(); ++i) {
    rows[i] = {uri->GetString(i), size->IsNull(i) ? -1 : size->Value(i), mtime->IsNull(i) ? -1 : mtime->Value(i),
               variety->GetString(i), category->GetString(i)};
  }
  return rows;
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> FeaturesBatch(std::span<const PhotoRow> rows,
                                                                 std::vector<float> values, int dimension) {
  arrow::ArrayVector columns(6);
  ARROW_ASSIGN_OR_RAISE(columns[0], Strings(rows, &PhotoRow::uri));
  ARROW_ASSIGN_OR_RAISE(columns[1], Strings(rows, &PhotoRow::variety));
  ARROW_ASSIGN_OR_RAISE(columns[2], Strings(rows, &PhotoRow::category));
  ARROW_ASSIGN_OR_RAISE(columns[3], Numbers(arrow::Int32Builder(), rows, &PhotoRow::width, false));
  ARROW_ASSIGN_OR_RAISE(columns[4], Numbers(arrow::Int32Builder(), rows, &PhotoRow::height, false));
  ARROW_ASSIGN_OR_RAISE(columns[5], Lists(std::move(values), static_cast<int64_t>(rows.size()), dimension));
  return Batch(
      {Required("uri", arrow::utf8()), Required("variety", arrow::utf8()), Required("category", arrow::utf8()),
       Required("width", arrow::int32()), Required("height", arrow::int32()), Required("features", FloatList())},
      std::move(columns));
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> ReducedBatch(const arrow::RecordBatch& features,
                                                                std::vector<float> values, int dimension) {
  arrow::ArrayVector columns(4);
  ARROW_ASSIGN_OR_RAISE(columns[0], Column<arrow::StringArray>(features, "uri"));
  ARROW_ASSIGN_OR_RAISE(columns[1], Column<arrow::StringArray>(features, "variety"));
  ARROW_ASSIGN_OR_RAISE(columns[2], Column<arrow::StringArray>(features, "category"));
  ARROW_ASSIGN_OR_RAISE(columns[3], Lists(std::move(values), features.num_rows(), dimension));
  return Batch({Required("uri", arrow::utf8()), Required("variety", arrow::utf8()), Required("category", arrow::utf8()),
                Required("components", FloatList())},
               std::move(columns));
}

arrow::Result<ListValues> ValuesOf(const arrow::RecordBatch& batch, const std::string& column) {
  ARROW_ASSIGN_OR_RAISE(const auto lists, Column<arrow::ListArray>(batch, column));
  const auto items = std::dynamic_pointer_cast<arrow::FloatArray>(lists->values());
  if (items == nullptr) return Error(ErrorKind::kFailed, "column '" + column + "' holds no float32");
  const int64_t rows = lists->length();
  if (rows == 0) return ListValues{};
  const int32_t dimension = lists->value_length(0);
  for (int64_t i = 0; i < rows; ++i) {
    if (lists->IsNull(i) || lists->value_length(i) != dimension) {
      return Error(ErrorKind::kFailed, "column '" + column + "' holds rows of different lengths");
    }
  }
  if (items->null_count() > 0) return Error(ErrorKind::kFailed, "column '" + column + "' holds nulls");
  const auto count = static_cast<size_t>(rows) * static_cast<size_t>(dimension);
  return ListValues{.values = {items->raw_values() + lists->value_offset(0), count}, .dimension = dimension};
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> RejectsBatch(std::span<const RejectRow> rows) {
  arrow::ArrayVector columns(5);
  ARROW_ASSIGN_OR_RAISE(columns[0], Strings(rows, &RejectRow::uri));
  ARROW_ASSIGN_OR_RAISE(columns[1], Strings(rows, &RejectRow::stage));
  ARROW_ASSIGN_OR_RAISE(columns[2], Strings(rows, &RejectRow::code));
  ARROW_ASSIGN_OR_RAISE(columns[3], Strings(rows, &RejectRow::message));
  ARROW_ASSIGN_OR_RAISE(columns[4], Numbers(arrow::Int64Builder(), rows, &RejectRow::size, true));
  return Batch({Required("uri", arrow::utf8()), Required("stage", arrow::utf8()), Required("code", arrow::utf8()),
                Required("message", arrow::utf8()), arrow::field("size", arrow::int64())},
               std::move(columns));
}

arrow::Result<std::vector<RejectRow>> RejectRows(const arrow::RecordBatch& batch) {
  ARROW_ASSIGN_OR_RAISE(const auto uri, Column<arrow::StringArray>(batch, "uri"));
  ARROW_ASSIGN_OR_RAISE(const auto stage, Column<arrow::StringArray>(batch, "stage"));
  ARROW_ASSIGN_OR_RAISE(const auto code, Column<arrow::StringArray>(batch, "code"));
  ARROW_ASSIGN_OR_RAISE(const auto message, Column<arrow::StringArray>(batch, "message"));
  ARROW_ASSIGN_OR_RAISE(const auto size, Column<arrow::Int64Array>(batch, "size"));
  std::vector<RejectRow> rows(static_cast<size_t>(batch.num_rows()));
  for (int64_t i = 0; i < batch.num_rows(); ++i) {
    rows[i] = {uri->GetString(i), stage->GetString(i), code->GetString(i), message->GetString(i),
               size->IsNull(i) ? -1 : size->Value(i)};
  }
  return rows;
}

arrow::Result<std::vector<std::string>> StringsOf(const arrow::RecordBatch& batch, const std::string& column) {
  ARROW_ASSIGN_OR_RAISE(const auto array, Column<arrow::StringArray>(batch, column));
  std::vector<std::string> strings;
  strings.reserve(static_cast<size_t>(array->length()));
  for (int64_t i = 0; i < array->length(); ++i) strings.push_back(array->GetString(i));
  return strings;
}

}  // namespace verger
