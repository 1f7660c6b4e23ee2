#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include <arrow/filesystem/mockfs.h>
#include <gtest/gtest.h>

#include "core/test_folder.h"
#include "verger/error.h"
#include "verger/load.h"

namespace verger {
namespace {

namespace fs = std::filesystem;

class ReadTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(root_);
    fs::create_directories(root_);
    listing_.filesystem = Locate(root_.string())->filesystem;
  }

  Photo Write(const std::string& name, const std::string& content) {
    std::ofstream(root_ / name) << content;
    return {
        .uri = (root_ / name).string(), .path = (root_ / name).string(), .size = static_cast<int64_t>(content.size())};
  }
  std::optional<RejectCode> CodeOf(const Photo& photo) { return RejectCodeOf(Read(listing_, photo, 1000).status()); }

  const fs::path root_ = TestFolder();
  Listing listing_;
};

TEST_F(ReadTest, GivesTheWholeFile) {
  Photo photo = Write("x", "hello");
  EXPECT_EQ((*Read(listing_, photo, 1000))->ToString(), "hello");
  EXPECT_EQ((*Read(listing_, photo, 5))->ToString(), "hello");
}

TEST_F(ReadTest, ReadsWhatIsThereNow) {
  Photo photo = Write("x", std::string(500, 'a'));
  for (const int64_t listed : {-1, 0, 1, 499, 500, 501, 900}) {
    photo.size = listed;
    EXPECT_EQ((*Read(listing_, photo, 1000))->size(), 500) << listed;
  }
}

TEST_F(ReadTest, RejectsByCause) {
  EXPECT_EQ(CodeOf(Write("empty", "")), RejectCode::kEmpty);
  EXPECT_EQ(CodeOf(Write("large", std::string(1001, 'a'))), RejectCode::kTooManyBytes);
  Photo grown = Write("grown", std::string(1001, 'a'));
  grown.size = 10;
  EXPECT_EQ(CodeOf(grown), RejectCode::kTooManyBytes);

  Photo photo{.path = (root_ / "none").string()};
  EXPECT_EQ(CodeOf(photo), RejectCode::kNotFound);
  fs::create_symlink("nowhere", root_ / "dangling");
  photo.path = (root_ / "dangling").string();
  EXPECT_EQ(CodeOf(photo), RejectCode::kNotFound);
  photo.path = root_.string();
  EXPECT_EQ(CodeOf(photo), RejectCode::kNotAFile);
  mkfifo((root_ / "pipe").c_str(), 0600);
  photo.path = (root_ / "pipe").string();
  EXPECT_EQ(CodeOf(photo), RejectCode::kNotAFile);
}

TEST_F(ReadTest, AskingAheadHarmsNothing) {
  const Photo photo = Write("x", "hello");
  Photo gone{.path = (root_ / "none").string(), .size = 5};
  mkfifo((root_ / "pipe").c_str(), 0600);
  Photo pipe{.path = (root_ / "pipe").string(), .size = 5};
  for (const Photo& each : {photo, gone, pipe}) WillRead(listing_, each);
  EXPECT_EQ((*Read(listing_, photo, 1000))->ToString(), "hello");
}

TEST_F(ReadTest, AnyFileSystemServes) {
  listing_.filesystem = std::make_shared<arrow::fs::internal::MockFileSystem>(arrow::fs::kNoTime);
  auto stream = *listing_.filesystem->OpenOutputStream("bucket");
  ASSERT_TRUE(stream->Write("hello").ok() && stream->Close().ok());
  EXPECT_EQ((*Read(listing_, {.path = "bucket", .size = 5}, 1000))->ToString(), "hello");
  EXPECT_EQ(CodeOf({.path = "none"}), RejectCode::kNotFound);
}

}  // namespace
}  // namespace verger
