// Moments and Pca as Arrow record batches: docs/formats.md is the specification.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <numeric>
#include <string>

#include <arrow/api.h>
#include <arrow/util/key_value_metadata.h>

#include "verger/error.h"
#include "verger/reduce.h"

namespace verger {
namespace {

constexpr char kKindKey[] = "verger.kind";
constexpr char kFormatKey[] = "verger.format";
constexpr char kFormat[] = "1";

std::shared_ptr<arrow::DataType> ListType() { return arrow::list(arrow::field("item", arrow::float64(), false)); }

arrow::Result<std::shared_ptr<arrow::Array>> DoublesArray(std::span<const double> values) {
  arrow::DoubleBuilder builder;
  ARROW_RETURN_NOT_OK(builder.AppendValues(values.data(), static_cast<int64_t>(values.size())));
  return builder.Finish();
}

/// Reads one batch written by us and says what is wrong with any other.
class Reader {
 public:
  Reader(const arrow::RecordBatch& batch, std::string kind) : batch_(batch), kind_(std::move(kind)) {}

  arrow::Status Refuse(const std::string& why) const {
    return Error(ErrorKind::kFailed, "not the " + kind_ + " of a run: " + why);
  }

  arrow::Status CheckSchema(const arrow::Schema& expected) const {
    ARROW_ASSIGN_OR_RAISE(const std::string kind, Text(kKindKey));
    if (kind != kind_) return Refuse("the metadata say " + kind);
    ARROW_ASSIGN_OR_RAISE(const std::string format, Text(kFormatKey));
    if (format != kFormat) return Refuse("format " + format + " is not the format " + kFormat + " of this version");
    if (!batch_.schema()->Equals(expected, /*check_metadata=*/false)) {
      return Refuse("the columns are [" + batch_.schema()->ToString() + "], not [" + expected.ToString() + "]");
    }
    if (const auto valid = batch_.ValidateFull(); !valid.ok()) return Refuse(valid.message());
    return arrow::Status::OK();
  }

  arrow::Result<std::string> Text(const std::string& key) const {
    const auto& metadata = batch_.schema()->metadata();
    const auto value =
        metadata == nullptr ? arrow::Result<std::string>(arrow::Status::KeyError(key)) : metadata->Get(key);
    if (!value.ok()) return Refuse("the metadata lack " + key);
    return value;
  }

  arrow::Result<int64_t> Integer(const std::string& key, int64_t least) const {
    ARROW_ASSIGN_OR_RAISE(const std::string text, Text(key));
    int64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || stop != text.data() + text.size() || value < least) {
      return Refuse(key + " is \"" + text + "\"");
    }
    return value;
  }

  /// A column's values, all of them finite and at least `least`.
  arrow::Result<std::vector<double>> Doubles(const std::string& name, double least = -HUGE_VAL) const {
    const auto& array = static_cast<const arrow::DoubleArray&>(*batch_.GetColumnByName(name));
    if (array.null_count() != 0) return Refuse(name + " has nulls");
    std::vector<double> values(array.raw_values(), array.raw_values() + array.length());
    if (!std::ranges::all_of(values, [least](double x) { return std::isfinite(x) && x >= least; })) {
      return Refuse(name + " has values that cannot be");
    }
    return values;
  }

  /// Row `i` of a list column: `length` finite values.
  arrow::Result<std::span<const double>> List(const std::string& name, int64_t i, int64_t length) const {
    const auto& lists = static_cast<const arrow::ListArray&>(*batch_.GetColumnByName(name));
    const auto& values = static_cast<const arrow::DoubleArray&>(*lists.values());
    if (lists.IsNull(i) || lists.value_length(i) != length || values.null_count() != 0) {
      return Refuse(name + " " + std::to_string(i) + " does not have " + std::to_string(length) + " values");
    }
    const std::span row(values.raw_values() + lists.value_offset(i), static_cast<size_t>(length));
    if (!std::ranges::all_of(row, [](double x) { return std::isfinite(x); })) {
      return Refuse(name + " " + std::to_string(i) + " has values that are not finite");
    }
    return row;
  }

 private:
  const arrow::RecordBatch& batch_;
  std::string kind_;
};

std::shared_ptr<arrow::Schema> MomentsSchema() {
  return arrow::schema({arrow::field("mean", arrow::float64(), false), arrow::field("scatter", ListType(), false)});
}

std::shared_ptr<arrow::Schema> PcaSchema() {
  return arrow::schema({arrow::field("mean", arrow::float64(), false), arrow::field("scale", arrow::float64()),
                        arrow::field("explained_variance", arrow::float64(), false),
                        arrow::field("explained_variance_ratio", arrow::float64(), false),
                        arrow::field("components", ListType())});
}

}  // namespace

arrow::Result<std::shared_ptr<arrow::RecordBatch>> Moments::ToBatch() const {
  const auto d = static_cast<size_t>(dimension_);
  const auto values = std::make_shared<arrow::DoubleBuilder>();
  arrow::ListBuilder lists(arrow::default_memory_pool(), values, ListType());
  ARROW_RETURN_NOT_OK(values->Reserve(static_cast<int64_t>(d * (d + 1) / 2)));
  for (size_t i = 0; i < d; ++i) {
    ARROW_RETURN_NOT_OK(lists.Append());
    ARROW_RETURN_NOT_OK(values->AppendValues(scatter_.data() + i * d + i, static_cast<int64_t>(d - i)));
  }
  ARROW_ASSIGN_OR_RAISE(const auto mean, DoublesArray(mean_));
  ARROW_ASSIGN_OR_RAISE(const auto scatter, lists.Finish());
  const auto metadata =
      arrow::key_value_metadata({{kKindKey, "moments"}, {kFormatKey, kFormat}, {"count", std::to_string(count_)}});
  return arrow::RecordBatch::Make(MomentsSchema()->WithMetadata(metadata), dimension_, {mean, scatter});
}

