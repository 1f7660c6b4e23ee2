#include "enhance/convert.h"

namespace verger {
namespace {

void PutGray(uint8_t gray, uint8_t* rgb) { rgb[0] = rgb[1] = rgb[2] = gray; }

// Pillow's MULDIV255 (src/libImaging/ImagingUtils.h): a * b / 255, rounded.
int MulDiv255(int a, int b) {
  const int product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

template <int bits>
int Sample(const uint8_t* in, size_t i) {
  if constexpr (bits == 8) return in[i];
  constexpr int kEach = 8 / bits;
  return in[i / kEach] >> (8 - bits - bits * (i % kEach)) & ((1 << bits) - 1);
}

template <int bits>
void Gray(const uint8_t* in, size_t count, const Palette&, uint8_t* rgb) {
  constexpr int kScale = 255 / ((1 << bits) - 1);
  for (size_t i = 0; i < count; ++i, rgb += 3) PutGray(Sample<bits>(in, i) * kScale, rgb);
}

template <int bits>
void Indexed(const uint8_t* in, size_t count, const Palette& palette, uint8_t* rgb) {
  for (size_t i = 0; i < count; ++i, rgb += 3) std::copy_n(palette[Sample<bits>(in, i)].data(), 3, rgb);
}

// Grey in the first byte of every `step`.
template <int step>
void GrayOf(const uint8_t* in, size_t count, const Palette&, uint8_t* rgb) {
  for (size_t i = 0; i < count; ++i, in += step, rgb += 3) PutGray(in[0], rgb);
}

// Red, green and blue at these bytes of every `step`.
template <int step, int red, int green, int blue>
void RgbOf(const uint8_t* in, size_t count, const Palette&, uint8_t* rgb) {
  for (size_t i = 0; i < count; ++i, in += step, rgb += 3) {
    rgb[0] = in[red];
    rgb[1] = in[green];
    rgb[2] = in[blue];
  }
}

void Rgb(const uint8_t* in, size_t count, const Palette&, uint8_t* rgb) { std::copy_n(in, 3 * count, rgb); }

// Mode I;16: not scaled but clipped.
void Gray16Big(const uint8_t* in, size_t count, const Palette&, uint8_t* rgb) {
  for (size_t i = 0; i < count; ++i, in += 2, rgb += 3) PutGray(in[0] != 0 ? 255 : in[1], rgb);
}

constexpr PixelFormat kFormats[] = {
    {"1", 1, Gray<1>},
    {"L;2", 2, Gray<2>},
    {"L;4", 4, Gray<4>},
    {"L", 8, Gray<8>},
    {"I;16B", 16, Gray16Big},
    {"LA", 16, GrayOf<2>},
    {"LA;16B", 32, GrayOf<4>},
    {"P;1", 1, Indexed<1>},
    {"P;2", 2, Indexed<2>},
    {"P;4", 4, Indexed<4>},
    {"P", 8, Indexed<8>},
    {"RGB", 24, Rgb},
    {"RGB;16B", 48, RgbOf<6, 0, 2, 4>},
    {"RGBA", 32, RgbOf<4, 0, 1, 2>},
    {"RGBA;16B", 64, RgbOf<8, 0, 2, 4>},
};

}  // namespace

const PixelFormat* FindPixelFormat(std::string_view name) {
  for (const PixelFormat& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

void InvertedCmykToRgb(const uint8_t* cmyk, size_t count, uint8_t* rgb) {
  for (size_t i = 0; i < count; ++i, cmyk += 4, rgb += 3) {
    for (int c = 0; c < 3; ++c) rgb[c] = static_cast<uint8_t>(cmyk[3] - MulDiv255(255 - cmyk[c], cmyk[3]));
  }
}

}  // namespace verger
