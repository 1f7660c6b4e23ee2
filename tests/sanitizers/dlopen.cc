// oneTBB, inside OpenVINO, loads a library with RTLD_DEEPBIND, at which sanitizers end the process. This dlopen comes
// before theirs and leaves that flag out. Linked into sanitized programs only.
#include <dlfcn.h>

extern "C" __attribute__((visibility("default"))) void* dlopen(const char* file, int mode) {
  static const auto next = reinterpret_cast<void* (*)(const char*, int)>(dlsym(RTLD_NEXT, "dlopen"));
  return next(file, mode & ~RTLD_DEEPBIND);
}
