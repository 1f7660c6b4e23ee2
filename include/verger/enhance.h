// Enhance: the bytes of a photo become pixels of one size, equal to Pillow's to the byte.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <arrow/result.h>

#include "verger/export_macro.h"

namespace verger {

/// Resampling filters, with Pillow's names and kernels (Pillow, src/libImaging/Resample.c).
enum class Filter { kNearest, kBox, kBilinear, kBicubic, kLanczos };

struct EnhanceOptions {
  // Behaviour: part of the preprocessing spec.
  int width = 224;   ///< pixels of the result
  int height = 224;  ///< pixels of the result
  Filter filter = Filter::kBicubic;
  /// Turn the photo upright by its EXIF orientation before resizing. Pillow does not by itself; switch it off for
  /// parity with notebooks that never call ImageOps.exif_transpose.
  bool exif_orientation = true;

  // Limits: checked before anything of that size is allocated.
  int64_t max_bytes = int64_t{256} << 20;  ///< of the file
  int64_t max_pixels = 178'956'970;        ///< of the decoded image: where Pillow raises DecompressionBombError

  /// Called once a photo, when its size is known, with the bytes that decoding it takes, before they are allocated. May
  /// wait until there is room; the caller knows when the photo is done.
  std::function<void(int64_t bytes)> reserve = {};
};

/// A decoded photo: RGB, 8 bits a channel, row after row without padding.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> pixels;  ///< height x width x 3
};

/// Size of the photo as a person sees it (after orientation), in pixels.
struct ImageSize {
  int width = 0;
  int height = 0;
};

/// Decodes JPEG, PNG, WebP, BMP, TIFF or GIF (first frame) to RGB as Pillow's `Image.open(f).convert("RGB")` does, and
/// turns it upright when `options.exif_orientation` is set. The format is told by its first bytes, never by a name.
/// Errors: rejects (empty, too_many_bytes, too_many_pixels, unknown_format, unsupported, truncated, corrupt).
/// Thread-safe; `bytes` is only read during the call.
VERGER_EXPORT arrow::Result<Image> Decode(std::span<const uint8_t> bytes, const EnhanceOptions& options = {});

/// Bytes to pixels for one worker; keeps its scratch memory between photos. Not thread-safe: one a thread.
class VERGER_EXPORT Enhancer {
 public:
  /// Errors: kUsage when the size is not within 1 to 4096.
  static arrow::Result<std::unique_ptr<Enhancer>> Make(const EnhanceOptions& options);
  ~Enhancer();

  /// Writes options.height x options.width x 3 uint8 to `pixels`, row after row. Returns the photo's own size.
  /// Errors: as Decode. After an error the content of `pixels` is undefined.
  arrow::Result<ImageSize> Enhance(std::span<const uint8_t> bytes, std::span<uint8_t> pixels);

  /// The same for an image that is already decoded.
  arrow::Status Resize(const Image& image, std::span<uint8_t> pixels);

 private:
  struct Impl;
  explicit Enhancer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A JPEG of `width` x `height` RGB pixels. `quality` as in libjpeg, 1 to 100. Errors: kFailed when encoding fails.
VERGER_EXPORT arrow::Result<std::string> EncodeJpeg(std::span<const uint8_t> pixels, int width, int height,
                                                    int quality);

/// The preprocessing contract as JSON: decoder, orientation, colour, filter, size. Written to Parquet metadata and
/// model bundles, compared on load. The scale to the network's input is inside the model file.
VERGER_EXPORT std::string PreprocessingSpec(const EnhanceOptions& options);

/// "bicubic" and the like, both ways. Errors: kUsage, naming the filters there are.
VERGER_EXPORT std::string FilterName(Filter filter);
VERGER_EXPORT arrow::Result<Filter> ParseFilter(const std::string& name);

}  // namespace verger
