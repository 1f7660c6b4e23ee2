#include "core/system.h"

#include <dlfcn.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>

namespace verger {
namespace {

// The text behind "key" and its colon in a /proc file, or "".
std::string ProcField(const char* file, const std::string& key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.compare(0, key.size(), key) != 0) continue;
    const size_t begin = line.find_first_not_of(" \t", line.find(':') + 1);
    return begin == std::string::npos ? "" : line.substr(begin);
  }
  return "";
}

}  // namespace

int64_t PeakRssBytes() { return std::atoll(ProcField("/proc/self/status", "VmHWM").c_str()) * 1024; }

std::string CpuName() {
  const std::string name = ProcField("/proc/cpuinfo", "model name");
  return name.empty() ? "unknown" : name;
}

std::string LibraryDirectory() {
  Dl_info info;
  if (dladdr(reinterpret_cast<const void*>(&LibraryDirectory), &info) == 0) return "";
  std::error_code error;
  const auto path = std::filesystem::canonical(info.dli_fname, error);
  return error ? "" : path.parent_path().string();
}

std::string CacheDirectory() {
  const auto env = [](const char* name) -> std::string {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
  };
  if (const auto own = env("VERGER_CACHE"); !own.empty()) return own;
  if (const auto xdg = env("XDG_CACHE_HOME"); !xdg.empty()) return xdg + "/verger";
  if (const auto home = env("HOME"); !home.empty()) return home + "/.cache/verger";
  return "";
}

double MonotonicSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string UtcTimestamp() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

}  // namespace verger
