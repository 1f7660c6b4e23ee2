#include "enhance/decode.h"

#include <new>
#include <string>

#include "enhance/ifd.h"
#include "enhance/orient.h"
#include "verger/error.h"

namespace verger {
namespace {

struct Format {
  bool (*is)(Bytes bytes);
  arrow::Status (*decode)(Bytes bytes, const EnhanceOptions& options, Picture* picture);
};

bool IsWebp(Bytes bytes) {
  const Bytes kind = Part(bytes, 12);
  return StartsWith(bytes, "RIFF") && StartsWith(Part(bytes, 8), "WEBP") &&
         (StartsWith(kind, "VP8 ") || StartsWith(kind, "VP8L") || StartsWith(kind, "VP8X"));
}

constexpr Format kFormats[] = {
    {[](Bytes b) { return StartsWith(b, "\xff\xd8\xff"); }, DecodeJpeg},
    {[](Bytes b) { return StartsWith(b, "\x89PNG\r\n\x1a\n"); }, DecodePng},
    {IsWebp, DecodeWebp},
    {[](Bytes b) { return StartsWith(b, "BM"); }, DecodeBmp},
    {[](Bytes b) { return StartsWith(b, "GIF87a") || StartsWith(b, "GIF89a"); }, DecodeGif},
    {IsTiff, DecodeTiff},
};

}  // namespace

arrow::Status SetSize(int64_t width, int64_t height, const EnhanceOptions& options, Image* image) {
  const auto size = [&] { return std::to_string(width) + " x " + std::to_string(height); };
  if (width <= 0 || height <= 0) return Reject(RejectCode::kCorrupt, "the header says " + size() + " pixels");
  if (width > options.max_pixels / height || width > INT32_MAX || height > INT32_MAX) {
    return Reject(RejectCode::kTooManyPixels,
                  size() + " pixels are more than the " + std::to_string(options.max_pixels) + " allowed");
  }
  image->width = static_cast<int>(width);
  image->height = static_cast<int>(height);
  // Beside the pixels, the codec's own memory: up to 6 bytes a pixel for a progressive JPEG, 8 for a 16-bit TIFF.
  if (options.reserve) options.reserve(width * height * (3 + 8));
  image->pixels.resize(static_cast<size_t>(width) * height * 3);
  return arrow::Status::OK();
}

arrow::Status DecodePicture(Bytes bytes, const EnhanceOptions& options, Picture* picture) {
  if (bytes.empty()) return Reject(RejectCode::kEmpty, "the file has no bytes");
  if (static_cast<int64_t>(bytes.size()) > options.max_bytes) {
    return Reject(RejectCode::kTooManyBytes, std::to_string(bytes.size()) + " bytes are more than the " +
                                                 std::to_string(options.max_bytes) + " allowed");
  }
  picture->orientation = 1;
  for (const Format& format : kFormats) {
    if (!format.is(bytes)) continue;
    try {
      ARROW_RETURN_NOT_OK(format.decode(bytes, options, picture));
      if (options.exif_orientation) Orient(picture->orientation, &picture->image);
    } catch (const std::bad_alloc&) {
      return arrow::Status::OutOfMemory("no memory for the pixels of a photo");
    }
    return arrow::Status::OK();
  }
  return Reject(RejectCode::kUnknownFormat, "begins like no JPEG, PNG, WebP, BMP, TIFF or GIF");
}

arrow::Result<Image> Decode(std::span<const uint8_t> bytes, const EnhanceOptions& options) {
  Picture picture;
  ARROW_RETURN_NOT_OK(DecodePicture(bytes, options, &picture));
  return std::move(picture.image);
}

}  // namespace verger
