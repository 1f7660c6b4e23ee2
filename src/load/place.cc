#include <filesystem>

#include <arrow/filesystem/localfs.h>

#include "load/names.h"
#include "verger/error.h"
#include "verger/load.h"

namespace verger {
namespace {

// The scheme of scheme://..., or "".
std::string SchemeOf(const std::string& text) {
  const size_t end = text.find("://");
  if (end == std::string::npos || end == 0) return "";
  const std::string scheme = text.substr(0, end);
  return scheme.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+.-") == std::string::npos ? scheme : "";
}

std::string WithoutTrailingSlash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

}  // namespace

arrow::Result<Place> Locate(const std::string& uri_or_path) {
  if (uri_or_path.empty()) return Error(ErrorKind::kUsage, "an empty path is no place: name a folder or a URI");
  const std::string scheme = SchemeOf(uri_or_path);
  Place place;
  if (scheme.empty()) {
    std::error_code error;
    const auto path = std::filesystem::absolute(uri_or_path, error).lexically_normal();
    if (error) return Error(ErrorKind::kFailed, uri_or_path + ": " + error.message());
    place.filesystem = std::make_shared<arrow::fs::LocalFileSystem>();
    place.path = WithoutTrailingSlash(path.string());
    place.uri = UriOf(place.path);
    return place;
  }
  auto opened = arrow::fs::FileSystemFromUri(uri_or_path, &place.path);
  if (!opened.ok()) return Error(ErrorKind::kUsage, uri_or_path + ": " + opened.status().message());
  place.filesystem = std::move(*opened);
  place.path = WithoutTrailingSlash(place.path);
  place.uri = (scheme == "file" ? "" : scheme + "://") + UriOf(place.path);
  return place;
}

}  // namespace verger
