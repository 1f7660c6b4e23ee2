#include "enhance/convert.h"

#include <bit>
#include <type_traits>

#include "enhance/lab.h"

namespace verger {
namespace {

void PutGray(uint8_t gray, uint8_t* rgb) { rgb[0] = rgb[1] = rgb[2] = gray; }

uint8_t Clip8(int value) { return static_cast<uint8_t>(std::clamp(value, 0, 255)); }

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

template <int bits, bool is_inverted = false>
void Gray(const uint8_t* in, size_t count, const Palette&, uint8_t* rgb) {
  constexpr int kScale = 255 / ((1 << bits) - 1);
  constexpr int kInvert = is_inverted ? 255 : 0;
  for (size_t i = 0; i < count; ++i, rgb += 3) PutGray(Sample<bits>(in, i) * kScale ^ kInvert, rgb);
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

// An index in the first byte of every two.
void IndexedOf2(const uint8_t* in, size_t count, const Palette& palette, uint8_t* rgb) {
  for (size_t i = 0; i < count; ++i, in += 2, rgb += 3) std::copy_n(palette[in[0]].data(), 3, rgb);
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

// Colours that were multiplied by alpha; of each sample, `size` bytes long, the byte `high` counts.
template <int step, int size = 1, int high = 0>
void Premultiplied(const uint8_t* in, size_t count, const Palette&, uint8_t* rgb) {
  for (size_t i = 0; i < count; ++i, in += step, rgb += 3) {
    const int alpha = in[3 * size + high];
    for (int c = 0; c < 3; ++c) rgb[c] = alpha == 0 ? 0 : Clip8(in[c * size + high] * 255 / alpha);
  }
}

template <int step, int size = 1, int high = 0>
void Cmyk(const uint8_t* in, size_t count, const Palette&, uint8_t* rgb) {
  for (size_t i = 0; i < count; ++i, in += step, rgb += 3) {
    const int white = 255 - in[3 * size + high];
    for (int c = 0; c < 3; ++c) rgb[c] = Clip8(white - MulDiv255(in[c * size + high], white));
  }
}

template <int green_bits>
void Bgr16(const uint8_t* in, size_t count, const Palette&, uint8_t* rgb) {
  constexpr int kGreen = (1 << green_bits) - 1;
  for (size_t i = 0; i < count; ++i, in += 2, rgb += 3) {
    const int pixel = static_cast<int>(Le16(in));
    rgb[0] = static_cast<uint8_t>((pixel >> (5 + green_bits) & 31) * 255 / 31);
    rgb[1] = static_cast<uint8_t>((pixel >> 5 & kGreen) * 255 / kGreen);
    rgb[2] = static_cast<uint8_t>((pixel & 31) * 255 / 31);
  }
}

// Pillow's tables (src/libImaging/ConvertYCbCr.c): JFIF's factors with 6 fractional bits.
void YCbCr(const uint8_t* in, size_t count, const Palette&, uint8_t* rgb) {
  struct Tables {
    int red_cr[256], green_cb[256], green_cr[256], blue_cb[256];
  };
  static constexpr Tables kTables = [] {
    Tables t = {};
    for (int i = 0; i < 256; ++i) {
      const auto scaled = [i](double factor) { return static_cast<int>(64 * factor * (i - 128) + 0.5); };
      t.red_cr[i] = scaled(1.402);
      t.green_cb[i] = scaled(-0.34414);
      t.green_cr[i] = scaled(-0.71414);
      t.blue_cb[i] = scaled(1.772);
    }
    return t;
  }();
  for (size_t i = 0; i < count; ++i, in += 3, rgb += 3) {
    const int y = in[0], cb = in[1], cr = in[2];
    rgb[0] = Clip8(y + (kTables.red_cr[cr] >> 6));
    rgb[1] = Clip8(y + ((kTables.green_cb[cb] + kTables.green_cr[cr]) >> 6));
    rgb[2] = Clip8(y + (kTables.blue_cb[cb] >> 6));
  }
}

// L*, a* and b* of every `step` bytes; the latter two have `sign` for zero.
template <int step, int sign>
void Lab(const uint8_t* in, size_t count, const Palette&, uint8_t* rgb) {
  for (size_t i = 0; i < count; ++i, in += step, rgb += 3) {
    const uint8_t lab[] = {in[0], static_cast<uint8_t>(in[1] + sign), static_cast<uint8_t>(in[2] + sign)};
    LabToRgb(lab, rgb);
  }
}

// Wide grey (Pillow's modes I;16, I and F) is clipped, not scaled.
template <typename Number, bool is_big_endian>
void WideGray(const uint8_t* in, size_t count, const Palette&, uint8_t* rgb) {
  using Bits = std::conditional_t<sizeof(Number) == 2, uint16_t, uint32_t>;
  for (size_t i = 0; i < count; ++i, in += sizeof(Number), rgb += 3) {
    const uint32_t bits =
        sizeof(Number) == 2 ? (is_big_endian ? Be16(in) : Le16(in)) : (is_big_endian ? Be32(in) : Le32(in));
    const auto value = std::bit_cast<Number>(static_cast<Bits>(bits));
    PutGray(value >= 255 ? 255 : value > 0 ? static_cast<uint8_t>(value) : 0, rgb);  // not a number: 0
  }
}

void Gray12(const uint8_t* in, size_t count, const Palette&, uint8_t* rgb) {
  for (size_t i = 0; i < count; ++i, rgb += 3) {
    const uint8_t* pair = in + i / 2 * 3;
    const int value = i % 2 == 0 ? pair[0] << 4 | pair[1] >> 4 : (pair[1] & 15) << 8 | pair[2];
    PutGray(Clip8(value), rgb);
  }
}

constexpr PixelFormat kFormats[] = {
    {"1", 1, Gray<1>},
    {"1;I", 1, Gray<1, true>},
    {"L;2", 2, Gray<2>},
    {"L;2I", 2, Gray<2, true>},
    {"L;4", 4, Gray<4>},
    {"L;4I", 4, Gray<4, true>},
    {"L", 8, Gray<8>},
    {"L;I", 8, Gray<8, true>},
    {"LX", 16, GrayOf<2>},
    {"LA", 16, GrayOf<2>},
    {"LA;16B", 32, GrayOf<4>},
    {"I;12", 12, Gray12},
    {"I;16", 16, WideGray<uint16_t, false>},
    {"I;16B", 16, WideGray<uint16_t, true>},
    {"I;16S", 16, WideGray<int16_t, false>},
    {"I;16BS", 16, WideGray<int16_t, true>},
    {"I;32S", 32, WideGray<int32_t, false>},
    {"I;32BS", 32, WideGray<int32_t, true>},
    {"F;32F", 32, WideGray<float, false>},
    {"F;32BF", 32, WideGray<float, true>},
    {"P;1", 1, Indexed<1>},
    {"P;2", 2, Indexed<2>},
    {"P;4", 4, Indexed<4>},
    {"P", 8, Indexed<8>},
    {"PX", 16, IndexedOf2},
    {"PA", 16, IndexedOf2},
    {"RGB", 24, Rgb},
    {"RGBX", 32, RgbOf<4, 0, 1, 2>},
    {"RGBXX", 40, RgbOf<5, 0, 1, 2>},
    {"RGBXXX", 48, RgbOf<6, 0, 1, 2>},
    {"RGBA", 32, RgbOf<4, 0, 1, 2>},
    {"RGBAX", 40, RgbOf<5, 0, 1, 2>},
    {"RGBAXX", 48, RgbOf<6, 0, 1, 2>},
    {"RGBa", 32, Premultiplied<4>},
    {"RGBaX", 40, Premultiplied<5>},
    {"RGBaXX", 48, Premultiplied<6>},
    {"RGB;16B", 48, RgbOf<6, 0, 2, 4>},
    {"RGB;16L", 48, RgbOf<6, 1, 3, 5>},
    {"RGBX;16B", 64, RgbOf<8, 0, 2, 4>},
    {"RGBX;16L", 64, RgbOf<8, 1, 3, 5>},
    {"RGBA;16B", 64, RgbOf<8, 0, 2, 4>},
    {"RGBA;16L", 64, RgbOf<8, 1, 3, 5>},
    {"RGBa;16B", 64, Premultiplied<8, 2, 0>},
    {"RGBa;16L", 64, Premultiplied<8, 2, 1>},
    {"BGR", 24, RgbOf<3, 2, 1, 0>},
    {"BGRX", 32, RgbOf<4, 2, 1, 0>},
    {"XBGR", 32, RgbOf<4, 3, 2, 1>},
    {"BGXR", 32, RgbOf<4, 3, 1, 0>},
    {"BGR;15", 16, Bgr16<5>},
    {"BGR;16", 16, Bgr16<6>},
    {"CMYK", 32, Cmyk<4>},
    {"CMYKX", 40, Cmyk<5>},
    {"CMYKXX", 48, Cmyk<6>},
    {"CMYK;16B", 64, Cmyk<8, 2, 0>},
    {"CMYK;16L", 64, Cmyk<8, 2, 1>},
    {"YCbCr", 24, YCbCr},
    {"LAB", 24, Lab<3, 128>},
    {"LABX", 32, Lab<4, 0>},  // as Pillow holds its mode LAB
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
    for (int c = 0; c < 3; ++c) rgb[c] = Clip8(cmyk[3] - MulDiv255(255 - cmyk[c], cmyk[3]));
  }
}

}  // namespace verger
