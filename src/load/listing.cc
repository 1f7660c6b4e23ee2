#include <algorithm>

#include "core/files.h"
#include "load/collector.h"
#include "load/local_walk.h"
#include "load/names.h"
#include "verger/error.h"
#include "verger/load.h"

namespace verger {
namespace {

constexpr int64_t kCountEvery = 1000;

std::string ParentName(const std::string& uri) {
  const size_t end = uri.rfind('/');
  if (end == std::string::npos || end == 0) return "";
  return uri.substr(uri.rfind('/', end - 1) + 1, end - uri.rfind('/', end - 1) - 1);
}

arrow::Status Unreadable(const std::string& input, const arrow::Status& status) {
  return status.ok() ? status : Error(ErrorKind::kNotFound, input + ": " + Reason(status));
}

}  // namespace

std::string CategoryOf(const std::string& variety) { return variety.substr(0, variety.find(' ')); }

arrow::Status Collector::Add(const std::string& path, int64_t size, int64_t mtime_us) {
  if (stop_.stop_requested()) return Error(ErrorKind::kInterrupted, "interrupted while listing " + root_uri_);
  const bool is_root = path == root_path_;
  const std::string below = is_root ? "" : path.substr(root_path_ == "/" ? 1 : root_path_.size() + 1);
  if (!is_root && !glob_.Matches(below)) return arrow::Status::OK();
  Photo photo;
  photo.uri = is_root ? root_uri_ : (root_uri_ == "/" ? "" : root_uri_) + "/" + UriOf(below);
  photo.path = path;
  photo.size = size;
  photo.mtime_us = mtime_us;
  if (label_ == Label::kParent) {
    photo.variety = ParentName(photo.uri);
    photo.category = CategoryOf(photo.variety);
  }
  photos_.push_back(std::move(photo));
  if (on_count_ && photos_.size() % kCountEvery == 0) on_count_(static_cast<int64_t>(photos_.size()));
  return arrow::Status::OK();
}

std::vector<Photo> Collector::Take() {
  std::sort(photos_.begin(), photos_.end(), [](const Photo& a, const Photo& b) { return a.uri < b.uri; });
  return std::move(photos_);
}

arrow::Result<Listing> List(const std::string& input, const ListOptions& options,
                            const std::function<void(int64_t)>& on_count, const std::stop_token& stop) {
  ARROW_ASSIGN_OR_RAISE(Place place, Locate(input));
  ARROW_ASSIGN_OR_RAISE(Glob glob, Glob::Make(options.glob));
  if (options.limit < 0)
    return Error(ErrorKind::kUsage, "limit " + std::to_string(options.limit) + " is negative: use 0 for all");
  Collector collector(std::move(glob), options.label, place.path, place.uri, on_count, stop);

  const auto root = place.filesystem->GetFileInfo(place.path);
  if (!root.ok()) return Unreadable(input, root.status());
  if (root->type() == arrow::fs::FileType::NotFound) {
    return Error(ErrorKind::kNotFound, "input " + place.uri + " does not exist");
  }
  const auto micros = [](const arrow::fs::FileInfo& info) {
    return info.mtime() == arrow::fs::kNoTime
               ? int64_t{-1}
               : std::chrono::duration_cast<std::chrono::microseconds>(info.mtime().time_since_epoch()).count();
  };
  if (root->type() != arrow::fs::FileType::Directory) {
    ARROW_RETURN_NOT_OK(collector.Add(place.path, root->size(), micros(*root)));
  } else if (place.filesystem->type_name() == "local") {
    ARROW_RETURN_NOT_OK(WalkLocal(place.path, collector));
  } else {
    arrow::fs::FileSelector selector;
    selector.base_dir = place.path;
    selector.recursive = true;
    const auto infos = place.filesystem->GetFileInfo(selector);
    if (!infos.ok()) return Unreadable(input, infos.status());
    for (const auto& info : *infos) {
      if (info.type() == arrow::fs::FileType::Directory) continue;
      ARROW_RETURN_NOT_OK(collector.Add(info.path(), info.size(), micros(info)));
    }
  }

  Listing listing{.root = place.uri, .filesystem = place.filesystem, .photos = collector.Take()};
  if (listing.photos.empty()) {
    return Error(ErrorKind::kNotFound, "no file in " + place.uri + " matches '" + options.glob + "': nothing to do");
  }
  if (options.limit > 0 && static_cast<int64_t>(listing.photos.size()) > options.limit) {
    listing.photos.resize(static_cast<size_t>(options.limit));
  }
  if (on_count) on_count(static_cast<int64_t>(listing.photos.size()));
  return listing;
}

}  // namespace verger
