// Load: a place that holds photos becomes a sorted listing, and a listed photo becomes bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <arrow/buffer.h>
#include <arrow/filesystem/filesystem.h>
#include <arrow/result.h>

#include "verger/export_macro.h"

namespace verger {

/// Where the labels of a photo come from.
enum class Label {
  kParent,  ///< "parent": variety = the parent folder's name, category = its first word
  kNone,    ///< "none": both stay empty
};

struct ListOptions {
  /// Shell pattern; without '/' it is matched against the file's name, else against the path below the input.
  /// Case matters. As in a shell, a leading dot is only matched by a pattern that starts with one.
  std::string glob = "*";
  Label label = Label::kParent;
  /// Keep only the first `limit` photos of the sorted listing; 0 keeps all.
  int64_t limit = 0;
};

/// One listed file.
struct Photo {
  std::string uri = {};       ///< absolute local path, or scheme://bucket/key
  std::string path = {};      ///< the same place as its file system names it
  int64_t size = -1;          ///< bytes, -1 when unknown
  int64_t mtime_us = -1;      ///< microseconds since 1970-01-01 UTC, -1 when unknown
  std::string variety = {};   ///< "Apple Golden 1"
  std::string category = {};  ///< "Apple"
};

/// A frozen listing, sorted by uri (byte order). Safe to read from many threads.
struct Listing {
  std::string root;                                   ///< the input as a uri
  std::shared_ptr<arrow::fs::FileSystem> filesystem;  ///< serves every `path`
  std::vector<Photo> photos;
};

/// Lists every file below `input` (a folder, or one photo).
///
/// Files of any name are listed: what is no photo is told as a reject, never lost. Dangling links and pipes are listed
/// too. `on_count`, when given, is called now and then from this thread with the number of files found so far.
/// Errors: kNotFound when the input does not exist, cannot be read or holds no matching file; kUsage for a bad pattern.
VERGER_EXPORT arrow::Result<Listing> List(const std::string& input, const ListOptions& options,
                                          const std::function<void(int64_t)>& on_count = {},
                                          const std::stop_token& stop = {});

/// A file system and the path in it that a uri or local path stands for. Errors: kUsage for a scheme nobody serves.
struct Place {
  std::shared_ptr<arrow::fs::FileSystem> filesystem;
  std::string path;  ///< absolute, without a trailing slash
  std::string uri;   ///< absolute local path, or scheme://bucket/key
};
VERGER_EXPORT arrow::Result<Place> Locate(const std::string& uri_or_path);

/// The whole photo. A file that cannot be read is a reject: not_found, unreadable, not_a_file, empty, or
/// too_many_bytes before more than `max_bytes` are held. Thread-safe.
VERGER_EXPORT arrow::Result<std::shared_ptr<arrow::Buffer>> Read(const Listing& listing, const Photo& photo,
                                                                 int64_t max_bytes);

/// Says that `photo` will be read soon: a local file begins its way from the disk, so that Read need not wait for it.
/// Never fails, never waits for the content. Thread-safe.
VERGER_EXPORT void WillRead(const Listing& listing, const Photo& photo);

/// "Apple" of "Apple Golden 1".
VERGER_EXPORT std::string CategoryOf(const std::string& variety);

}  // namespace verger
