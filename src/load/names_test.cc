#include "load/names.h"

#include <gtest/gtest.h>

namespace verger {
namespace {

TEST(Names, EveryPathIsAUriAndBack) {
  const std::pair<const char*, const char*> kCases[] = {
      {"/a b/1.jpg", "/a b/1.jpg"},
      {"/caf\xC3\xA9.jpg", "/caf\xC3\xA9.jpg"},
      {"/caf\xE9.jpg", "/caf\\xE9.jpg"},
      {"/\xC3\xA9/\xE9", "/\\xC3\\xA9/\\xE9"},
      {"/a\\b\n'\"", "/a\\b\n'\""},
      {"/caf\\xE9.jpg", "/caf\\x5CxE9.jpg"},
      {"\\", "\\"},
      {"\\x", "\\x5Cx"},
      {"\\\\x41", "\\\\x5Cx41"},
      {"", ""},
  };
  for (const auto& [path, uri] : kCases) {
    EXPECT_EQ(UriOf(path), uri);
    EXPECT_EQ(PathOf(uri), path);
  }
}

TEST(Names, WhatUriOfNeverWritesStays) {
  for (const char* text : {"\\x", "\\x4", "\\xZZ", "\\x4Z", "\\x-1"}) EXPECT_EQ(PathOf(text), text);
}

}  // namespace
}  // namespace verger
