// PNG (W3C Recommendation, second edition), read chunk by chunk as Pillow's PngImagePlugin.py and ZipDecode.c do:
// checksums matter up to the first image data and not after it, and the zlib stream may end early between two rows.
#include <cctype>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <zlib.h>

#include "enhance/convert.h"
#include "enhance/decode.h"
#include "enhance/orient.h"
#include "enhance/png_text.h"
#include "verger/error.h"

namespace verger {
namespace {

arrow::Status Cut(const char* where) {
  return Reject(RejectCode::kTruncated, std::string("a PNG cut off in ") + where);
}
arrow::Status Corrupt(const std::string& what) { return Reject(RejectCode::kCorrupt, "a PNG " + what); }

struct Chunk {
  std::string_view name;
  Bytes data;  // as much of it as there is
  bool is_whole = false;
  bool is_sound = false;  // whole, with the checksum it states
};

class Chunks {
 public:
  explicit Chunks(Bytes bytes) : bytes_(bytes) {}

  // The next chunk, or nothing at the end of the file. `is_sound` is only found out when `check` is set.
  arrow::Result<std::optional<Chunk>> Next(bool check) {
    const Bytes head = Part(bytes_, at_, 8);
    if (head.size() < 8) return std::nullopt;
    const size_t size = Be32(head.data());
    Chunk chunk;
    chunk.name = {reinterpret_cast<const char*>(&head[4]), 4};
    for (const unsigned char c : chunk.name) {
      if (!std::isalnum(c) && c != '_') return Corrupt("with a broken chunk");
    }
    chunk.data = Part(bytes_, at_ + 8, size);
    chunk.is_whole = chunk.data.size() == size;
    if (const Bytes sum = Part(bytes_, at_ + 8 + size, 4); check && sum.size() == 4) {
      const uLong crc = crc32_z(0, &head[4], 4);
      chunk.is_sound = crc32_z(crc, chunk.data.data(), size) == Be32(sum.data());
    }
    at_ += 8 + size + 4;
    return chunk;
  }

