#include "export/output_folder.h"

#include <arrow/filesystem/mockfs.h>
#include <gtest/gtest.h>

#include "core/files.h"
#include "export/rows.h"
#include "verger/error.h"

namespace verger {
namespace {

class OutputFolderTest : public testing::Test {
 protected:
  std::shared_ptr<arrow::fs::FileSystem> memory_ =
      std::make_shared<arrow::fs::internal::MockFileSystem>(arrow::fs::kNoTime);
  OutputFolder out_{memory_, "bucket/out", "mock://bucket/out"};
};

TEST_F(OutputFolderTest, BeginsInAnEmptyFolderOnly) {
  EXPECT_TRUE(out_.CheckUnused().ok());
  ASSERT_TRUE(memory_->CreateDir("bucket/out").ok());
  EXPECT_TRUE(out_.CheckUnused().ok());
  ASSERT_TRUE(out_.Begin({{"format", 1}}).ok());
  const auto status = out_.CheckUnused();
  EXPECT_EQ(KindOf(status), ErrorKind::kUsage);
  EXPECT_EQ(status.message(),
            "output mock://bucket/out is not empty: name another folder, or --resume to finish that run");
}

TEST_F(OutputFolderTest, AFileIsNoFolder) {
  ASSERT_TRUE(WriteFile(*memory_, "bucket/out", "x").ok());
  EXPECT_EQ(out_.CheckUnused().message(), "output mock://bucket/out is a file: name a folder");
  EXPECT_EQ(out_.Begin({}).message().find("output mock://bucket/out cannot be used: "), 0u);
}

TEST_F(OutputFolderTest, ManifestsAreChecked) {
  EXPECT_EQ(KindOf(out_.ReadManifest().status()), ErrorKind::kNotFound);
  EXPECT_EQ(out_.ReadManifest().status().message(),
            "mock://bucket/out is not the output of a run: it holds no readable manifest.json");
  ASSERT_TRUE(WriteFile(*memory_, "bucket/out/manifest.json", "{").ok());
  EXPECT_EQ(out_.ReadManifest().status().message(), "mock://bucket/out/manifest.json is damaged");
  ASSERT_TRUE(out_.WriteManifest({{"format", 2}}).ok());
  EXPECT_EQ(out_.ReadManifest().status().message(),
            "mock://bucket/out/manifest.json has format 2, this Verger reads 1: use a newer one");
}

TEST_F(OutputFolderTest, PartsAreWholeWithTheirFeatures) {
  const auto rejects = *RejectsBatch({});
  const auto features = *FeaturesBatch(std::vector<PhotoRow>(1), {1}, 1);
  for (const int part : {0, 2}) {
    ASSERT_TRUE(out_.WriteRejects(part, rejects, nullptr).ok() && out_.WriteFeatures(part, features, nullptr).ok());
  }
  ASSERT_TRUE(out_.WriteMoments(0, rejects).ok());
  EXPECT_EQ(*out_.FinishedParts(3, false), (std::vector<bool>{true, false, true}));
  EXPECT_EQ(*out_.FinishedParts(3, true), (std::vector<bool>{true, false, false}));
  EXPECT_TRUE((*out_.ReadFeatures(2))->Equals(*features));
  EXPECT_FALSE(out_.ReadFeatures(1).ok());
}

TEST_F(OutputFolderTest, SuccessComesLast) {
  ASSERT_TRUE(out_.Begin({{"format", 1}}).ok());
  EXPECT_FALSE(ReadFile(*memory_, "bucket/out/_SUCCESS").ok());
  ASSERT_TRUE(out_.Finish({{"format", 1}, {"finished", true}}).ok());
  EXPECT_TRUE(ReadFile(*memory_, "bucket/out/_SUCCESS").ok());
  EXPECT_EQ((*out_.ReadManifest())["finished"], true);
  ASSERT_TRUE(out_.Begin({{"format", 1}}).ok());
  EXPECT_FALSE(ReadFile(*memory_, "bucket/out/_SUCCESS").ok());
}

}  // namespace
}  // namespace verger
