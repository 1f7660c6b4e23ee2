// Answers requests on standard input with pixels on standard output, so that one process serves many photos.
//
// Request: uint8 turn upright, uint16 width, uint16 height (0: the photo's own size), uint8 filter, uint32 max_pixels,
// uint32 size, then `size` bytes of a file. Answer: int32 width, int32 height, uint32 size, then `size` bytes: RGB, or
// where width is -1 the name of the reject, a space and the message. Numbers are little-endian.
#include <cstdio>
#include <string>
#include <vector>

#include "verger/enhance.h"
#include "verger/error.h"

namespace {

#pragma pack(push, 1)
struct Request {
  uint8_t upright;
  uint16_t width;
  uint16_t height;
  uint8_t filter;
  uint32_t max_pixels;
  uint32_t size;
};
#pragma pack(pop)

arrow::Result<verger::Image> Answer(const Request& request, std::span<const uint8_t> bytes) {
  verger::EnhanceOptions options;
  options.exif_orientation = request.upright != 0;
  options.max_pixels = request.max_pixels;
  if (request.width == 0) return verger::Decode(bytes, options);
  options.width = request.width;
  options.height = request.height;
  options.filter = static_cast<verger::Filter>(request.filter);
  ARROW_ASSIGN_OR_RAISE(auto enhancer, verger::Enhancer::Make(options));
  verger::Image image{options.width, options.height, std::vector<uint8_t>(size_t{3} * options.width * options.height)};
  ARROW_RETURN_NOT_OK(enhancer->Enhance(bytes, image.pixels));
  return image;
}

}  // namespace

int main() {
  Request request;
  while (std::fread(&request, sizeof request, 1, stdin) == 1) {
    std::vector<uint8_t> bytes(request.size);
    if (request.size > 0 && std::fread(bytes.data(), bytes.size(), 1, stdin) != 1) return 1;
    const arrow::Result<verger::Image> image = Answer(request, bytes);
    std::string text;
    if (!image.ok()) {
      const auto code = verger::RejectCodeOf(image.status());
      text = std::string(code ? verger::RejectName(*code) : "failed") + " " + image.status().message();
    }
    const int32_t size[] = {image.ok() ? image->width : -1, image.ok() ? image->height : -1,
                            static_cast<int32_t>(image.ok() ? image->pixels.size() : text.size())};
    std::fwrite(size, sizeof size, 1, stdout);
    std::fwrite(image.ok() ? static_cast<const void*>(image->pixels.data()) : text.data(), size[2], 1, stdout);
    std::fflush(stdout);
  }
  return 0;
}
