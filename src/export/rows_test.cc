#include "export/rows.h"

#include <arrow/array.h>
#include <arrow/type.h>
#include <gtest/gtest.h>

namespace verger {
namespace {

TEST(Rows, ListingComesBack) {
  const std::vector<ListingRow> rows = {{"a", 5, 1'700'000'000'000'000, "Apple Red 1", "Apple"}, {"b", -1, -1, "", ""}};
  const auto batch = *ListingBatch(rows);
  EXPECT_EQ(batch->schema()->ToString(),
            "uri: string not null\nsize: int64\nmtime: timestamp[us, tz=UTC]\nvariety: string not null\n"
            "category: string not null");
  EXPECT_TRUE(batch->column(1)->IsNull(1));
  const auto back = *ListingRows(*batch);
  ASSERT_EQ(back.size(), 2u);
  EXPECT_EQ(back[0].uri, "a");
  EXPECT_EQ(back[0].mtime_us, 1'700'000'000'000'000);
  EXPECT_EQ(back[1].size, -1);
}

TEST(Rows, FeaturesAndReduced) {
  const std::vector<PhotoRow> rows = {{"a", "Apple Red 1", "Apple", 100, 90}, {"b", "Kiwi", "Kiwi", 1, 2}};
  const auto batch = *FeaturesBatch(rows, {1, 2, 3, 4, 5, 6}, 3);
  EXPECT_EQ(batch->schema()->ToString(),
            "uri: string not null\nvariety: string not null\ncategory: string not null\nwidth: int32 not null\n"
            "height: int32 not null\nfeatures: list<element: float not null> not null");
  const auto values = *ValuesOf(*batch, "features");
  EXPECT_EQ(values.dimension, 3);
  EXPECT_EQ(std::vector<float>(values.values.begin(), values.values.end()), (std::vector<float>{1, 2, 3, 4, 5, 6}));

  const auto reduced = *ReducedBatch(*batch, {7, 8}, 1);
  EXPECT_EQ(*StringsOf(*reduced, "variety"), (std::vector<std::string>{"Apple Red 1", "Kiwi"}));
  EXPECT_EQ(ValuesOf(*reduced, "components")->dimension, 1);
}

TEST(Rows, NoRowsAreRowsToo) {
  EXPECT_EQ((*FeaturesBatch({}, {}, 1280))->num_rows(), 0);
  EXPECT_EQ(ValuesOf(**FeaturesBatch({}, {}, 1280), "features")->values.size(), 0u);
  EXPECT_EQ((*RejectsBatch({}))->num_rows(), 0);
}

TEST(Rows, RejectsComeBack) {
  const std::vector<RejectRow> rows = {{"a", "enhance", "corrupt", "bad marker", 17},
                                       {"b", "load", "not_found", "", -1}};
  const auto back = *RejectRows(**RejectsBatch(rows));
  ASSERT_EQ(back.size(), 2u);
  EXPECT_EQ(back[0].message, "bad marker");
  EXPECT_EQ(back[0].size, 17);
  EXPECT_EQ(back[1].size, -1);
}

TEST(Rows, WrongShapesAreErrors) {
  const std::vector<PhotoRow> rows(2);
  EXPECT_FALSE(FeaturesBatch(rows, {1, 2, 3}, 2).ok());
  const auto batch = *FeaturesBatch(rows, {1, 2}, 1);
  EXPECT_EQ(ValuesOf(*batch, "nothing").status().message(), "column 'nothing' is missing or of another type");
  EXPECT_EQ(ValuesOf(*batch, "uri").status().message(), "column 'uri' is missing or of another type");
  EXPECT_FALSE(ListingRows(*batch).ok());
  EXPECT_FALSE(RejectRows(*batch).ok());
}

}  // namespace
}  // namespace verger
