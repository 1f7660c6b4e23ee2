#pragma once

#include <string>
#include <string_view>

#include <arrow/result.h>

namespace verger {

/// A shell pattern (POSIX fnmatch: * ? [a-z] [!a-z] \x), as ListOptions::glob describes it.
class Glob {
 public:
  /// Errors: kUsage for an empty pattern or one with an unclosed '['.
  static arrow::Result<Glob> Make(const std::string& pattern);

  /// Whether the file at `relative` (path below the input, '/' between folders) is meant.
  bool Matches(const std::string& relative) const;

 private:
  explicit Glob(std::string pattern) : pattern_(std::move(pattern)) {}
  std::string pattern_;
};

}  // namespace verger
