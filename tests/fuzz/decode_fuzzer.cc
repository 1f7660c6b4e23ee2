// Any bytes: they become pixels of the size they should, or a reject, and nothing else.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "verger/enhance.h"
#include "verger/error.h"

namespace {

constexpr int kSide = 16;

std::unique_ptr<verger::Enhancer> MakeEnhancer() {
  verger::EnhanceOptions options;
  options.width = kSide;
  options.height = kSide;
  options.max_bytes = 1 << 20;
  options.max_pixels = 1 << 16;  // larger photos cost time and try nothing else
  return verger::Enhancer::Make(options).ValueOrDie();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::unique_ptr<verger::Enhancer> enhancer = MakeEnhancer();
  static std::vector<uint8_t> pixels(kSide * kSide * 3);
  const arrow::Result<verger::ImageSize> photo = enhancer->Enhance({data, size}, pixels);
  if (photo.ok()) {
    if (photo->width < 1 || photo->height < 1 || photo->width > (1 << 16) / photo->height) std::abort();
  } else if (!verger::RejectCodeOf(photo.status())) {
    std::abort();
  }
  return 0;
}
