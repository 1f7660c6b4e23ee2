#include "load/names.h"

#include <charconv>

#include <arrow/util/utf8.h>

namespace verger {

std::string UriOf(const std::string& path) {
  arrow::util::InitializeUTF8();  // its tables, once
  const bool is_utf8 = arrow::util::ValidateUTF8(path);
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string uri;
  for (size_t i = 0; i < path.size(); ++i) {
    const auto byte = static_cast<unsigned char>(path[i]);
    if ((byte >= 0x80 && !is_utf8) || path.compare(i, 2, "\\x") == 0) {
      uri += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    } else {
      uri += path[i];
    }
  }
  return uri;
}

std::string PathOf(const std::string& uri) {
  std::string path;
  for (size_t i = 0; i < uri.size(); ++i) {
    unsigned char byte = 0;
    const char* digits = uri.data() + i + 2;
    if (uri.compare(i, 2, "\\x") == 0 && i + 4 <= uri.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      path += static_cast<char>(byte);
      i += 3;
    } else {
      path += uri[i];
    }
  }
  return path;
}

}  // namespace verger
