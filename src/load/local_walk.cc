#include "load/local_walk.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "verger/error.h"

namespace verger {
namespace {

using Identity = std::pair<dev_t, ino_t>;

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

arrow::Status Walk(const std::string& folder, std::vector<Identity>& ancestors, Collector& collector) {
  const std::unique_ptr<DIR, CloseDirectory> directory(opendir(folder.c_str()));
  if (directory == nullptr) {
    return Error(ErrorKind::kNotFound, folder + " cannot be read: " + std::strerror(errno));
  }
  std::vector<std::string> names;
  while (const dirent* entry = readdir(directory.get())) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  for (const std::string& name : names) {
    const std::string path = folder == "/" ? "/" + name : folder + "/" + name;
    struct stat info{};
    if (stat(path.c_str(), &info) != 0) {
      ARROW_RETURN_NOT_OK(collector.Add(path, -1, -1));  // a dangling link; reading it will say why
    } else if (S_ISDIR(info.st_mode)) {
      const Identity identity(info.st_dev, info.st_ino);
      if (std::find(ancestors.begin(), ancestors.end(), identity) != ancestors.end()) continue;
      ancestors.push_back(identity);
      ARROW_RETURN_NOT_OK(Walk(path, ancestors, collector));
      ancestors.pop_back();
    } else {
      ARROW_RETURN_NOT_OK(
          collector.Add(path, info.st_size, info.st_mtim.tv_sec * int64_t{1'000'000} + info.st_mtim.tv_nsec / 1000));
    }
  }
  return arrow::Status::OK();
}

}  // namespace

arrow::Status WalkLocal(const std::string& root, Collector& collector) {
  struct stat info{};
  if (stat(root.c_str(), &info) != 0) return Error(ErrorKind::kNotFound, root + ": " + std::strerror(errno));
  std::vector<Identity> ancestors = {{info.st_dev, info.st_ino}};
  return Walk(root, ancestors, collector);
}

}  // namespace verger
