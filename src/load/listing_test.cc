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

class ListTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(root_);
    for (const char* name : {"b/2.jpg", "b/10.jpg", "a c d/1.png", "top.jpg", ".hidden/x.jpg", "a c d/.DS_Store"}) {
      fs::create_directories((root_ / name).parent_path());
      std::ofstream(root_ / name) << "12345";
    }
  }

  std::vector<std::string> Names(const ListOptions& options = {}) {
    const auto listing = List(root_.string(), options);
    EXPECT_TRUE(listing.ok()) << listing.status();
    std::vector<std::string> names;
    for (const auto& photo : listing->photos) names.push_back(photo.uri.substr(root_.string().size() + 1));
    return names;
  }

  const fs::path root_ = TestFolder() / "orchard";
};

TEST_F(ListTest, IsSortedAndLabelled) {
  const auto listing = *List(root_.string(), {});
  ASSERT_EQ(listing.photos.size(), 5u);
  EXPECT_EQ(listing.root, root_.string());
  const Photo& photo = listing.photos[1];
  EXPECT_EQ(photo.uri, root_.string() + "/a c d/1.png");
  EXPECT_EQ(photo.variety, "a c d");
  EXPECT_EQ(photo.category, "a");
  EXPECT_EQ(photo.size, 5);
  EXPECT_GT(photo.mtime_us, int64_t{1'000'000'000'000'000});
  EXPECT_EQ(Names(), (std::vector<std::string>{".hidden/x.jpg", "a c d/1.png", "b/10.jpg", "b/2.jpg", "top.jpg"}));
  EXPECT_EQ(listing.photos[4].variety, "orchard");
}

TEST_F(ListTest, GlobLimitAndLabelNone) {
  EXPECT_EQ(Names({.glob = "*.png"}), (std::vector<std::string>{"a c d/1.png"}));
  EXPECT_EQ(Names({.glob = "b/*"}), (std::vector<std::string>{"b/10.jpg", "b/2.jpg"}));
  EXPECT_EQ(Names({.limit = 2}).size(), 2u);
  EXPECT_EQ(List(root_.string(), {.label = Label::kNone})->photos[1].variety, "");
}

TEST_F(ListTest, OnePhotoIsAListing) {
  const auto listing = *List((root_ / "b/2.jpg").string(), {});
  ASSERT_EQ(listing.photos.size(), 1u);
  EXPECT_EQ(listing.photos[0].uri, (root_ / "b/2.jpg").string());
  EXPECT_EQ(listing.photos[0].variety, "b");
}

TEST_F(ListTest, WhatCannotBeReadIsListedToo) {
  fs::create_symlink("nowhere", root_ / "b/dangling.jpg");
  fs::create_directory_symlink(root_, root_ / "b/loop");
  mkfifo((root_ / "b/pipe.jpg").c_str(), 0600);
  fs::create_directory(root_ / "b/folder.jpg");
  EXPECT_EQ(Names({.glob = "b/*"}), (std::vector<std::string>{"b/10.jpg", "b/2.jpg", "b/dangling.jpg", "b/pipe.jpg"}));
}

TEST_F(ListTest, ANameThatIsNoUtf8StaysReadable) {
  std::ofstream(root_ / "b/caf\xE9.jpg") << "x";
  const auto listing = *List(root_.string(), {.glob = "caf*"});
  EXPECT_EQ(listing.photos[0].uri, root_.string() + "/b/caf\\xE9.jpg");
  EXPECT_TRUE(Read(listing, listing.photos[0], 100).ok());
}

TEST_F(ListTest, ErrorsSayWhatIsWrong) {
  const auto missing = List((root_ / "none").string(), {}).status();
  EXPECT_EQ(KindOf(missing), ErrorKind::kNotFound);
  EXPECT_EQ(missing.message(), "input " + (root_ / "none").string() + " does not exist");
  const auto empty = List(root_.string(), {.glob = "*.tiff"}).status();
  EXPECT_EQ(KindOf(empty), ErrorKind::kNotFound);
  EXPECT_EQ(empty.message(), "no file in " + root_.string() + " matches '*.tiff': nothing to do");
  EXPECT_EQ(KindOf(List(root_.string(), {.limit = -1}).status()), ErrorKind::kUsage);
  EXPECT_EQ(List(root_.string(), {.limit = -1}).status().message(), "limit -1 is negative: use 0 for all");
}

TEST_F(ListTest, StopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(KindOf(List(root_.string(), {}, {}, source.get_token()).status()), ErrorKind::kInterrupted);
}

TEST(CategoryOf, IsTheFirstWord) {
  EXPECT_EQ(CategoryOf("Apple Golden 1"), "Apple");
  EXPECT_EQ(CategoryOf("Banana"), "Banana");
  EXPECT_EQ(CategoryOf(""), "");
}

}  // namespace
}  // namespace verger
