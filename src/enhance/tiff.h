// What the two readers of TIFF pixels share: of plain ones and of compressed ones.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "enhance/convert.h"
#include "enhance/decode.h"
#include "enhance/ifd.h"

namespace verger {

/// What the first directory says of the image.
struct TiffInfo {
  int64_t width = 0;  ///< as stored, before orientation
  int64_t height = 0;
  int compression = 1;
  int photometric = 0;
  bool is_planar = false;    ///< each sample on a plane of its own
  bool is_reversed = false;  ///< the lowest bit of a byte comes first
  std::string_view format;   ///< Pillow's raw mode of its OPEN_INFO
  int pixel_bits = 0;        ///< of all samples
  int samples = 0;           ///< that the photometric interpretation and the extra samples ask for
  Palette palette = {};
};

/// Pixels whose samples come one plane after another; what Pillow holds until it converts them.
class Planes {
 public:
  /// The bands of `format` ("RGB;16L" has those of "RGB"): 3 or 4; 0 when its pixels are not split into bands.
  static int CountBands(std::string_view format);

  Planes(int64_t width, int64_t height) : width_(width), pixels_(4 * width * height) {}
  /// Sets `band` of `count` pixels to every `step`-th byte of `in`.
  void Set(int band, int64_t x, int64_t y, int64_t count, const uint8_t* in, int step);
  /// All pixels as RGB.
  void ToRgb(std::string_view format, bool is_premultiplied, uint8_t* rgb) const;

 private:
  int64_t width_;
  std::vector<uint8_t> pixels_;
};

/// Reads strips or tiles through libtiff, as Pillow's TiffDecode.c does. `image` has its size. Errors: rejects.
arrow::Status ReadCompressedTiff(Bytes bytes, const TiffInfo& info, Image* image);

}  // namespace verger
