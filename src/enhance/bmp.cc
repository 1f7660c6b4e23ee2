// BMP of Windows and OS/2, read as Pillow's BmpImagePlugin.py does.
#include <string>
#include <string_view>
#include <vector>

#include "enhance/convert.h"
#include "enhance/decode.h"
#include "verger/error.h"

namespace verger {
namespace {

constexpr uint32_t kRaw = 0, kRle8 = 1, kRle4 = 2, kBitFields = 3;

arrow::Status Cut() { return Reject(RejectCode::kTruncated, "a BMP that ends before its last row"); }
arrow::Status Corrupt(const char* what) { return Reject(RejectCode::kCorrupt, std::string("a BMP ") + what); }
arrow::Status Unsupported(const std::string& what) {
  return Reject(RejectCode::kUnsupported, "a BMP of an unknown " + what);
}

struct Header {
  int64_t width = 0, height = 0;
  bool is_top_down = false;
  int bits = 0;
  uint32_t compression = kRaw;
  uint32_t colors = 0;
  int color_size = 4;   // bytes a palette entry
  uint64_t pixels = 0;  // where they begin
  std::string_view format;
  Palette palette = {};
};

arrow::Result<std::string_view> FormatOfMasks(int bits, uint32_t red, uint32_t green, uint32_t blue, uint32_t alpha) {
  constexpr struct {
    int bits;
    uint32_t red, green, blue, alpha;
    std::string_view format;
  } kLayouts[] = {
      {32, 0xff0000, 0xff00, 0xff, 0, "BGRX"},          {32, 0xff000000, 0xff0000, 0xff00, 0, "XBGR"},
      {32, 0xff000000, 0xff00, 0xff, 0, "BGXR"},        {32, 0xff000000, 0xff0000, 0xff00, 0xff, "XBGR"},
      {32, 0xff, 0xff00, 0xff0000, 0xff000000, "RGBA"}, {32, 0xff0000, 0xff00, 0xff, 0xff000000, "BGRX"},
      {32, 0xff000000, 0xff00, 0xff, 0xff0000, "BGXR"}, {32, 0, 0, 0, 0, "BGRX"},
      {24, 0xff0000, 0xff00, 0xff, 0, "BGR"},           {16, 0xf800, 0x7e0, 0x1f, 0, "BGR;16"},
      {16, 0x7c00, 0x3e0, 0x1f, 0, "BGR;15"},
  };
  for (const auto& layout : kLayouts) {
    if (layout.bits == bits && layout.red == red && layout.green == green && layout.blue == blue &&
        (bits != 32 || layout.alpha == alpha)) {
      return layout.format;
    }
  }
  return Unsupported("layout of its bit fields");
}

// Reads the palette. Pillow ignores one that is just grey, and then takes the pixels for grey ones of a byte, or of a
// bit where it has two colours, whatever the header says.
arrow::Status ReadPalette(Bytes bytes, uint64_t at, Header* header) {
  if (header->colors == 0 || header->colors > 65536) return Corrupt("of too many colours");
  const Bytes palette = Part(bytes, at, uint64_t{header->colors} * header->color_size);
  bool is_gray = true;
  for (uint32_t i = 0; i < header->colors && is_gray; ++i) {
    const Bytes color = Part(palette, uint64_t{i} * header->color_size, 3);
    const uint8_t gray = header->colors == 2 && i == 1 ? 255 : static_cast<uint8_t>(i);
    is_gray = color.size() == 3 && color[0] == gray && color[1] == gray && color[2] == gray;
  }
  if (is_gray) {
    header->format = header->colors <= 2 ? "1" : "L";
    for (int i = 0; i < 256; ++i) header->palette[i].fill(static_cast<uint8_t>(header->colors <= 2 && i > 0 ? 255 : i));
    return arrow::Status::OK();
  }
  const size_t count = palette.size() / header->color_size;
  if (count > 256) return Corrupt("of more than 256 colours");
  for (size_t i = 0; i < count; ++i) {
    const uint8_t* bgr = &palette[i * header->color_size];
    header->palette[i] = {bgr[2], bgr[1], bgr[0]};
  }
  return arrow::Status::OK();
}

arrow::Result<Header> ReadHeader(Bytes bytes) {
  const Bytes start = Part(bytes, 0, 18);
  if (start.size() < 18) return Cut();
  const uint32_t size = Le32(&start[14]);
  const Bytes info = Part(bytes, 14, size);
  Header header;
  header.pixels = Le32(&start[10]);
  if (size != 12 && size != 40 && size != 52 && size != 56 && size != 64 && size != 108 && size != 124) {
    return Unsupported("header of " + std::to_string(size) + " bytes");
  }
  if (info.size() < size) return Cut();
  uint64_t after = 14 + uint64_t{size};  // where reading goes on
  if (size == 12) {
    header.width = Le16(&info[4]);
    header.height = Le16(&info[6]);
    header.bits = static_cast<int>(Le16(&info[10]));
    header.color_size = 3;
  } else {
    header.is_top_down = info[11] == 0xff;
    header.width = Le32(&info[4]);
    header.height = header.is_top_down ? (int64_t{1} << 32) - Le32(&info[8]) : Le32(&info[8]);
    header.bits = static_cast<int>(Le16(&info[14]));
    header.compression = Le32(&info[16]);
    header.colors = Le32(&info[32]);
  }
  if (header.colors == 0) header.colors = header.bits < 32 ? 1u << header.bits : 0;
  if (header.pixels == after && header.bits <= 8) header.pixels += uint64_t{header.colors} * header.color_size;
  switch (header.bits) {
    case 1: header.format = "P;1"; break;
    case 4: header.format = "P;4"; break;
    case 8: header.format = "P"; break;
    case 16: header.format = "BGR;15"; break;
    case 24: header.format = "BGR"; break;
    case 32: header.format = "BGRX"; break;
    default: return Unsupported("depth of " + std::to_string(header.bits) + " bits");
  }
  if (header.compression == kBitFields) {
    // In the header, or behind one of 40 bytes.
    const Bytes masks = Part(bytes, 14 + 40, 16);
    if (masks.size() < 12 || (size >= 56 && masks.size() < 16)) return Cut();
    const uint32_t alpha = size >= 56 ? Le32(&masks[12]) : 0;
    ARROW_ASSIGN_OR_RAISE(header.format,
                          FormatOfMasks(header.bits, Le32(&masks[0]), Le32(&masks[4]), Le32(&masks[8]), alpha));
    if (size < 52) after += 12;
  } else if (header.compression > kBitFields) {
    return Unsupported("compression " + std::to_string(header.compression));
  }
  if (header.bits <= 8) {
    ARROW_RETURN_NOT_OK(ReadPalette(bytes, after, &header));
    after += std::min<uint64_t>(uint64_t{header.colors} * header.color_size, bytes.size() - after);
  }
  if (header.pixels == 0) header.pixels = after;
  return header;
}

// Run lengths become indices, a byte each. Pixels that a jump passes over are 0.
std::vector<uint8_t> ExpandRuns(Bytes bytes, const Header& header) {
  const auto width = static_cast<size_t>(header.width);
  const size_t all = width * static_cast<size_t>(header.height);
  const bool is_rle4 = header.compression == kRle4;
  std::vector<uint8_t> out;
  size_t x = 0;
  uint64_t at = header.pixels;
  while (out.size() < all) {
    const Bytes pair = Part(bytes, at, 2);
    if (pair.size() < 2) break;
    at += 2;
    if (pair[0] != 0) {  // a run
      const size_t count = x + pair[0] > width ? (x > width ? 0 : width - x) : pair[0];
      for (size_t i = 0; i < count; ++i) {
        out.push_back(!is_rle4 ? pair[1] : i % 2 == 0 ? pair[1] >> 4 : pair[1] & 15);
      }
      x += count;
    } else if (pair[1] == 0) {  // end of a row
      while (out.size() % width != 0) out.push_back(0);
      x = 0;
    } else if (pair[1] == 1) {  // end of the image
      break;
    } else if (pair[1] == 2) {  // a jump
      const Bytes jump = Part(bytes, at, 2);
      if (jump.size() < 2) break;
      at += 2;
      out.resize(out.size() + std::min(all - out.size(), jump[0] + jump[1] * width));
      x = out.size() % width;
    } else {  // pixels as they are
      const size_t count = std::min<size_t>(all - out.size(), pair[1]);
      const size_t size = is_rle4 ? (count + 1) / 2 : count;
      const Bytes raw = Part(bytes, at, size);
      at += size;
      for (size_t i = 0; i < count && i / (is_rle4 ? 2 : 1) < raw.size(); ++i) {
        out.push_back(!is_rle4 ? raw[i] : i % 2 == 0 ? raw[i / 2] >> 4 : raw[i / 2] & 15);
      }
      if (raw.size() < size || out.size() == all) break;
      x += pair[1];
      at += at % 2;  // to a word, counted from the beginning of the file
    }
  }
  return out;
}

}  // namespace

arrow::Status DecodeBmp(Bytes bytes, const EnhanceOptions& options, Picture* picture) {
  ARROW_ASSIGN_OR_RAISE(const Header header, ReadHeader(bytes));
  Image& image = picture->image;
  ARROW_RETURN_NOT_OK(SetSize(header.width, header.height, options, &image));

  const bool is_run_length = header.compression == kRle8 || header.compression == kRle4;
  if (is_run_length && header.bits > 8) return Corrupt("of true colours in run lengths");
  const PixelFormat* format = FindPixelFormat(is_run_length ? "P" : header.format);
  const uint64_t least = (static_cast<uint64_t>(header.width) * format->bits + 7) / 8;
  const uint64_t stride = is_run_length ? least : (static_cast<uint64_t>(header.width) * header.bits + 31) / 32 * 4;
  if (stride < least) return Corrupt("whose grey palette asks for more bits than it has");
  std::vector<uint8_t> expanded;
  Bytes rows = Part(bytes, header.pixels);
  if (is_run_length) rows = expanded = ExpandRuns(bytes, header);
  if (rows.size() < (header.height - 1) * stride + least) return Cut();
  for (int y = 0; y < image.height; ++y) {
    const int row = header.is_top_down ? y : image.height - 1 - y;
    format->to_rgb(&rows[y * stride], image.width, header.palette, &image.pixels[size_t{3} * image.width * row]);
  }
  return arrow::Status::OK();
}

}  // namespace verger
