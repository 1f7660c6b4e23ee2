#include "export/tables.h"

#include <arrow/filesystem/mockfs.h>
#include <arrow/type.h>
#include <gtest/gtest.h>

#include "core/files.h"
#include "export/rows.h"
#include "verger/error.h"

namespace verger {
namespace {

class TablesTest : public testing::Test {
 protected:
  arrow::fs::internal::MockFileSystem memory_{arrow::fs::kNoTime};
  const std::shared_ptr<arrow::RecordBatch> batch_ = *FeaturesBatch(
      std::vector<PhotoRow>{{"a", "Apple Red 1", "Apple", 1, 2}, {"b", "Kiwi", "Kiwi", 3, 4}}, {1, 2, 3, 4}, 2);
};

TEST_F(TablesTest, ParquetComesBack) {
  const auto metadata = arrow::key_value_metadata({"verger.model"}, {"tiny"});
  ASSERT_TRUE(WriteParquet(memory_, "x/y.parquet", {batch_}, metadata).ok());
  const auto back = ReadParquet(memory_, "x/y.parquet");
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_TRUE((*back)->Equals(*batch_));
  EXPECT_EQ(*(*back)->schema()->metadata()->Get("verger.model"), "tiny");
  EXPECT_EQ((*ReadParquet(memory_, "x/y.parquet", {"variety", "features"}))->num_columns(), 2);
}

TEST_F(TablesTest, TheSameRowsGiveTheSameBytes) {
  ASSERT_TRUE(WriteParquet(memory_, "a", {batch_}, nullptr).ok() && WriteParquet(memory_, "b", {batch_}, nullptr).ok());
  EXPECT_TRUE((*ReadFile(memory_, "a"))->Equals(**ReadFile(memory_, "b")));
}

TEST_F(TablesTest, NoRowsComeBack) {
  ASSERT_TRUE(WriteParquet(memory_, "none", {*RejectsBatch({})}, nullptr).ok());
  EXPECT_EQ((*ReadParquet(memory_, "none"))->num_rows(), 0);
}

TEST_F(TablesTest, RowsAreVisitedInOrder) {
  std::vector<PhotoRow> rows(1300);
  for (size_t i = 0; i < rows.size(); ++i) rows[i].uri = std::to_string(i);
  const auto batch = *FeaturesBatch(rows, std::vector<float>(1300, 1), 1);
  ASSERT_TRUE(WriteParquet(memory_, "x", {batch, batch}, nullptr).ok());
  std::vector<std::string> seen;
  ASSERT_TRUE(VisitParquet(memory_, "x", {"uri"}, [&](const auto& group) {
                EXPECT_LE(group->num_rows(), 512);
                for (auto& uri : *StringsOf(*group, "uri")) seen.push_back(uri);
                return arrow::Status::OK();
              }).ok());
  ASSERT_EQ(seen.size(), 2600u);
  EXPECT_EQ(seen[1299], "1299");
  EXPECT_EQ(seen[1300], "0");
}

TEST_F(TablesTest, ArrowComesBack) {
  ASSERT_TRUE(WriteArrow(memory_, "x.arrow", batch_).ok());
  EXPECT_TRUE((*ReadArrow(memory_, "x.arrow"))->Equals(*batch_));
}

TEST_F(TablesTest, DamagedFilesAreNamed) {
  ASSERT_TRUE(WriteFile(memory_, "bad", "this is neither").ok());
  for (const auto& status : {ReadParquet(memory_, "bad").status(), ReadArrow(memory_, "bad").status(),
                             ReadParquet(memory_, "none").status(), ReadArrow(memory_, "none").status()}) {
    EXPECT_EQ(KindOf(status), ErrorKind::kFailed);
    EXPECT_TRUE(status.message().find("bad: ") == 0 || status.message().find("none: ") == 0) << status;
  }
  ASSERT_TRUE(WriteParquet(memory_, "x", {batch_}, nullptr).ok());
  EXPECT_EQ(ReadParquet(memory_, "x", {"no"}).status().message(), "x: there is no column 'no'");
}

}  // namespace
}  // namespace verger
