#include "run_options.h"

#include <cmath>
#include <cstdlib>

namespace verger {
namespace {

using json = Json;

json ComponentsJson(const std::optional<ReduceOptions>& reduce) {
  if (!reduce) return "none";
  return std::visit([](auto value) -> json { return value; }, reduce->n_components);
}

std::string FormatsText(const ExportOptions& options) {
  return options.parquet && options.json ? "parquet,json" : options.parquet ? "parquet" : "json";
}

}  // namespace

arrow::Result<RejectLimit> ParseRejectLimit(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  const bool percent = *end == '%';
  const bool whole = percent ? end[1] == '\0' && value <= 100 : *end == '\0' && value == std::floor(value);
  if (text.empty() || end == text.c_str() || !whole || !(value >= 0) || value > 1e15) {
    return Error(ErrorKind::kUsage, "max-rejects '" + text + "' is neither a count like 100 nor a share like 5%");
  }
  return RejectLimit{.value = value, .percent = percent};
}

arrow::Status CheckOptions(const RunOptions& options) {
  const auto refuse = [](const std::string& why) { return Error(ErrorKind::kUsage, why); };
  if (options.output.empty()) return refuse("no output is given: name a folder by -o");
  if (options.threads < 0 || options.threads > 1024) {
    return refuse("threads " + std::to_string(options.threads) + " is not within 0 (one a core) to 1024");
  }
  if (options.memory < (int64_t{64} << 20)) return refuse("memory is below 64MiB: give more");
  const int rows = options.exports.part_rows;
  if (rows < 8 || rows > 1'000'000 || rows % 8 != 0) {
    return refuse("part-rows " + std::to_string(rows) + " is not a multiple of 8 within 8 to 1000000");
  }
  if (options.enhance.max_bytes < 1 || options.enhance.max_pixels < 1) {
    return refuse("max-bytes and max-pixels must be positive");
  }
  return arrow::Status::OK();
}

json RowOptions(const RunOptions& options) {
  return {{"glob", options.list.glob},
          {"label", options.list.label == Label::kParent ? "parent" : "none"},
          {"limit", options.list.limit},
          {"model", options.featurize.model},
          {"precision", PrecisionName(options.featurize.precision)},
          {"filter", FilterName(options.enhance.filter)},
          {"exif-orientation", options.enhance.exif_orientation},
          {"max-bytes", options.enhance.max_bytes},
          {"max-pixels", options.enhance.max_pixels},
          {"pca", ComponentsJson(options.reduce)},
          {"standardize", options.reduce && options.reduce->standardize},
          {"format", FormatsText(options.exports)},
          {"part-rows", options.exports.part_rows}};
}

arrow::Status CheckSameOptions(const json& first, const json& now) {
  std::string differences;
  for (const auto& [name, value] : now.items()) {
    const json before = first.value(name, json());
    if (before == value) continue;
    differences += (differences.empty() ? "" : ", ") + name + " (" + before.dump() + " then, " + value.dump() + " now)";
  }
  if (differences.empty()) return arrow::Status::OK();
  return Error(ErrorKind::kUsage, "cannot resume with other options than the first run's: " + differences +
                                      ": give the same, or another output");
}

}  // namespace verger
