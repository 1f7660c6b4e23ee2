// TIFF 6.0, first directory, as Pillow's TiffImagePlugin.py reads it; pixels that are not compressed are read here.
#include "enhance/tiff.h"

#include <bit>
#include <optional>
#include <string>

#include "enhance/orient.h"
#include "verger/error.h"

namespace verger {
namespace {

enum Tag : uint16_t {
  kWidth = 256,
  kHeight = 257,
  kBitsPerSample = 258,
  kCompression = 259,
  kPhotometric = 262,
  kFillOrder = 266,
  kStripOffsets = 273,
  kSamplesPerPixel = 277,
  kRowsPerStrip = 278,
  kPlanarConfiguration = 284,
  kColorMap = 320,
  kTileWidth = 322,
  kTileLength = 323,
  kTileOffsets = 324,
  kExtraSamples = 338,
  kSampleFormat = 339,
  kXmp = 700,
  kWindowsMediaPhoto = 0xbc01,
};

constexpr int kOldJpeg = 6;
constexpr int kMostSamples = 6;
constexpr size_t kMostValues = 1 << 20;  // of a tag; so many tiles of 16 x 16 are more than a photo may have pixels

arrow::Status Corrupt(const std::string& what) { return Reject(RejectCode::kCorrupt, "a TIFF " + what); }
arrow::Status Unsupported(const std::string& what) { return Reject(RejectCode::kUnsupported, "a TIFF " + what); }
arrow::Status Cut() { return Reject(RejectCode::kTruncated, "a TIFF that ends before its pixels do"); }

using Values = std::vector<int64_t>;

// Pillow's OPEN_INFO without the byte orders: what a file says of its samples, and the raw mode that makes of it.
struct Mode {
  int photometric;
  int sample_format;
  int bits;
  int samples;
  std::initializer_list<int> extra;
  std::string_view little, big;  // big is empty: only of little-endian files
  enum { kForward, kEither, kEitherIfLittle } bit_order = kForward;
};

const Mode kModes[] = {
    {0, 1, 1, 1, {}, "1;I", "1;I", Mode::kEither},
    {1, 1, 1, 1, {}, "1", "1", Mode::kEither},
    {0, 1, 2, 1, {}, "L;2I", "L;2I", Mode::kEither},
    {1, 1, 2, 1, {}, "L;2", "L;2", Mode::kEither},
    {0, 1, 4, 1, {}, "L;4I", "L;4I", Mode::kEither},
    {1, 1, 4, 1, {}, "L;4", "L;4", Mode::kEither},
    {0, 1, 8, 1, {}, "L;I", "L;I", Mode::kEither},
    {1, 1, 8, 1, {}, "L", "L", Mode::kEither},
    {1, 2, 8, 1, {}, "L", "L"},
    {1, 1, 12, 1, {}, "I;12", ""},
    {0, 1, 16, 1, {}, "I;16", ""},
    {1, 1, 16, 1, {}, "I;16", "I;16B", Mode::kEitherIfLittle},
    {1, 2, 16, 1, {}, "I;16S", "I;16BS"},
    {0, 3, 32, 1, {}, "F;32F", "F;32BF"},
    {1, 3, 32, 1, {}, "F;32F", "F;32BF"},
    {1, 1, 32, 1, {}, "I;32S", ""},
    {1, 2, 32, 1, {}, "I;32S", "I;32BS"},
    {1, 1, 8, 2, {0}, "LX", "LX"},
    {1, 1, 8, 2, {2}, "LA", "LA"},
    {2, 1, 8, 3, {}, "RGB", "RGB", Mode::kEither},
    {2, 1, 8, 4, {}, "RGBA", "RGBA"},
    {2, 1, 8, 4, {0}, "RGBX", "RGBX"},
    {2, 1, 8, 5, {0, 0}, "RGBXX", "RGBXX"},
    {2, 1, 8, 6, {0, 0, 0}, "RGBXXX", "RGBXXX"},
    {2, 1, 8, 4, {1}, "RGBa", "RGBa"},
    {2, 1, 8, 5, {1, 0}, "RGBaX", "RGBaX"},
    {2, 1, 8, 6, {1, 0, 0}, "RGBaXX", "RGBaXX"},
    {2, 1, 8, 4, {2}, "RGBA", "RGBA"},
    {2, 1, 8, 5, {2, 0}, "RGBAX", "RGBAX"},
    {2, 1, 8, 6, {2, 0, 0}, "RGBAXX", "RGBAXX"},
    {2, 1, 8, 4, {999}, "RGBA", "RGBA"},
    {2, 1, 16, 3, {}, "RGB;16L", "RGB;16B"},
    {2, 1, 16, 4, {}, "RGBA;16L", "RGBA;16B"},
    {2, 1, 16, 4, {0}, "RGBX;16L", "RGBX;16B"},
    {2, 1, 16, 4, {1}, "RGBa;16L", "RGBa;16B"},
    {2, 1, 16, 4, {2}, "RGBA;16L", "RGBA;16B"},
    {3, 1, 1, 1, {}, "P;1", "P;1", Mode::kEither},
    {3, 1, 2, 1, {}, "P;2", "P;2", Mode::kEither},
    {3, 1, 4, 1, {}, "P;4", "P;4", Mode::kEither},
    {3, 1, 8, 1, {}, "P", "P", Mode::kEither},
    {3, 1, 8, 2, {0}, "PX", "PX"},
    {3, 1, 8, 2, {2}, "PA", "PA"},
    {5, 1, 8, 4, {}, "CMYK", "CMYK"},
    {5, 1, 8, 5, {0}, "CMYKX", "CMYKX"},
    {5, 1, 8, 6, {0, 0}, "CMYKXX", "CMYKXX"},
    {5, 1, 16, 4, {}, "CMYK;16L", "CMYK;16B"},
    {6, 1, 8, 1, {}, "L", "L"},
    {6, 1, 8, 3, {}, "YCbCr", "YCbCr"},
    {8, 1, 8, 3, {}, "LAB", "LAB"},
};

bool IsKnownCompression(int64_t code) {
  constexpr int kCodes[] = {1, 2, 3, 4, 5, 6, 7, 8, 32771, 32773, 32809, 32946, 34676, 34677, 34925, 50000, 50001};
  return std::ranges::find(kCodes, code) != std::end(kCodes);
}

class Tags {
 public:
  explicit Tags(const Ifd& ifd) : ifd_(ifd) {}

