// GIF89a, its first frame, read as Pillow's GifImagePlugin.py and GifDecode.c do.
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "enhance/convert.h"
#include "enhance/decode.h"
#include "verger/error.h"

namespace verger {
namespace {

constexpr int kMostBits = 12;
constexpr int kTableSize = 1 << kMostBits;

arrow::Status Cut() { return Reject(RejectCode::kTruncated, "a GIF that ends before its first frame does"); }
arrow::Status Corrupt(const char* what) { return Reject(RejectCode::kCorrupt, std::string("a GIF ") + what); }

// What comes before the pixels of the first frame.
struct Frame {
  int64_t width = 0, height = 0;  // of the screen, widened where the frame leaves it
  int left = 0, top = 0, frame_width = 0, frame_height = 0;
  bool is_interlaced = false;
  std::optional<uint8_t> transparent;
  Palette palette;
  int bits = 0;  // of the first codes, less one
  Bytes data;    // from the first block of codes on
};

// A palette that is just grey is none for Pillow: what was there before counts on.
arrow::Status SetPalette(Bytes colors, int size, Palette* palette) {
  if (static_cast<int>(colors.size()) < 3 * size) return Cut();
  bool is_gray = true;
  for (int i = 0; i < 3 * size; ++i) is_gray = is_gray && colors[i] == i / 3;
  if (is_gray) return arrow::Status::OK();
  *palette = {};
  for (int i = 0; i < size; ++i) std::copy_n(&colors[3 * i], 3, (*palette)[i].data());
  return arrow::Status::OK();
}

class Reader {
 public:
  explicit Reader(Bytes bytes) : rest_(bytes) {}

