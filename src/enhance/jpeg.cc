#include <csetjmp>
#include <cstddef>
#include <cstdio>  // jpeglib.h needs it
#include <string>
#include <vector>

#include <jpeglib.h>
// jpeglib.h goes first
#include <jerror.h>

#include "enhance/convert.h"
#include "enhance/decode.h"
#include "enhance/orient.h"
#include "verger/error.h"

namespace verger {
namespace {

// Scans of a progressive photo; each costs a pass over all its coefficients, and real ones have about ten.
constexpr int kMaxScans = 500;

// libjpeg-turbo decodes slowly where fewer bytes are left than it may need for ten blocks (src/jdhuff.c): in all of a
// small photo. Zeros behind a photo that ends in an end marker are never decoded and keep it fast.
constexpr size_t kPadding = 10 * 64 * 8;
constexpr size_t kSmall = 1 << 18;

// What comes before the first scan, as Pillow's JpegImageFile reads it.
struct Header {
  int width = 0;
  int height = 0;
  int components = 0;
  std::optional<Bytes> exif;
  std::vector<uint8_t> joined_exif;  // where the EXIF block spans segments
  Bytes xmp;
};

arrow::Status CutHeader() { return Reject(RejectCode::kTruncated, "the JPEG header is cut off"); }
arrow::Status BadSegment(const char* name) {
  return Reject(RejectCode::kCorrupt, std::string("a JPEG ") + name + " segment is too short");
}

arrow::Status ReadFrame(Bytes s, Header* header) {
  if (s.size() < 6) return BadSegment("frame");
  if (s[0] != 8) return Reject(RejectCode::kUnsupported, "a JPEG of " + std::to_string(s[0]) + " bits a sample");
  header->height = static_cast<int>(Be16(&s[1]));
  header->width = static_cast<int>(Be16(&s[3]));
  header->components = s[5];
  if (header->components != 1 && header->components != 3 && header->components != 4) {
    return Reject(RejectCode::kUnsupported, "a JPEG of " + std::to_string(s[5]) + " components");
  }
  if ((s.size() - 6) % 3 != 0) return BadSegment("frame");
  return arrow::Status::OK();
}

arrow::Status ReadApplication(int marker, Bytes s, Header* header) {
  if (marker == 0xe0 && StartsWith(s, "JFIF") && s.size() < 7) return BadSegment("JFIF");
  if (marker == 0xee && StartsWith(s, "Adobe") && s.size() < 7) return BadSegment("Adobe");
  if (marker != 0xe1) return arrow::Status::OK();
  constexpr char kXmp[] = "http://ns.adobe.com/xap/1.0/\0";
  if (StartsWith(s, kXmp)) header->xmp = s.subspan(sizeof(kXmp) - 1);
  if (!StartsWith(s, "Exif\0\0")) return arrow::Status::OK();
  if (!header->exif) {
    header->exif = s;
    return arrow::Status::OK();
  }
  std::vector<uint8_t>& joined = header->joined_exif;
  if (joined.empty()) joined.assign(header->exif->begin(), header->exif->end());
  joined.insert(joined.end(), s.begin() + 6, s.end());
  header->exif = joined;
  return arrow::Status::OK();
}

arrow::Status CheckTables(Bytes s) {
  while (!s.empty()) {
    const size_t size = 1 + 64 * (s[0] < 16 ? 1 : 2);
    if (s.size() < size) return BadSegment("quantization");
    s = s.subspan(size);
  }
  return arrow::Status::OK();
}

bool IsFrame(int marker) {
  return (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) || marker == 0xde;
}

// Markers without a length and what it counts, of those that Pillow knows.
bool IsAlone(int marker) {
  return (marker >= 0xd0 && marker <= 0xd9) || marker == 0xc8 || (marker >= 0xf0 && marker <= 0xfd);
}

arrow::Result<Header> ReadHeader(Bytes bytes) {
  Header header;
  for (size_t at = 2; at < bytes.size();) {
    if (bytes[at] != 0xff) {
      ++at;
      continue;
    }
    if (at + 1 >= bytes.size()) break;
    const int marker = bytes[at + 1];
    if (marker == 0xff) {
      ++at;
      continue;
    }
    at += 2;
    if (marker == 0 || IsAlone(marker)) continue;
    if (marker < 0xc0) return Reject(RejectCode::kCorrupt, "a JPEG with a marker that does not exist");
    const Bytes length = Part(bytes, at, 2);
    if (length.size() < 2) return CutHeader();
    const size_t size = std::max(Be16(length.data()), 2u) - 2;
    const Bytes segment = Part(bytes, at + 2, size);
    if (segment.size() < size) return CutHeader();
    at += 2 + size;
    if (IsFrame(marker)) ARROW_RETURN_NOT_OK(ReadFrame(segment, &header));
    if (marker == 0xdb) ARROW_RETURN_NOT_OK(CheckTables(segment));
    if (marker >= 0xe0 && marker <= 0xef) ARROW_RETURN_NOT_OK(ReadApplication(marker, segment, &header));
    if (marker == 0xda) {
      if (header.components == 0) return Reject(RejectCode::kCorrupt, "a JPEG whose scan comes before its frame");
      return header;
    }
  }
  return CutHeader();
}

void Skip(j_decompress_ptr jpeg, long size) {
  if (size <= 0) return;
  const size_t step = std::min(static_cast<size_t>(size), jpeg->src->bytes_in_buffer);
  jpeg->src->next_input_byte += step;
  jpeg->src->bytes_in_buffer -= step;
}

struct Errors {
  jpeg_error_mgr base;
  std::jmp_buf jump;
};

[[noreturn]] void Fail(j_common_ptr jpeg) { std::longjmp(reinterpret_cast<Errors*>(jpeg->err)->jump, 1); }

struct Progress {
  jpeg_progress_mgr base;
  bool too_many_scans;
};

void LimitScans(j_common_ptr jpeg) {
  if (reinterpret_cast<j_decompress_ptr>(jpeg)->input_scan_number <= kMaxScans) return;
  reinterpret_cast<Progress*>(jpeg->progress)->too_many_scans = true;
  Fail(jpeg);
}

enum class Outcome { kDone, kTruncated, kCorrupt, kUnsupported, kTooManyScans, kOtherSize };

// Fills `rgb`. `cmyk`, when not null, has room for a row of four components. No object with a destructor lives in here:
// a failure jumps over it.
Outcome Decompress(Bytes bytes, int width, int height, uint8_t* cmyk, uint8_t* rgb, char* message) {
  jpeg_decompress_struct jpeg;
  Errors errors;
  Progress progress = {};
  jpeg_source_mgr source = {};
  jpeg.err = jpeg_std_error(&errors.base);
  errors.base.error_exit = Fail;
  errors.base.output_message = [](j_common_ptr) {};
  errors.base.emit_message = [](j_common_ptr, int) {};
  if (setjmp(errors.jump)) {
    (*errors.base.format_message)(reinterpret_cast<j_common_ptr>(&jpeg), message);
    jpeg_destroy_decompress(&jpeg);
    if (progress.too_many_scans) return Outcome::kTooManyScans;
    const int code = errors.base.msg_code;
    return code == JERR_SOF_UNSUPPORTED || code == JERR_ARITH_NOTIMPL ? Outcome::kUnsupported : Outcome::kCorrupt;
  }
  jpeg_create_decompress(&jpeg);
  progress.base.progress_monitor = LimitScans;
  jpeg.progress = &progress.base;
  source.next_input_byte = bytes.data();
  source.bytes_in_buffer = bytes.size();
  source.init_source = [](j_decompress_ptr) {};
  source.term_source = [](j_decompress_ptr) {};
  source.fill_input_buffer = [](j_decompress_ptr) -> boolean { return FALSE; };  // at the end, stop: truncated
  source.skip_input_data = Skip;
  source.resync_to_restart = jpeg_resync_to_restart;
  jpeg.src = &source;

  Outcome outcome = Outcome::kTruncated;
  int got = JPEG_HEADER_TABLES_ONLY;
  while (got == JPEG_HEADER_TABLES_ONLY) got = jpeg_read_header(&jpeg, FALSE);
  if (got == JPEG_HEADER_OK) {
    jpeg.out_color_space = cmyk == nullptr ? JCS_RGB : JCS_CMYK;
    if (static_cast<int>(jpeg.image_width) != width || static_cast<int>(jpeg.image_height) != height) {
      outcome = Outcome::kOtherSize;
    } else if (jpeg_start_decompress(&jpeg)) {
      while (jpeg.output_scanline < jpeg.output_height) {
        uint8_t* out = rgb + static_cast<size_t>(jpeg.output_scanline) * width * 3;
        JSAMPROW row = cmyk == nullptr ? out : cmyk;
        if (jpeg_read_scanlines(&jpeg, &row, 1) != 1) break;
        // Photoshop writes CMYK inverted, and Pillow takes every CMYK JPEG for one of its.
        if (cmyk != nullptr) InvertedCmykToRgb(cmyk, width, out);
      }
      if (jpeg.output_scanline == jpeg.output_height) {
        outcome = Outcome::kDone;
        (void)jpeg_finish_decompress(&jpeg);  // as in Pillow, what follows may be cut but not corrupt
      }
    }
  }
  jpeg_destroy_decompress(&jpeg);
  return outcome;
}

}  // namespace

arrow::Status DecodeJpeg(Bytes bytes, const EnhanceOptions& options, Picture* picture) {
  ARROW_ASSIGN_OR_RAISE(const Header header, ReadHeader(bytes));
  Image& image = picture->image;
  ARROW_RETURN_NOT_OK(SetSize(header.width, header.height, options, &image));
  picture->orientation = FindOrientation(header.exif, header.xmp);

  std::vector<uint8_t> cmyk;
  if (header.components == 4) cmyk.resize(static_cast<size_t>(image.width) * 4);
  char message[JMSG_LENGTH_MAX] = "";
  std::vector<uint8_t> padded;
  if (bytes.size() < kSmall && bytes[bytes.size() - 2] == 0xff && bytes.back() == 0xd9) {
    padded.reserve(bytes.size() + kPadding);
    padded.assign(bytes.begin(), bytes.end());
    padded.resize(bytes.size() + kPadding);
    bytes = padded;
  }
  switch (Decompress(bytes, image.width, image.height, cmyk.empty() ? nullptr : cmyk.data(), image.pixels.data(),
                     message)) {
    case Outcome::kDone: break;
    case Outcome::kTruncated: return Reject(RejectCode::kTruncated, "the JPEG ends before its last row");
    case Outcome::kCorrupt: return Reject(RejectCode::kCorrupt, std::string("JPEG: ") + message);
    case Outcome::kUnsupported: return Reject(RejectCode::kUnsupported, std::string("JPEG: ") + message);
    case Outcome::kTooManyScans:
      return Reject(RejectCode::kUnsupported, "a JPEG of more than " + std::to_string(kMaxScans) + " scans");
    case Outcome::kOtherSize: return Reject(RejectCode::kCorrupt, "a JPEG that states two sizes");
  }
  return arrow::Status::OK();
}

}  // namespace verger