 private:
  Bytes bytes_;
  uint64_t at_ = 8;
};

// What is known of the image.
struct State {
  int64_t width = 0;
  int64_t height = 0;
  const PixelFormat* format = nullptr;
  bool is_indexed = false;
  bool is_interlaced = false;
  Palette palette = {};
  int64_t left = 0, top = 0, part_width = 0, part_height = 0;  // what the image data covers: an APNG's first frame
  std::optional<uint32_t> sequence;                            // of the last APNG chunk
  std::optional<uint32_t> frames;                              // of an APNG
  PngText text;
};

// The size a chunk must have, where Pillow insists on it.
constexpr std::pair<std::string_view, size_t> kLeastSizes[] = {
    {"IHDR", 13}, {"gAMA", 4}, {"cHRM", 32}, {"sRGB", 1}, {"pHYs", 9}, {"acTL", 8}, {"fcTL", 26}, {"fdAT", 4},
};

const PixelFormat* FindFormat(int depth, int color) {
  constexpr struct {
    int depth, color;
    std::string_view name;
  } kNames[] = {
      {1, 0, "1"},   {2, 0, "L;2"},      {4, 0, "L;4"},     {8, 0, "L"},    {16, 0, "I;16B"},
      {8, 2, "RGB"}, {16, 2, "RGB;16B"}, {1, 3, "P;1"},     {2, 3, "P;2"},  {4, 3, "P;4"},
      {8, 3, "P"},   {8, 4, "LA"},       {16, 4, "LA;16B"}, {8, 6, "RGBA"}, {16, 6, "RGBA;16B"},
  };
  for (const auto& entry : kNames) {
    if (entry.depth == depth && entry.color == color) return FindPixelFormat(entry.name);
  }
  return nullptr;
}

arrow::Status ReadHeader(Bytes data, State* state) {
  state->width = Be32(&data[0]);
  state->height = Be32(&data[4]);
  if (const PixelFormat* format = FindFormat(data[8], data[9])) {
    state->format = format;
    state->is_indexed = data[9] == 3;
  }
  if (data[12] != 0) state->is_interlaced = true;
  if (data[11] != 0) return Corrupt("of an unknown filter method");
  return arrow::Status::OK();
}

arrow::Status NextInSequence(Bytes data, State* state) {
  const uint32_t sequence = Be32(data.data());
  if (state->sequence ? *state->sequence + 1 != sequence : sequence != 0)
    return Corrupt("with APNG chunks out of order");
  state->sequence = sequence;
  return arrow::Status::OK();
}

arrow::Status ReadFrameControl(Bytes data, State* state) {
  ARROW_RETURN_NOT_OK(NextInSequence(data, state));
  const int64_t width = Be32(&data[4]), height = Be32(&data[8]), left = Be32(&data[12]), top = Be32(&data[16]);
  if (left + width > state->width || top + height > state->height) return Corrupt("whose APNG frame leaves the image");
  state->left = left;
  state->top = top;
  state->part_width = width;
  state->part_height = height;
  return arrow::Status::OK();
}

// Takes in a chunk that holds no image data.
arrow::Status Note(const Chunk& chunk, State* state) {
  if (!chunk.is_whole) return Cut("a chunk");
  const Bytes data = chunk.data;
  for (const auto& [name, size] : kLeastSizes) {
    if (chunk.name == name && data.size() < size) return Corrupt("with a short " + std::string(name) + " chunk");
  }
  if (chunk.name == "IHDR") return ReadHeader(data, state);
  if (chunk.name == "fcTL") return ReadFrameControl(data, state);
  if (chunk.name == "acTL") {
    const uint32_t frames = Be32(data.data());
    const bool is_good = !state->frames && frames > 0 && frames <= 0x80000000;
    if (state->frames || is_good) state->frames = is_good ? std::optional(frames) : std::nullopt;
  }
  if (chunk.name == "PLTE" && state->is_indexed) {
    const size_t colors = data.size() / 3;
    if (colors > 256) return Corrupt("of more than 256 colours");
    state->palette = {};
    for (size_t i = 0; i < colors; ++i) std::copy_n(&data[3 * i], 3, state->palette[i].data());
  }
  if (chunk.name == "tRNS" && !state->is_indexed && state->format != nullptr) {
    const std::string_view format = state->format->name;
    const bool has_alpha = format.starts_with("LA") || format.starts_with("RGBA");
    const size_t least = has_alpha ? 0 : format.starts_with("RGB") ? 6 : 2;
    if (data.size() < least) return Corrupt("with a short tRNS chunk");
  }
  if (chunk.name == "fdAT") return NextInSequence(data, state);
  return NotePngText(chunk.name, data, &state->text) ? arrow::Status::OK()
                                                     : Corrupt("with an unknown compression of metadata");
}

bool HoldsImage(std::string_view name) { return name == "IDAT" || name == "fdAT"; }

// Undoes a row's filter. `row` and `above` hold the filter's byte and `size` more.
bool Unfilter(uint8_t* row, const uint8_t* above, size_t size, size_t step) {
  const int filter = row[0];
  ++row, ++above;
  const size_t first = std::min(step, size);
  switch (filter) {
    case 0: return true;
    case 1:
      for (size_t i = first; i < size; ++i) row[i] += row[i - step];
      return true;
    case 2:
      for (size_t i = 0; i < size; ++i) row[i] += above[i];
      return true;
    case 3:
      for (size_t i = 0; i < first; ++i) row[i] += above[i] / 2;
      for (size_t i = first; i < size; ++i) row[i] += (row[i - step] + above[i]) / 2;
      return true;
    case 4:
      for (size_t i = 0; i < first; ++i) row[i] += above[i];
      for (size_t i = first; i < size; ++i) {
        const int a = row[i - step], b = above[i], c = above[i - step];
        const int pa = std::abs(b - c), pb = std::abs(a - c), pc = std::abs(a + b - 2 * c);
        row[i] += pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      }
      return true;
    default: return false;
  }
}

// The rows of the image data's zlib stream, which begins in `chunk`.
class Rows {
 public:
  Rows(Chunks* chunks, Chunk chunk, State* state) : chunks_(chunks), state_(state) {
    stream_.next_in = const_cast<uint8_t*>(chunk.data.data());
    stream_.avail_in = static_cast<uInt>(chunk.data.size());
  }
  ~Rows() { inflateEnd(&stream_); }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  arrow::Status Begin() {
    return inflateInit(&stream_) == Z_OK ? arrow::Status::OK() : arrow::Status::OutOfMemory("no memory for inflate");
  }

  // Fills `row`. True when the stream ended with it.
  arrow::Result<bool> Read(uint8_t* row, size_t size) {
    stream_.next_out = row;
    stream_.avail_out = static_cast<uInt>(size);
    while (true) {
      while (stream_.avail_in == 0) ARROW_RETURN_NOT_OK(NextChunk());
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (code < 0 || code == Z_NEED_DICT) return Corrupt("whose zlib stream is broken");
      if (stream_.avail_out == 0) return code == Z_STREAM_END;
      if (code == Z_STREAM_END) return Cut("its zlib stream");
    }
  }

 private:
  arrow::Status NextChunk() {
    ARROW_ASSIGN_OR_RAISE(const auto chunk, chunks_->Next(/*check=*/false));
    if (!chunk || (!HoldsImage(chunk->name) && chunk->name != "DDAT")) return Cut("its image data");
    Bytes data = chunk->data;
    if (chunk->name == "fdAT") {
      if (data.size() < 4) return Cut("its image data");
      ARROW_RETURN_NOT_OK(NextInSequence(data, state_));
      data = data.subspan(4);
    }
    if (data.empty() && !chunk->is_whole) return Cut("its image data");
    stream_.next_in = const_cast<uint8_t*>(data.data());
    stream_.avail_in = static_cast<uInt>(data.size());
    return arrow::Status::OK();
  }

