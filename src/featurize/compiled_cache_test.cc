#include "featurize/compiled_cache.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "core/test_folder.h"

namespace verger {
namespace {

namespace fs = std::filesystem;

class CompiledCacheTest : public testing::Test {
 protected:
  void SetUp() override { fs::remove_all(folder_); }
  const std::string folder_ = TestFolder().string();
};

TEST_F(CompiledCacheTest, RemembersByKey) {
  const CompiledCache cache(folder_);
  EXPECT_FALSE(cache.Get("a"));
  cache.Put("a", "blob");
  EXPECT_EQ(cache.Get("a"), "blob");
  EXPECT_FALSE(cache.Get("b"));
}

TEST_F(CompiledCacheTest, ADamagedFileIsAMiss) {
  const CompiledCache cache(folder_);
  cache.Put("a", "a blob of some length");
  const auto file = fs::directory_iterator(folder_)->path();
  fs::resize_file(file, fs::file_size(file) - 1);
  EXPECT_FALSE(cache.Get("a"));
  fs::resize_file(file, 3);
  EXPECT_FALSE(cache.Get("a"));
}

TEST_F(CompiledCacheTest, WithoutAPlaceItRemembersNothing) {
  CompiledCache("").Put("a", "blob");
  EXPECT_FALSE(CompiledCache("").Get("a"));
  CompiledCache("/dev/null/no").Put("a", "blob");
  EXPECT_FALSE(CompiledCache("/dev/null/no").Get("a"));
}

}  // namespace
}  // namespace verger
