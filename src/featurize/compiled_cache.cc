#include "featurize/compiled_cache.h"

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <vector>

#include <arrow/filesystem/localfs.h>

#include "core/files.h"
#include "core/sha256.h"

namespace verger {
namespace {

constexpr size_t kDigestLength = 64;

std::string DigestOf(const std::string& text) {
  return Sha256(std::vector<std::shared_ptr<arrow::Buffer>>{std::make_shared<arrow::Buffer>(text)});
}

}  // namespace

std::string CompiledCache::PathOf(const std::string& key) const { return folder_ + "/" + DigestOf(key) + ".blob"; }

std::optional<std::string> CompiledCache::Get(const std::string& key) const {
  if (folder_.empty()) return std::nullopt;
  arrow::fs::LocalFileSystem local;
  const auto content = ReadFile(local, PathOf(key));
  if (!content.ok() || (*content)->size() < static_cast<int64_t>(kDigestLength)) return std::nullopt;
  std::string text = (*content)->ToString();
  std::string blob = text.substr(kDigestLength);
  if (text.compare(0, kDigestLength, DigestOf(blob)) != 0) return std::nullopt;
  return blob;
}

void CompiledCache::Put(const std::string& key, const std::string& blob) const {
  if (folder_.empty()) return;
  arrow::fs::LocalFileSystem local;
  // Each process writes a file of its own and renames it, so that a reader never sees half of one.
  const std::string own = PathOf(key) + "." + std::to_string(getpid());
  if (!WriteFile(local, own, DigestOf(blob) + blob).ok()) return;
  std::error_code ignored;
  std::filesystem::rename(own, PathOf(key), ignored);
}

}  // namespace verger