  Chunks* chunks_;
  State* state_;
  z_stream stream_ = {};
};

// One pass over the image: its first pixel and its steps.
struct Pass {
  int x, y, step_x, step_y;
};
constexpr Pass kWhole[] = {{0, 0, 1, 1}};
constexpr Pass kAdam7[] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                           {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};

arrow::Status ReadPixels(const State& state, Rows* rows, Image* image) {
  const PixelFormat& format = *state.format;
  std::array<uint8_t, 3> blank;  // what Pillow's fresh image, all zeros, becomes
  format.to_rgb(std::array<uint8_t, 8>{}.data(), 1, state.palette, blank.data());
  for (size_t i = 0; i < image->pixels.size(); i += 3) std::copy_n(blank.data(), 3, &image->pixels[i]);

  const size_t step = (format.bits + 7) / 8;
  const size_t most = (state.part_width * format.bits + 7) / 8 + 1;
  std::vector<uint8_t> row(most), above(most), rgb;
  if (state.is_interlaced) rgb.resize(3 * state.part_width);
  for (const Pass& pass : state.is_interlaced ? std::span<const Pass>(kAdam7) : kWhole) {
    const int64_t count = (state.part_width - pass.x + pass.step_x - 1) / pass.step_x;
    if (count <= 0) continue;
    const size_t size = (count * format.bits + 7) / 8;
    std::fill(above.begin(), above.end(), 0);
    for (int64_t y = pass.y; y < state.part_height; y += pass.step_y) {
      ARROW_ASSIGN_OR_RAISE(const bool is_last, rows->Read(row.data(), size + 1));
      if (!Unfilter(row.data(), above.data(), size, step)) return Corrupt("of an unknown filter");
      uint8_t* out = &image->pixels[3 * ((state.top + y) * state.width + state.left + pass.x)];
      if (pass.step_x == 1) {
        format.to_rgb(&row[1], count, state.palette, out);
      } else {
        format.to_rgb(&row[1], count, state.palette, rgb.data());
        for (int64_t i = 0; i < count; ++i, out += 3 * pass.step_x) std::copy_n(&rgb[3 * i], 3, out);
      }
      if (is_last) return arrow::Status::OK();
      row.swap(above);
    }
  }
  return arrow::Status::OK();
}

// What stands behind the image data. Of an animation, only up to the next frame.
arrow::Status ReadTail(Chunks* chunks, bool is_animated, State* state) {
  while (true) {
    const auto next = chunks->Next(/*check=*/false);
    if (!next.ok() || !*next || (*next)->name == "IEND") return arrow::Status::OK();
    const Chunk& chunk = **next;
    if (chunk.name == "fcTL" && is_animated) return arrow::Status::OK();
    ARROW_RETURN_NOT_OK(Note(chunk, state));
  }
}

}  // namespace

arrow::Status DecodePng(Bytes bytes, const EnhanceOptions& options, Picture* picture) {
  Chunks chunks(bytes);
  State state;
  std::optional<Chunk> chunk;
  while (true) {
    ARROW_ASSIGN_OR_RAISE(chunk, chunks.Next(/*check=*/true));
    if (!chunk) return Cut("its header");
    if (chunk->name == "IEND") return Corrupt("without image data");
    if (HoldsImage(chunk->name)) break;
    ARROW_RETURN_NOT_OK(Note(*chunk, &state));
    if (!chunk->is_sound) return Corrupt("with a wrong checksum");
  }
  if (chunk->name == "fdAT") {
    if (chunk->data.size() < 4) return Cut("its image data");
    ARROW_RETURN_NOT_OK(NextInSequence(chunk->data, &state));
    chunk->data = chunk->data.subspan(4);
  }
  if (state.format == nullptr) return Reject(RejectCode::kUnsupported, "a PNG of an unknown colour type or depth");
  ARROW_RETURN_NOT_OK(SetSize(state.width, state.height, options, &picture->image));
  // The image data are a frame of the animation only where a frame's chunk came before them.
  const bool is_animated = state.frames && (*state.frames > 1 || !state.sequence);
  if (!state.sequence) {
    state.part_width = state.width;
    state.part_height = state.height;
  }
  if (state.part_width == 0 || state.part_height == 0) return Corrupt("whose APNG frame is empty");

  Rows rows(&chunks, *chunk, &state);
  ARROW_RETURN_NOT_OK(rows.Begin());
  ARROW_RETURN_NOT_OK(ReadPixels(state, &rows, &picture->image));
  ARROW_RETURN_NOT_OK(ReadTail(&chunks, is_animated, &state));
  picture->orientation = FindOrientation(state.text.Exif(), state.text.Xmp());
  return arrow::Status::OK();
}

}  // namespace verger
