#include "core/files.h"

#include <filesystem>

#include <arrow/filesystem/localfs.h>
#include <arrow/filesystem/mockfs.h>
#include <gtest/gtest.h>

#include "core/test_folder.h"

namespace verger {
namespace {

TEST(Files, RoundTripOnAnyFileSystem) {
  arrow::fs::internal::MockFileSystem memory(arrow::fs::kNoTime);
  ASSERT_TRUE(WriteFile(memory, "a/b/c.txt", "hello").ok());
  EXPECT_EQ((*ReadFile(memory, "a/b/c.txt"))->ToString(), "hello");
  EXPECT_FALSE(ReadFile(memory, "a/b/none.txt").ok());
}

TEST(Files, LocalWriteLeavesNoTemporaryFile) {
  arrow::fs::LocalFileSystem local;
  const auto folder = TestFolder();
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(WriteFile(local, (folder / "x.txt").string(), "1").ok());
  ASSERT_TRUE(WriteFile(local, (folder / "x.txt").string(), "22").ok());
  EXPECT_EQ((*ReadFile(local, (folder / "x.txt").string()))->ToString(), "22");
  int entries = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++entries;
  EXPECT_EQ(entries, 1);
}

TEST(Files, AFailedWriteLeavesWhatStoodThere) {
  arrow::fs::LocalFileSystem local;
  const auto folder = TestFolder();
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "x.txt" / "inside");  // a folder cannot be renamed over
  EXPECT_FALSE(WriteFile(local, (folder / "x.txt").string(), "1").ok());
  EXPECT_TRUE(std::filesystem::is_directory(folder / "x.txt" / "inside"));
  EXPECT_FALSE(std::filesystem::exists(folder / ".x.txt.tmp"));
}

}  // namespace
}  // namespace verger
