// Verger's resize behind a C interface, for comparison with Pillow from Python by ctypes.
#include "enhance/resize.h"

#include <string>

#define C_API extern "C" __attribute__((visibility("default")))

// A resizer, or nullptr when there is no filter of that name. Give it back to resizer_free.
C_API verger::Resizer* resizer_new(int width, int height, const char* filter) {
  const auto parsed = verger::ParseFilter(filter);
  return parsed.ok() ? new verger::Resizer(width, height, *parsed) : nullptr;
}

C_API void resizer_free(verger::Resizer* resizer) { delete resizer; }

// 0 when all went well.
C_API int resizer_run(verger::Resizer* resizer, const uint8_t* rgb, int width, int height, uint8_t* out) {
  return resizer->Resize(rgb, width, height, out).ok() ? 0 : 1;
}
