#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "load/glob.h"
#include "verger/load.h"

namespace verger {

/// Gathers the files of one listing: filters, labels, counts aloud.
class Collector {
 public:
  /// `root_path`, `root_uri`: the same folder as the file system and as the user names it.
  Collector(Glob glob, Label label, std::string root_path, std::string root_uri,
            const std::function<void(int64_t)>& on_count, const std::stop_token& stop)
      : glob_(std::move(glob)),
        label_(label),
        root_path_(std::move(root_path)),
        root_uri_(std::move(root_uri)),
        on_count_(on_count),
        stop_(stop) {}

  /// One file, `path` being root_path or below it. Cancelled: kInterrupted.
  arrow::Status Add(const std::string& path, int64_t size, int64_t mtime_us);

  /// What was gathered, sorted by uri.
  std::vector<Photo> Take();

 private:
  Glob glob_;
  Label label_;
  std::string root_path_;
  std::string root_uri_;
  const std::function<void(int64_t)>& on_count_;
  const std::stop_token& stop_;
  std::vector<Photo> photos_;
};

}  // namespace verger
