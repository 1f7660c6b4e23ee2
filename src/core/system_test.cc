#include "core/system.h"

#include <cstdlib>
#include <filesystem>
#include <regex>

#include <gtest/gtest.h>

namespace verger {
namespace {

TEST(System, PeakRssIsThatOfAProcess) {
  EXPECT_GT(PeakRssBytes(), int64_t{1} << 20);
  EXPECT_LT(PeakRssBytes(), int64_t{1} << 40);
}

TEST(System, NamesTheCpu) { EXPECT_FALSE(CpuName().empty()); }

TEST(System, LibraryDirectoryExists) { EXPECT_TRUE(std::filesystem::is_directory(LibraryDirectory())); }

TEST(System, CacheDirectoryPrefersItsOwnVariable) {
  setenv("XDG_CACHE_HOME", "/x", 1);
  setenv("VERGER_CACHE", "/v", 1);
  EXPECT_EQ(CacheDirectory(), "/v");
  unsetenv("VERGER_CACHE");
  EXPECT_EQ(CacheDirectory(), "/x/verger");
  unsetenv("XDG_CACHE_HOME");
  setenv("HOME", "/h", 1);
  EXPECT_EQ(CacheDirectory(), "/h/.cache/verger");
}

TEST(System, TimestampIsIso8601) {
  EXPECT_TRUE(std::regex_match(UtcTimestamp(), std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)")));
}

}  // namespace
}  // namespace verger
