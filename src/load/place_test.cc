#include <filesystem>

#include <gtest/gtest.h>

#include "verger/error.h"
#include "verger/load.h"

namespace verger {
namespace {

TEST(Locate, LocalPathsBecomeAbsolute) {
  const std::string here = std::filesystem::current_path().string();
  EXPECT_EQ(Locate("a/../b c/")->uri, here + "/b c");
  EXPECT_EQ(Locate("/")->path, "/");
  EXPECT_EQ(Locate("/x//y/./z/")->path, "/x/y/z");
  EXPECT_EQ(Locate("file:///x/y")->uri, "/x/y");
}

TEST(Locate, OtherSchemesKeepTheirs) {
  const auto place = Locate("mock:///bucket/folder/");
  ASSERT_TRUE(place.ok()) << place.status();
  EXPECT_EQ(place->uri, "mock://bucket/folder");
  EXPECT_EQ(place->path, "bucket/folder");
}

TEST(Locate, WhatNobodyServesIsTold) {
  EXPECT_EQ(Locate("").status().message(), "an empty path is no place: name a folder or a URI");
  const auto status = Locate("ftp://host/x").status();
  EXPECT_EQ(KindOf(status), ErrorKind::kUsage);
  EXPECT_EQ(status.message().find("ftp://host/x: "), 0u) << status;
}

}  // namespace
}  // namespace verger
