// Compiled models, kept between runs. A cache is a convenience: anything wrong with it means a miss, never an error.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace verger {

/// Files named by a key, each with its checksum, written whole or not at all. Safe for several processes at once.
class CompiledCache {
 public:
  /// `folder` empty: remembers nothing.
  explicit CompiledCache(std::string folder) : folder_(std::move(folder)) {}

  /// The blob stored under `key`, if it is there and its checksum holds.
  std::optional<std::string> Get(const std::string& key) const;
  void Put(const std::string& key, const std::string& blob) const;

 private:
  std::string PathOf(const std::string& key) const;

  std::string folder_;
};

}  // namespace verger