  bool Has(Tag tag) const { return ifd_.Find(tag) != nullptr; }

  // All values of a tag, or `otherwise` where there is none.
  arrow::Result<Values> All(Tag tag, Values otherwise) const {
    if (!Has(tag)) return otherwise;
    const auto values = ifd_.Integers(tag, kMostValues + 1);
    if (!values || values->size() > kMostValues)
      return Corrupt("whose tag " + std::to_string(tag) + " is no list of integers");
    return *values;
  }

  // The first value.
  arrow::Result<int64_t> One(Tag tag, int64_t otherwise) const {
    if (!Has(tag)) return otherwise;
    const auto values = ifd_.Integers(tag, 2);
    if (!values) return Corrupt("whose tag " + std::to_string(tag) + " is no integer");
    return tag == kPhotometric && values->size() > 1 ? otherwise : values->front();
  }

 private:
  const Ifd& ifd_;
};

arrow::Status ReadPalette(const Tags& tags, Palette* palette) {
  if (!tags.Has(kColorMap)) return Corrupt("without its palette");
  ARROW_ASSIGN_OR_RAISE(const Values values, tags.All(kColorMap, {}));
  const size_t colors = values.size() / 3;
  if (colors > 256) return Corrupt("of more than 256 colours");
  for (const int64_t value : values) {
    if (value < 0 || value > 65535) return Corrupt("whose palette is out of range");
  }
  for (size_t i = 0; i < 3 * colors; ++i) (*palette)[i % colors][i / colors] = static_cast<uint8_t>(values[i] >> 8);
  return arrow::Status::OK();
}

// Pillow's TiffImageFile._setup as far as the pixels' layout.
arrow::Result<TiffInfo> ReadInfo(const Tags& tags, bool big_endian) {
  if (tags.Has(kWindowsMediaPhoto)) return Unsupported("of Windows Media Photo");
  TiffInfo info;
  ARROW_ASSIGN_OR_RAISE(const int64_t compression, tags.One(kCompression, 1));
  if (!IsKnownCompression(compression)) return Unsupported("of compression " + std::to_string(compression));
  info.compression = static_cast<int>(compression);
  ARROW_ASSIGN_OR_RAISE(int64_t photometric, tags.One(kPhotometric, 0));
  if (compression == kOldJpeg) photometric = 6;
  ARROW_ASSIGN_OR_RAISE(const int64_t planar, tags.One(kPlanarConfiguration, 1));
  ARROW_ASSIGN_OR_RAISE(const int64_t fill_order, tags.One(kFillOrder, 1));
  if (!tags.Has(kWidth) || !tags.Has(kHeight)) return Corrupt("without a size");
  ARROW_ASSIGN_OR_RAISE(info.width, tags.One(kWidth, 0));
  ARROW_ASSIGN_OR_RAISE(info.height, tags.One(kHeight, 0));
  info.is_planar = planar == 2;
  info.is_reversed = fill_order == 2;

  ARROW_ASSIGN_OR_RAISE(Values format, tags.All(kSampleFormat, {1}));
  if (std::ranges::count(format, format[0]) == std::ssize(format)) format.resize(1);
  ARROW_ASSIGN_OR_RAISE(Values bits, tags.All(kBitsPerSample, {1}));
  ARROW_ASSIGN_OR_RAISE(Values extra, tags.All(kExtraSamples, {}));
  ARROW_ASSIGN_OR_RAISE(
      int64_t samples,
      tags.One(kSamplesPerPixel, compression == kOldJpeg && (photometric == 2 || photometric == 6) ? 3 : 1));
  if (info.is_planar && !extra.empty() && *std::ranges::max_element(extra) == 0) {
    samples -= std::ssize(extra);
    bits.resize(std::max<int64_t>(std::ssize(bits) - std::ssize(extra), 0));
    extra.clear();
  }
  if (samples < 0 || samples > kMostSamples) return Unsupported("of " + std::to_string(samples) + " samples a pixel");
  if (samples < std::ssize(bits)) {
    bits.resize(samples);
  } else if (bits.size() == 1) {
    bits.assign(samples, bits[0]);
  }
  if (samples == 0 || std::ssize(bits) != samples) return Corrupt("whose samples do not fit its pixels");

  const int colors = photometric == 2 || photometric == 6 || photometric == 8 ? 3 : photometric == 5 ? 4 : 1;
  info.samples = colors + static_cast<int>(extra.size());
  for (const Mode& mode : kModes) {
    if (mode.photometric != photometric || Values{mode.sample_format} != format ||
        bits != Values(mode.samples, mode.bits) || !std::ranges::equal(mode.extra, extra)) {
      continue;
    }
    info.format = big_endian ? mode.big : mode.little;
    const bool may_reverse =
        mode.bit_order == Mode::kEither || (mode.bit_order == Mode::kEitherIfLittle && !big_endian);
    if (fill_order != 1 && (fill_order != 2 || !may_reverse)) info.format = {};
    info.pixel_bits = mode.samples * mode.bits;
    break;
  }
  if (info.format.empty()) return Unsupported("whose samples have an unknown layout");
  info.photometric = static_cast<int>(photometric);
  if (info.format.starts_with('P')) ARROW_RETURN_NOT_OK(ReadPalette(tags, &info.palette));
  return info;
}

// A rectangle of pixels that lie together in the file.
struct Tile {
  int64_t x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  int band = 0;
  int64_t offset = -1;
  int64_t stride = 0;  // bytes a row; 0: as many as its pixels take
};

// Where the pixels lie. Of tiles for the same pixels only the last in the file counts, as Pillow reads in that order.
arrow::Result<std::vector<Tile>> ListTiles(const Tags& tags, const TiffInfo& info) {
  const bool has_strips = tags.Has(kStripOffsets);
  if (!has_strips && !tags.Has(kTileOffsets)) return Corrupt("that does not say where its pixels are");
  ARROW_ASSIGN_OR_RAISE(Values offsets, tags.All(has_strips ? kStripOffsets : kTileOffsets, {}));
  ARROW_ASSIGN_OR_RAISE(const int64_t width, has_strips ? info.width : tags.One(kTileWidth, 0));
  ARROW_ASSIGN_OR_RAISE(int64_t height, has_strips ? tags.One(kRowsPerStrip, info.height) : tags.One(kTileLength, 0));
  if (width <= 0 || width > INT32_MAX || height <= 0) return Corrupt("of tiles without a size");
  height = std::min<int64_t>(height, INT32_MAX);
  if (width == info.width && height == info.height && !info.is_planar) offsets = {offsets.back()};

  const int64_t across = (info.width + width - 1) / width, down = (info.height + height - 1) / height;
  const int64_t plane = across * down;
  const int64_t layers = info.is_planar ? std::ssize(info.format) : 1;
  if (info.is_planar && std::ssize(offsets) > plane * layers) return Corrupt("of more planes than samples");
  std::vector<Tile> tiles(std::min<int64_t>(std::ssize(offsets), plane * layers));
  for (int64_t i = 0; i < std::ssize(offsets); ++i) {
    Tile& tile = tiles[i % std::ssize(tiles)];
    if (offsets[i] < 0) return Corrupt("whose pixels begin before it");
    if (offsets[i] < tile.offset) continue;
    tile.offset = offsets[i];
    tile.band = static_cast<int>(info.is_planar ? i / plane : 0);
    tile.x0 = i % across * width;
    tile.y0 = i % plane / across * height;
    tile.x1 = std::min(tile.x0 + width, info.width);
    tile.y1 = std::min(tile.y0 + height, info.height);
    if (tile.x0 + width > info.width) {
      double stride = static_cast<double>(width) * info.pixel_bits / 8;
      if (info.is_planar) stride /= info.samples;
      tile.stride = static_cast<int64_t>(std::min(stride, 1e15));
    }
  }
  return tiles;
}

uint8_t ReverseBits(uint8_t byte) {
  byte = static_cast<uint8_t>(byte << 4 | byte >> 4);
  byte = static_cast<uint8_t>((byte & 0x33) << 2 | (byte >> 2 & 0x33));
  return static_cast<uint8_t>((byte & 0x55) << 1 | (byte >> 1 & 0x55));
}

// The formats that Pillow has an unpacker for, also where it knows the mode. It reads a plane by the one letter of the
// raw mode that stands for it.
arrow::Result<const PixelFormat*> PlainFormat(const TiffInfo& info) {
  std::string_view name = info.format;
  if (info.is_reversed && !info.is_planar && (name.starts_with("P;") || name == "L;I")) name = {};
  if (info.is_planar && Planes::CountBands(name) == 0) {
    constexpr std::pair<char, std::string_view> kLetters[] = {
        {'1', "1"}, {'L', "L"}, {'P', "P"}, {'I', "I;32S"}, {'F', "F;32F"}};
    const bool has_no_letter = name == "LA" || name == "PA" || name == "I;16" || name == "I;16B" || name == "I;12";
    const auto* letter = std::ranges::find(kLetters, name[0], &std::pair<char, std::string_view>::first);
    name = has_no_letter || letter == std::end(kLetters) ? std::string_view() : letter->second;
  } else if (info.is_planar) {
    name = "L";
  }
  const PixelFormat* format = FindPixelFormat(name);
  if (format == nullptr) return Unsupported("whose samples have an unknown layout");
  return format;
}

arrow::Status ReadPlain(Bytes bytes, const Tags& tags, const TiffInfo& info, Image* image) {
  ARROW_ASSIGN_OR_RAISE(const PixelFormat* format, PlainFormat(info));
  ARROW_ASSIGN_OR_RAISE(const std::vector<Tile> tiles, ListTiles(tags, info));
  int bands = info.is_planar ? Planes::CountBands(info.format) : 0;
  if (info.format.starts_with("RGBa")) bands = std::min(bands, 3);  // no letter stands for its alpha
  std::optional<Planes> planes;
  if (bands > 0) planes.emplace(info.width, info.height);
  std::vector<uint8_t> reversed;
  for (const Tile& tile : tiles) {
    if (bands > 0 ? tile.band >= bands : tile.band > 0) return Unsupported("with planes beyond its samples");
    const int64_t width = tile.x1 - tile.x0;
    const int64_t size = (width * format->bits + 7) / 8;
    const int64_t stride = tile.stride == 0 ? size : tile.stride;
    if (stride < size) return Corrupt("whose tiles are too narrow");
    Bytes rows = Part(bytes, tile.offset);
    if (std::ssize(rows) < size || (std::ssize(rows) - size) / stride < tile.y1 - tile.y0 - 1) return Cut();
    for (int64_t y = tile.y0; y < tile.y1; ++y) {
      Bytes row = rows.subspan((y - tile.y0) * stride, size);
      if (info.is_reversed && !info.is_planar) {
        reversed.resize(size);
        std::ranges::transform(row, reversed.begin(), ReverseBits);
        row = reversed;
      }
      if (planes) {
        planes->Set(tile.band, tile.x0, y, width, row.data(), 1);
      } else {
        format->to_rgb(row.data(), width, info.palette, &image->pixels[3 * (y * info.width + tile.x0)]);
      }
    }
  }
  if (planes) planes->ToRgb(info.format, /*is_premultiplied=*/false, image->pixels.data());
  return arrow::Status::OK();
}

}  // namespace

int Planes::CountBands(std::string_view format) {
  if (format.starts_with("RGBX") || format.starts_with("RGB;") || format == "RGB" || format == "LAB") return 3;
  return format.starts_with("RGB") || format.starts_with("CMYK") ? 4 : 0;
}

void Planes::Set(int band, int64_t x, int64_t y, int64_t count, const uint8_t* in, int step) {
  uint8_t* out = &pixels_[4 * (y * width_ + x) + band];
  for (int64_t i = 0; i < count; ++i) out[4 * i] = in[i * step];
}

void Planes::ToRgb(std::string_view format, bool is_premultiplied, uint8_t* rgb) const {
  const char* name = format == "LAB"              ? "LABX"
                     : format.starts_with("CMYK") ? "CMYK"
                     : is_premultiplied           ? "RGBa"
                                                  : "RGBX";
  FindPixelFormat(name)->to_rgb(pixels_.data(), pixels_.size() / 4, Palette(), rgb);
}

arrow::Status DecodeTiff(Bytes bytes, const EnhanceOptions& options, Picture* picture) {
  const auto header = TiffHeader::Read(bytes);
  if (!header) return Cut();
  if (header->first == 0 || header->first >= uint64_t{1} << 63) return Corrupt("without a directory");
  const Ifd ifd = Ifd::Read(bytes, *header, header->first);
  const Tags tags(ifd);
  ARROW_ASSIGN_OR_RAISE(const TiffInfo info, ReadInfo(tags, header->big_endian));
  Image& image = picture->image;
  ARROW_RETURN_NOT_OK(SetSize(info.width, info.height, options, &image));
  // What Pillow's fresh image, all zeros, becomes: some pixels may be missing.
  std::array<uint8_t, 3> blank = {};
  // Unpacked, nothing is inverted or signed.
  const std::string_view same = info.format.ends_with('I') ? "L" : info.format == "LAB" ? "LABX" : info.format;
  FindPixelFormat(same)->to_rgb(std::array<uint8_t, 8>{}.data(), 1, info.palette, blank.data());
  for (size_t i = 0; i < image.pixels.size(); i += 3) std::copy_n(blank.data(), 3, &image.pixels[i]);

  if (info.compression == 1) {
    ARROW_RETURN_NOT_OK(ReadPlain(bytes, tags, info, &image));
  } else {
    ARROW_RETURN_NOT_OK(ReadCompressedTiff(bytes, info, &image));
  }
  // Pillow turns a TIFF upright while it loads it, whether asked to or not.
  const Ifd::Entry* xmp = ifd.Find(kXmp);
  Orient(FindOrientation(ifd, xmp == nullptr ? Bytes() : xmp->data), &image);
  return arrow::Status::OK();
}

}  // namespace verger