  Bytes Take(size_t size) {
    const Bytes taken = rest_.first(std::min(size, rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }
  // A block: its size in a byte, then its data; empty at the end of a row of blocks and of the file.
  Bytes TakeBlock() {
    const Bytes size = Take(1);
    return size.empty() ? Bytes() : Take(size[0]);
  }
  Bytes rest() const { return rest_; }

 private:
  Bytes rest_;
};

arrow::Status ReadExtension(Reader* reader, Frame* frame) {
  constexpr uint8_t kGraphicControl = 0xf9, kComment = 0xfe, kApplication = 0xff;
  const Bytes label = reader->Take(1);
  if (label.empty()) return Cut();
  const Bytes block = reader->TakeBlock();
  if (label[0] == kGraphicControl && !block.empty()) {
    if (block.size() < 3 || (block[0] % 2 == 1 && block.size() < 4)) return Corrupt("with a short control block");
    if (block[0] % 2 == 1) frame->transparent = block[3];
  }
  // Where Pillow skips blocks, it does so even behind an empty one.
  if (label[0] == kComment && block.empty()) return arrow::Status::OK();
  if (label[0] == kApplication && StartsWith(block, "NETSCAPE2.0")) reader->TakeBlock();
  while (!reader->TakeBlock().empty()) {
  }
  return arrow::Status::OK();
}

arrow::Result<Frame> ReadHeader(Bytes bytes) {
  Reader reader(bytes);
  const Bytes screen = reader.Take(13);
  if (screen.size() < 13) return Cut();
  Frame frame;
  for (int i = 0; i < 256; ++i) frame.palette[i].fill(static_cast<uint8_t>(i));
  if (screen[10] >= 128) {
    const int colors = 2 << (screen[10] & 7);
    ARROW_RETURN_NOT_OK(SetPalette(reader.Take(3 * colors), colors, &frame.palette));
  }
  while (true) {
    const Bytes kind = reader.Take(1);
    if (kind.empty()) return Cut();
    if (kind[0] == ';') return Corrupt("without a frame");
    if (kind[0] == '!') ARROW_RETURN_NOT_OK(ReadExtension(&reader, &frame));
    if (kind[0] == ',') break;
  }
  const Bytes place = reader.Take(9);
  if (place.size() < 9) return Cut();
  frame.left = static_cast<int>(Le16(&place[0]));
  frame.top = static_cast<int>(Le16(&place[2]));
  frame.frame_width = static_cast<int>(Le16(&place[4]));
  frame.frame_height = static_cast<int>(Le16(&place[6]));
  frame.width = std::max<int64_t>(Le16(&screen[6]), frame.left + frame.frame_width);
  frame.height = std::max<int64_t>(Le16(&screen[8]), frame.top + frame.frame_height);
  frame.is_interlaced = (place[8] & 64) != 0;
  if (place[8] >= 128) {
    const int colors = 2 << (place[8] & 7);
    ARROW_RETURN_NOT_OK(SetPalette(reader.Take(3 * colors), colors, &frame.palette));
  }
  const Bytes bits = reader.Take(1);
  if (bits.empty()) return Cut();
  frame.bits = bits[0];
  frame.data = reader.rest();
  return frame;
}

// The code stream, cut into blocks. As in Pillow, a block counts only when all of it is there, and one of size zero
// does not end the stream.
class Codes {
 public:
  explicit Codes(Bytes data) : data_(data) {}

  // The next code of `size` bits, or -1 at the end.
  int Next(int size) {
    while (bit_count_ < size) {
      while (block_ == 0) {
        if (data_.empty() || data_.size() - 1 < data_[0]) return -1;
        block_ = data_[0];
        data_ = data_.subspan(1);
      }
      bits_ |= static_cast<uint32_t>(data_[0]) << bit_count_;
      bit_count_ += 8;
      data_ = data_.subspan(1);
      --block_;
    }
    const int code = static_cast<int>(bits_ & ((1u << size) - 1));
    bits_ >>= size;
    bit_count_ -= size;
    return code;
  }

 private:
  Bytes data_;
  size_t block_ = 0;  // bytes left of the current block
  uint32_t bits_ = 0;
  int bit_count_ = 0;
};

// Fills `out` with indices (GIF89a, appendix F).
arrow::Status Decompress(int bits, Bytes data, std::span<uint8_t> out) {
  if (bits > kMostBits) return Corrupt("with too wide codes");
  const int clear = 1 << bits;
  Codes codes(data);
  std::array<uint8_t, kTableSize> last;     // last index of the string of a code
  std::array<uint16_t, kTableSize> before;  // code of the string without it
  std::array<uint8_t, kTableSize + 1> string;
  int next = clear + 2, size = bits + 1, previous = -1;
  uint8_t first = 0;  // index of the previous string
  for (size_t at = 0; at < out.size();) {
    const int code = codes.Next(size);
    if (code < 0 || code == clear + 1) return Cut();
    if (code == clear) {
      next = clear + 2;
      size = bits + 1;
      previous = -1;
      continue;
    }
    size_t begin = string.size();  // the string is written from its end
    if (previous < 0) {
      if (code > clear) return Corrupt("with broken codes");
      first = static_cast<uint8_t>(code);
    } else {
      if (code > next) return Corrupt("with broken codes");
      int c = code;
      if (c == next) {
        string[--begin] = first;
        c = previous;
      }
      for (; c >= clear; c = before[c]) {
        if (begin <= 1 || c >= kTableSize) return Corrupt("with broken codes");
        string[--begin] = last[c];
      }
      first = static_cast<uint8_t>(c);
      if (next < kTableSize) {
        last[next] = first;
        before[next] = static_cast<uint16_t>(previous);
        if (next == (1 << size) - 1 && size < kMostBits) ++size;
        ++next;
      }
    }
    previous = code;
    string[--begin] = first;
    const size_t count = std::min(string.size() - begin, out.size() - at);
    std::copy_n(&string[begin], count, &out[at]);
    at += count;
  }
  return arrow::Status::OK();
}

}  // namespace

arrow::Status DecodeGif(Bytes bytes, const EnhanceOptions& options, Picture* picture) {
  ARROW_ASSIGN_OR_RAISE(const Frame frame, ReadHeader(bytes));
  Image& image = picture->image;
  ARROW_RETURN_NOT_OK(SetSize(frame.width, frame.height, options, &image));
  if (frame.frame_width == 0 || frame.frame_height == 0) return Corrupt("whose first frame is empty");

  std::vector<uint8_t> indices(static_cast<size_t>(frame.frame_width) * frame.frame_height);
  ARROW_RETURN_NOT_OK(Decompress(frame.bits, frame.data, indices));

  if (frame.frame_width != image.width || frame.frame_height != image.height) {
    const auto& around = frame.palette[frame.transparent.value_or(0)];
    for (size_t i = 0; i < image.pixels.size(); i += 3) std::copy_n(around.data(), 3, &image.pixels[i]);
  }
  struct Rows {
    int first, step;
  };
  constexpr Rows kAll[] = {{0, 1}};
  constexpr Rows kInterlaced[] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
  const PixelFormat& format = *FindPixelFormat("P");
  const uint8_t* in = indices.data();
  for (const Rows& rows : frame.is_interlaced ? std::span<const Rows>(kInterlaced) : kAll) {
    for (int y = rows.first; y < frame.frame_height; y += rows.step, in += frame.frame_width) {
      const size_t at = static_cast<size_t>(frame.top + y) * image.width + frame.left;
      format.to_rgb(in, frame.frame_width, frame.palette, &image.pixels[3 * at]);
    }
  }
  return arrow::Status::OK();
}

}  // namespace verger
