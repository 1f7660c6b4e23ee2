#include "load/glob.h"

#include <fnmatch.h>

#include "verger/error.h"

namespace verger {

arrow::Result<Glob> Glob::Make(const std::string& pattern) {
  if (pattern.empty()) return Error(ErrorKind::kUsage, "the glob is empty: use '*' for every file");
  size_t open = std::string::npos;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\') {
      ++i;
    } else if (pattern[i] == '[' && open == std::string::npos) {
      open = i;
    } else if (pattern[i] == ']' && open != std::string::npos && i > open + 1) {
      open = std::string::npos;
    }
  }
  if (open != std::string::npos) {
    return Error(ErrorKind::kUsage, "the glob '" + pattern + "' has a '[' without its ']'");
  }
  return Glob(pattern);
}

bool Glob::Matches(const std::string& relative) const {
  const bool whole_path = pattern_.find('/') != std::string::npos;
  const std::string text = whole_path ? relative : relative.substr(relative.rfind('/') + 1);
  return fnmatch(pattern_.c_str(), text.c_str(), FNM_PERIOD | (whole_path ? FNM_PATHNAME : 0)) == 0;
}

}  // namespace verger