arrow::Result<Moments> Moments::FromBatch(const arrow::RecordBatch& batch) {
  const Reader reader(batch, "moments");
  ARROW_RETURN_NOT_OK(reader.CheckSchema(*MomentsSchema()));
  const int64_t d = batch.num_rows();
  const auto& lists = static_cast<const arrow::ListArray&>(*batch.GetColumnByName("scatter"));
  if (d < 1 || d > kMaxFeatures || lists.value_offset(d) - lists.value_offset(0) != d * (d + 1) / 2) {
    return reader.Refuse("scatter is no triangle of " + std::to_string(d) + " rows");
  }
  Moments moments(static_cast<int>(d));
  ARROW_ASSIGN_OR_RAISE(moments.count_, reader.Integer("count", 0));
  ARROW_ASSIGN_OR_RAISE(moments.mean_, reader.Doubles("mean"));
  for (int64_t i = 0; i < d; ++i) {
    ARROW_ASSIGN_OR_RAISE(const auto row, reader.List("scatter", i, d - i));
    if (row[0] < 0) return reader.Refuse("feature " + std::to_string(i) + " has a negative variance");
    for (int64_t j = i; j < d; ++j) {
      const double value = row[static_cast<size_t>(j - i)];
      moments.scatter_[static_cast<size_t>(i * d + j)] = moments.scatter_[static_cast<size_t>(j * d + i)] = value;
    }
  }
  return moments;
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> Pca::ToBatch() const {
  const auto d = static_cast<int64_t>(mean.size());
  const int64_t k = n_components();
  const auto values = std::make_shared<arrow::DoubleBuilder>();
  arrow::ListBuilder lists(arrow::default_memory_pool(), values, ListType());
  for (int64_t i = 0; i < k; ++i) {
    ARROW_RETURN_NOT_OK(lists.Append());
    ARROW_RETURN_NOT_OK(values->AppendValues(components.data() + i * d, d));
  }
  ARROW_RETURN_NOT_OK(lists.AppendNulls(d - k));
  ARROW_ASSIGN_OR_RAISE(const auto mean_array, DoublesArray(mean));
  ARROW_ASSIGN_OR_RAISE(const auto scale_array,
                        scale.empty() ? arrow::MakeArrayOfNull(arrow::float64(), d) : DoublesArray(scale));
  ARROW_ASSIGN_OR_RAISE(const auto variance, DoublesArray(explained_variance));
  ARROW_ASSIGN_OR_RAISE(const auto ratio, DoublesArray(explained_variance_ratio));
  ARROW_ASSIGN_OR_RAISE(const auto component_lists, lists.Finish());
  const auto metadata = arrow::key_value_metadata({{kKindKey, "pca"},
                                                   {kFormatKey, kFormat},
                                                   {"n_samples", std::to_string(n_samples)},
                                                   {"n_components", std::to_string(k)},
                                                   {"standardize", scale.empty() ? "false" : "true"}});
  return arrow::RecordBatch::Make(PcaSchema()->WithMetadata(metadata), d,
                                  {mean_array, scale_array, variance, ratio, component_lists});
}

arrow::Result<Pca> Pca::FromBatch(const arrow::RecordBatch& batch) {
  const Reader reader(batch, "pca");
  ARROW_RETURN_NOT_OK(reader.CheckSchema(*PcaSchema()));
  const int64_t d = batch.num_rows();
  Pca pca;
  ARROW_ASSIGN_OR_RAISE(pca.n_samples, reader.Integer("n_samples", 2));
  ARROW_ASSIGN_OR_RAISE(const int64_t k, reader.Integer("n_components", 1));
  ARROW_ASSIGN_OR_RAISE(const std::string standardize, reader.Text("standardize"));
  if (k > d || d > kMaxFeatures)
    return reader.Refuse(std::to_string(k) + " components of " + std::to_string(d) + " features");
  ARROW_ASSIGN_OR_RAISE(pca.mean, reader.Doubles("mean"));
  if (standardize == "true") {
    ARROW_ASSIGN_OR_RAISE(pca.scale, reader.Doubles("scale", std::numeric_limits<double>::denorm_min()));
  } else if (standardize != "false" || batch.GetColumnByName("scale")->null_count() != d) {
    return reader.Refuse("standardize and scale disagree");
  }
  ARROW_ASSIGN_OR_RAISE(pca.explained_variance, reader.Doubles("explained_variance", 0));
  ARROW_ASSIGN_OR_RAISE(pca.explained_variance_ratio, reader.Doubles("explained_variance_ratio", 0));
  if (!std::ranges::is_sorted(pca.explained_variance, std::greater{}) ||
      !std::ranges::is_sorted(pca.explained_variance_ratio, std::greater{}) || pca.explained_variance_ratio[0] > 1) {
    return reader.Refuse("explained_variance and its ratio do not fall");
  }
  if (batch.GetColumnByName("components")->null_count() != d - k) {
    return reader.Refuse("components are not the first " + std::to_string(k) + " rows");
  }
  for (int64_t i = 0; i < k; ++i) {
    ARROW_ASSIGN_OR_RAISE(const auto row, reader.List("components", i, d));
    const double length = std::inner_product(row.begin(), row.end(), row.begin(), 0.0);
    if (std::abs(length - 1) > 1e-6) return reader.Refuse("component " + std::to_string(i) + " is not of length 1");
    pca.components.insert(pca.components.end(), row.begin(), row.end());
  }
  return pca;
}

}  // namespace verger
