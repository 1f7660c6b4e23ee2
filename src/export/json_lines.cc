#include "export/json_lines.h"

#include <charconv>
#include <cmath>

#include <arrow/array.h>
#include <nlohmann/json.hpp>

#include "verger/error.h"

namespace verger {
namespace {

std::string Quoted(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

arrow::Status AppendFloat(float value, std::string* out) {
  if (!std::isfinite(value)) return Error(ErrorKind::kFailed, "a value is not finite, which JSON cannot hold");
  char text[32];
  const auto end = std::to_chars(text, text + sizeof(text), value).ptr;
  out->append(text, end);
  return arrow::Status::OK();
}

arrow::Status AppendValue(const arrow::Array& column, int64_t row, std::string* out) {
  if (column.type_id() == arrow::Type::STRING) {
    *out += Quoted(static_cast<const arrow::StringArray&>(column).GetView(row));
    return arrow::Status::OK();
  }
  if (column.type_id() != arrow::Type::LIST) {
    return Error(ErrorKind::kFailed, "JSON Lines of " + column.type()->ToString() + " are not supported");
  }
  const auto& list = static_cast<const arrow::ListArray&>(column);
  const auto& values = static_cast<const arrow::FloatArray&>(*list.values());
  *out += '[';
  for (int64_t i = list.value_offset(row); i < list.value_offset(row + 1); ++i) {
    if (i != list.value_offset(row)) *out += ',';
    ARROW_RETURN_NOT_OK(AppendFloat(values.Value(i), out));
  }
  *out += ']';
  return arrow::Status::OK();
}

}  // namespace

arrow::Result<std::string> JsonLines(const arrow::RecordBatch& batch) {
  std::string out;
  for (int64_t row = 0; row < batch.num_rows(); ++row) {
    for (int column = 0; column < batch.num_columns(); ++column) {
      out += column == 0 ? "{" : ",";
      out += Quoted(batch.column_name(column)) + ":";
      ARROW_RETURN_NOT_OK(AppendValue(*batch.column(column), row, &out));
    }
    out += "}\n";
  }
  return out;
}

}  // namespace verger
