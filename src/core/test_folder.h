#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

namespace verger {

/// A folder of the running test's own, also beside other processes. Not made.
inline std::filesystem::path TestFolder() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  return std::filesystem::path(testing::TempDir()) /
         ("verger-" + std::to_string(getpid()) + "-" + test->test_suite_name() + "-" + test->name());
}

}  // namespace verger
