#include "load/glob.h"

#include <gtest/gtest.h>

#include "verger/error.h"

namespace verger {
namespace {

bool Match(const std::string& pattern, const std::string& path) { return Glob::Make(pattern)->Matches(path); }

TEST(Glob, WithoutASlashTheNameIsMatched) {
  EXPECT_TRUE(Match("*", "a/b/c.jpg"));
  EXPECT_TRUE(Match("*.jpg", "a/b/c.jpg"));
  EXPECT_FALSE(Match("*.jpg", "a/b.jpg/c.png"));
  EXPECT_FALSE(Match("*.jpg", "a/c.JPG"));
  EXPECT_TRUE(Match("[a-c]?.[jJ]*", "x/b1.JPEG"));
}

TEST(Glob, WithASlashThePathIsMatched) {
  EXPECT_TRUE(Match("Apple*/*.jpg", "Apple Red 1/1.jpg"));
  EXPECT_FALSE(Match("Apple*/*.jpg", "Training/Apple Red 1/1.jpg"));
  EXPECT_FALSE(Match("*/x.jpg", "a/b/x.jpg"));
}

TEST(Glob, ALeadingDotMustBeAskedFor) {
  EXPECT_FALSE(Match("*", "a/.DS_Store"));
  EXPECT_TRUE(Match(".*", "a/.DS_Store"));
}

TEST(Glob, BadPatternsAreTold) {
  EXPECT_EQ(Glob::Make("").status().message(), "the glob is empty: use '*' for every file");
  EXPECT_EQ(Glob::Make("a[b").status().message(), "the glob 'a[b' has a '[' without its ']'");
  EXPECT_EQ(KindOf(Glob::Make("a[b").status()), ErrorKind::kUsage);
  EXPECT_TRUE(Glob::Make("a\\[b").ok());
  EXPECT_TRUE(Glob::Make("a[]]b").ok());
}

}  // namespace
}  // namespace verger
