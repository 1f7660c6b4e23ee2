#include <algorithm>
#include <cmath>

#include <arrow/api.h>
#include <arrow/util/key_value_metadata.h>
#include <gtest/gtest.h>

#include "verger/error.h"
#include "verger/reduce.h"

namespace verger {
namespace {

using Batch = std::shared_ptr<arrow::RecordBatch>;

const std::vector<float> kRows = {0, 1, 2, 3, 4, 9, 6, 9, 1, 2, 3, 7};  // [4, 3]

Moments SomeMoments() { return *Moments::Of(kRows, 3); }
Pca SomePca(bool standardize = false) { return *Pca::Fit(SomeMoments(), {int64_t{2}, standardize}); }

Batch WithMetadata(const Batch& batch, const std::string& key, const std::string& value) {
  const auto metadata = batch->schema()->metadata()->Copy();
  EXPECT_TRUE(metadata->Set(key, value).ok());
  return batch->ReplaceSchemaMetadata(metadata);
}

std::shared_ptr<arrow::Array> Doubles(const std::vector<double>& values, const std::vector<bool>& valid = {}) {
  arrow::DoubleBuilder builder;
  EXPECT_TRUE((valid.empty() ? builder.AppendValues(values) : builder.AppendValues(values, valid)).ok());
  return *builder.Finish();
}

std::shared_ptr<arrow::Array> Lists(const std::vector<std::vector<double>>& rows, int64_t nulls = 0) {
  const auto values = std::make_shared<arrow::DoubleBuilder>();
  arrow::ListBuilder builder(arrow::default_memory_pool(), values,
                             arrow::list(arrow::field("item", arrow::float64(), false)));
  for (const auto& row : rows) {
    EXPECT_TRUE(builder.Append().ok());
    EXPECT_TRUE(values->AppendValues(row).ok());
  }
  EXPECT_TRUE(builder.AppendNulls(nulls).ok());
  return *builder.Finish();
}

/// The batch with the column's values replaced and its field kept.
Batch WithColumn(const Batch& batch, const std::string& name, std::shared_ptr<arrow::Array> column) {
  auto columns = batch->columns();
  columns[static_cast<size_t>(batch->schema()->GetFieldIndex(name))] = std::move(column);
  return arrow::RecordBatch::Make(batch->schema(), batch->num_rows(), columns);
}

TEST(Records, OfMomentsComeBackAsTheyWent) {
  for (const Moments& moments : {SomeMoments(), Moments(5), *Moments::Of(std::vector<float>{7}, 1)}) {
    const Batch batch = *moments.ToBatch();
    ASSERT_TRUE(batch->ValidateFull().ok());
    EXPECT_EQ(batch->num_rows(), moments.dimension());
    const Moments again = *Moments::FromBatch(*batch);
    EXPECT_EQ(again.count(), moments.count());
    EXPECT_TRUE(std::ranges::equal(again.mean(), moments.mean()));
    EXPECT_TRUE(std::ranges::equal(again.scatter(), moments.scatter()));
  }
}

TEST(Records, OfPcaComeBackAsTheyWent) {
  for (const bool standardize : {false, true}) {
    const Pca pca = SomePca(standardize);
    const Batch batch = *pca.ToBatch();
    ASSERT_TRUE(batch->ValidateFull().ok());
    const Pca again = *Pca::FromBatch(*batch);
    EXPECT_EQ(again.n_samples, 4);
    EXPECT_EQ(again.mean, pca.mean);
    EXPECT_EQ(again.scale, pca.scale);
    EXPECT_EQ(again.components, pca.components);
    EXPECT_EQ(again.explained_variance, pca.explained_variance);
    EXPECT_EQ(again.explained_variance_ratio, pca.explained_variance_ratio);
  }
}

TEST(Records, MayBeSlicesOfLargerOnes) {
  const Batch batch = *SomeMoments().ToBatch();
  const auto twice = *arrow::ConcatenateRecordBatches({batch, batch});
  EXPECT_TRUE(std::ranges::equal(Moments::FromBatch(*twice->Slice(3, 3))->scatter(), SomeMoments().scatter()));
  EXPECT_FALSE(Moments::FromBatch(*twice->Slice(2, 3)).ok());
}

TEST(Records, OfMomentsThatWereNotWrittenSoAreRefused) {
  const Batch good = *SomeMoments().ToBatch();
  const double nan = std::nan(""), infinity = HUGE_VAL;
  const std::vector<std::pair<std::string, Batch>> cases = {
      {"no metadata", good->ReplaceSchemaMetadata(nullptr)},
      {"a PCA", *SomePca().ToBatch()},
      {"another kind", WithMetadata(good, "verger.kind", "pca")},
      {"a format of the future", WithMetadata(good, "verger.format", "2")},
      {"a negative count", WithMetadata(good, "count", "-1")},
      {"no count", WithMetadata(good, "count", "")},
      {"a count with a tail", WithMetadata(good, "count", "4 rows")},
      {"a count beyond 64 bits", WithMetadata(good, "count", "99999999999999999999")},
      {"no rows", good->Slice(0, 0)},
      {"a row too few", good->Slice(0, 2)},
      {"a column too few", *good->RemoveColumn(1)},
      {"a column too many", *good->AddColumn(2, "more", good->column(0))},
      {"a column of another type", *good->SetColumn(0, arrow::field("mean", good->column(1)->type()), good->column(1))},
      {"a null mean", WithColumn(good, "mean", Doubles({1, 2, 3}, {true, false, true}))},
      {"a mean that is not finite", WithColumn(good, "mean", Doubles({1, nan, 3}))},
      {"a null row", WithColumn(good, "scatter", Lists({{1, 0, 0}, {1, 0, 1}}, 1))},
      {"a square", WithColumn(good, "scatter", Lists({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}))},
      {"the lower triangle", WithColumn(good, "scatter", Lists({{1}, {0, 1}, {0, 0, 1}}))},
      {"a scatter that is not finite", WithColumn(good, "scatter", Lists({{1, 0, infinity}, {1, 0}, {1}}))},
      {"a negative variance", WithColumn(good, "scatter", Lists({{1, 0, 0}, {-1, 0}, {1}}))},
      {"a column cut short", WithColumn(good, "scatter", Lists({{1, 0, 0}, {1, 0}}))},
  };
  for (const auto& [name, batch] : cases) {
    const auto result = Moments::FromBatch(*batch);
    EXPECT_FALSE(result.ok()) << name;
    EXPECT_EQ(KindOf(result.status()), ErrorKind::kFailed) << name;
    EXPECT_TRUE(result.status().message().starts_with("not the moments of a run: ")) << result.status();
  }
}

TEST(Records, OfPcaThatWereNotWrittenSoAreRefused) {
  const Batch good = *SomePca().ToBatch(), scaled = *SomePca(true).ToBatch();
  const double nan = std::nan("");
  const std::vector<std::pair<std::string, Batch>> cases = {
      {"no metadata", good->ReplaceSchemaMetadata(nullptr)},
      {"moments", *SomeMoments().ToBatch()},
      {"one sample", WithMetadata(good, "n_samples", "1")},
      {"no components", WithMetadata(good, "n_components", "0")},
      {"more components than there are", WithMetadata(good, "n_components", "3")},
      {"fewer components than there are", WithMetadata(good, "n_components", "1")},
      {"more components than features", WithMetadata(good, "n_components", "4")},
      {"standardize without scale", WithMetadata(good, "standardize", "true")},
      {"scale without standardize", WithMetadata(scaled, "standardize", "false")},
      {"neither true nor false", WithMetadata(good, "standardize", "maybe")},
      {"no rows", good->Slice(0, 0)},
      {"a scale of 0", WithColumn(scaled, "scale", Doubles({1, 0, 1}))},
      {"a null scale", WithColumn(scaled, "scale", Doubles({1, 1, 1}, {true, true, false}))},
      {"a mean that is not finite", WithColumn(good, "mean", Doubles({1, nan, 3}))},
      {"a negative variance", WithColumn(good, "explained_variance", Doubles({1, 0, -1}))},
      {"a rising variance", WithColumn(good, "explained_variance", Doubles({1, 2, 0}))},
      {"a ratio above 1", WithColumn(good, "explained_variance_ratio", Doubles({1.5, 0, 0}))},
      {"a rising ratio", WithColumn(good, "explained_variance_ratio", Doubles({0.2, 0.5, 0.3}))},
      {"components that are short", WithColumn(good, "components", Lists({{1, 0}, {0, 1}}, 1))},
      {"components that are not finite", WithColumn(good, "components", Lists({{1, 0, 0}, {0, nan, 0}}, 1))},
      {"components of another length", WithColumn(good, "components", Lists({{1, 0, 0}, {0, 2, 0}}, 1))},
  };
  for (const auto& [name, batch] : cases) {
    const auto result = Pca::FromBatch(*batch);
    EXPECT_FALSE(result.ok()) << name;
    EXPECT_TRUE(result.status().message().starts_with("not the pca of a run: ")) << result.status();
  }
}

TEST(Records, WithOffsetsThatLeadAstrayAreRefused) {
  const Batch good = *SomeMoments().ToBatch();
  for (const std::vector<int32_t>& offsets : std::vector<std::vector<int32_t>>{
           {0, 3, 5, 1000}, {0, -5, 5, 6}, {-3, 0, 2, 3}, {0, 5, 3, 6}, {1000, 1003, 1005, 1006}}) {
    const auto& lists = static_cast<const arrow::ListArray&>(*good->GetColumnByName("scatter"));
    const auto bad = std::make_shared<arrow::ListArray>(lists.type(), 3, arrow::Buffer::FromVector(offsets),
                                                        lists.values(), nullptr, 0);
    EXPECT_FALSE(Moments::FromBatch(*WithColumn(good, "scatter", bad)).ok());
  }
}

}  // namespace
}  // namespace verger
