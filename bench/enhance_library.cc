// Enhance behind a C interface, for enhance_vs_pillow.py.
#include <vector>

#include "verger/enhance.h"

#define C_API extern "C" __attribute__((visibility("default")))

// nullptr when the filter or size is not one Verger has. Give it back to enhancer_free.
C_API verger::Enhancer* enhancer_new(int width, int height, const char* filter) {
  verger::EnhanceOptions options;
  const auto parsed = verger::ParseFilter(filter);
  if (!parsed.ok()) return nullptr;
  options.width = width;
  options.height = height;
  options.filter = *parsed;
  auto enhancer = verger::Enhancer::Make(options);
  return enhancer.ok() ? enhancer->release() : nullptr;
}

C_API void enhancer_free(verger::Enhancer* enhancer) { delete enhancer; }

C_API verger::Image* image_new(const uint8_t* rgb, int width, int height) {
  return new verger::Image{width, height, std::vector<uint8_t>(rgb, rgb + static_cast<size_t>(width) * height * 3)};
}

C_API void image_free(verger::Image* image) { delete image; }

// 0 when all went well. `out` holds `out_bytes`.
C_API int enhancer_resize(verger::Enhancer* enhancer, const verger::Image* image, uint8_t* out, size_t out_bytes) {
  return enhancer->Resize(*image, {out, out_bytes}).ok() ? 0 : 1;
}

C_API int enhancer_enhance(verger::Enhancer* enhancer, const uint8_t* file, size_t bytes, uint8_t* out,
                           size_t out_bytes) {
  return enhancer->Enhance({file, bytes}, {out, out_bytes}).ok() ? 0 : 1;
}
