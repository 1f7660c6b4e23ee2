// Packed pixels become RGB, as Pillow unpacks them and then converts their mode to "RGB".
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "enhance/bytes.h"

namespace verger {

using Palette = std::array<std::array<uint8_t, 3>, 256>;

/// A way to pack pixels into the bytes of a row, by the name of Pillow's raw mode (src/libImaging/Unpack.c).
struct PixelFormat {
  std::string_view name;
  int bits;  ///< a pixel
  /// Reads (count * bits + 7) / 8 bytes, writes count x 3.
  void (*to_rgb)(const uint8_t* in, size_t count, const Palette& palette, uint8_t* rgb);
};

/// Null when there is none of that name.
const PixelFormat* FindPixelFormat(std::string_view name);

/// Pillow's cmyk2rgb after its "CMYK;I". `cmyk` holds count x 4, `rgb` count x 3.
void InvertedCmykToRgb(const uint8_t* cmyk, size_t count, uint8_t* rgb);

}  // namespace verger
