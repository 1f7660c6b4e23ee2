#include <bit>
#include <climits>
#include <cstring>
#include <memory>
#include <optional>
#include <string>

#include <tiffio.h>

#include "enhance/tiff.h"
#include "verger/error.h"

namespace verger {
namespace {

static_assert(std::endian::native == std::endian::little, "libtiff hands out samples in native byte order");

constexpr int64_t kSpareMemory = int64_t{64} << 20;  // for what libtiff needs beside pixels
constexpr int64_t kMostTilePixels = 1 << 24;         // of a tile that is larger than the image

arrow::Status Broken(const std::string& what) { return Reject(RejectCode::kCorrupt, "a TIFF whose " + what); }

// The file in memory, as libtiff's callbacks see it.
struct File {
  Bytes bytes;
  uint64_t at = 0;
};

tmsize_t ReadFile(thandle_t handle, void* out, tmsize_t size) {
  auto* file = static_cast<File*>(handle);
  const Bytes part = Part(file->bytes, file->at, static_cast<uint64_t>(std::max<tmsize_t>(size, 0)));
  std::ranges::copy(part, static_cast<uint8_t*>(out));
  file->at += part.size();
  return std::ssize(part);
}

tmsize_t WriteFile(thandle_t, void*, tmsize_t) { return 0; }

toff_t SeekFile(thandle_t handle, toff_t offset, int whence) {
  auto* file = static_cast<File*>(handle);
  file->at = offset + (whence == SEEK_CUR ? file->at : whence == SEEK_END ? file->bytes.size() : 0);
  return file->at;
}

int CloseFile(thandle_t) { return 0; }
toff_t SizeOfFile(thandle_t handle) { return static_cast<File*>(handle)->bytes.size(); }

int MapFile(thandle_t handle, void** base, toff_t* size) {
  const Bytes bytes = static_cast<File*>(handle)->bytes;
  *base = const_cast<uint8_t*>(bytes.data());
  *size = bytes.size();
  return 1;
}

void UnmapFile(thandle_t, void*, toff_t) {}

struct Close {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using Tiff = std::unique_ptr<TIFF, Close>;

int Ignore(TIFF*, void*, const char*, const char*, va_list) { return 1; }

Tiff Open(File* file, const TiffInfo& info) {
  TIFFOpenOptions* open = TIFFOpenOptionsAlloc();
  if (open == nullptr) return nullptr;
  TIFFOpenOptionsSetErrorHandlerExtR(open, Ignore, nullptr);
  TIFFOpenOptionsSetWarningHandlerExtR(open, Ignore, nullptr);
  TIFFOpenOptionsSetMaxSingleMemAlloc(open, 8 * info.width * info.height + kSpareMemory);
  Tiff tiff(TIFFClientOpenExt("photo", "r", file, ReadFile, WriteFile, SeekFile, CloseFile, SizeOfFile, MapFile,
                              UnmapFile, open));
  TIFFOpenOptionsFree(open);
  return tiff;
}

arrow::Status BrokenStrile(TIFF* tiff, uint32_t strile, const File& file) {
  const uint64_t end = TIFFGetStrileOffset(tiff, strile) + TIFFGetStrileByteCount(tiff, strile);
  if (end > file.bytes.size()) return Reject(RejectCode::kTruncated, "a TIFF that ends before its pixels do");
  return Broken("compressed pixels are broken");
}

// Which of Pillow's raw modes reads what libtiff hands out.
std::string_view NativeFormat(const TiffInfo& info, bool is_rgb) {
  if (is_rgb) return "RGB";
  constexpr std::pair<std::string_view, std::string_view> kNative[] = {
      {"I;16B", "I;16"},        {"RGB;16B", "RGB;16L"},   {"RGBX;16B", "RGBX;16L"},
      {"RGBA;16B", "RGBA;16L"}, {"RGBa;16B", "RGBa;16L"}, {"CMYK;16B", "CMYK;16L"},
  };
  for (const auto& [big, native] : kNative) {
    if (info.format == big) return native;
  }
  return info.format;
}

// Puts rows of pixels where they belong: into the image, or first into planes.
class Sink {
 public:
  Sink(const TiffInfo& info, bool is_rgb, int sample_bytes, Image* image)
      : info_(info), format_(*FindPixelFormat(NativeFormat(info, is_rgb))), sample_bytes_(sample_bytes), image_(image) {
    if (!info.is_planar || is_rgb) return;
    bands_ = Planes::CountBands(info.format);
    if (info.format == "LA" || info.format == "PA") bands_ = 2;
    if (bands_ > 2) planes_.emplace(info.width, info.height);
  }

  int planes() const { return std::max(bands_, 1); }
  int bits() const { return format_.bits; }
  // Bytes that `count` pixels of one plane take.
  int64_t RowSize(int64_t count) const { return (count * format_.bits / planes() + 7) / 8; }

  void Put(int plane, int64_t x, int64_t y, int64_t count, const uint8_t* row) {
    if (planes_) {
      planes_->Set(plane, x, y, count, row + sample_bytes_ - 1, sample_bytes_);
    } else if (plane == 0) {
      const PixelFormat& format = bands_ == 2 ? *FindPixelFormat(info_.format == "PA" ? "P" : "L") : format_;
      format.to_rgb(row, count, info_.palette, &image_->pixels[3 * (y * info_.width + x)]);
    }
  }

  void Finish(bool is_premultiplied) {
    if (planes_) planes_->ToRgb(info_.format, is_premultiplied, image_->pixels.data());
  }

 private:
  const TiffInfo& info_;
  const PixelFormat& format_;
  int sample_bytes_;
  Image* image_;
  int bands_ = 0;
  std::optional<Planes> planes_;
};

arrow::Status ReadTiles(TIFF* tiff, const File& file, const TiffInfo& info, Sink* sink) {
  uint32_t width = 0, length = 0;
  TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_TILELENGTH, &length);
  const int64_t size = TIFFTileSize(tiff), row_size = TIFFTileRowSize(tiff);
  if (size <= 0 || row_size <= 0 || row_size > size || width > INT_MAX || length > INT_MAX) {
    return Broken("tiles have no size");
  }
  if (static_cast<int64_t>(width) * length > std::max(kMostTilePixels, info.width * info.height)) {
    return Reject(RejectCode::kTooManyPixels, "a TIFF whose tiles are larger than the image may be");
  }
  if (size > (int64_t{length} * sink->bits() / sink->planes() + 7) / 8 * width || sink->RowSize(width) > row_size) {
    return Broken("tiles are not what its samples need");
  }
  std::vector<uint8_t> buffer(size);
  for (int64_t y = 0; y < info.height; y += length) {
    for (int plane = 0; plane < sink->planes(); ++plane) {
      for (int64_t x = 0; x < info.width; x += width) {
        if (TIFFReadTile(tiff, buffer.data(), x, y, 0, plane) == -1) {
          return BrokenStrile(tiff, TIFFComputeTile(tiff, x, y, 0, plane), file);
        }
        const int64_t count = std::min<int64_t>(width, info.width - x),
                      rows = std::min<int64_t>(length, info.height - y);
        for (int64_t row = 0; row < rows; ++row) sink->Put(plane, x, y + row, count, &buffer[row * row_size]);
      }
    }
  }
  return arrow::Status::OK();
}

arrow::Status ReadStrips(TIFF* tiff, const File& file, const TiffInfo& info, Sink* sink) {
  uint32_t stated = 0;
  int64_t rows_per_strip = info.height;
  if (TIFFGetField(tiff, TIFFTAG_ROWSPERSTRIP, &stated) == 1 && stated != UINT32_MAX) rows_per_strip = stated;
  const int64_t size = TIFFStripSize(tiff), row_size = TIFFScanlineSize(tiff);
  const int64_t needed = sink->RowSize(info.width);
  if (rows_per_strip <= 0 || rows_per_strip > INT_MAX || size <= 0 || size > INT_MAX - 1 || row_size <= 0 ||
      needed > row_size || size > needed * rows_per_strip) {
    return Broken("strips are not what its samples need");
  }
  std::vector<uint8_t> buffer(size);
  for (int64_t y = 0; y < info.height; y += rows_per_strip) {
    for (int plane = 0; plane < sink->planes(); ++plane) {
      const uint32_t strip = TIFFComputeStrip(tiff, static_cast<uint32_t>(y), static_cast<uint16_t>(plane));
      if (TIFFReadEncodedStrip(tiff, strip, buffer.data(), size) == -1) return BrokenStrile(tiff, strip, file);
      const int64_t rows = std::min(rows_per_strip, info.height - y);
      for (int64_t row = 0; row < rows; ++row) sink->Put(plane, 0, y + row, info.width, &buffer[row * row_size]);
    }
  }
  return arrow::Status::OK();
}

// YCbCr in other ways than JPEG's: libtiff converts it.
arrow::Status ReadAsRgba(TIFF* tiff, const TiffInfo& info, Image* image) {
  const bool is_tiled = TIFFIsTiled(tiff) != 0;
  uint32_t stated = 0;
  int64_t rows_per_block = info.height;
  if (TIFFGetFieldDefaulted(tiff, is_tiled ? TIFFTAG_TILELENGTH : TIFFTAG_ROWSPERSTRIP, &stated) == 1 &&
      stated != UINT32_MAX) {
    rows_per_block = stated;
  }
  rows_per_block = std::min(rows_per_block, info.height);
  if (rows_per_block <= 0) return Broken("strips have no rows");
  uint16_t across = 1, down = 1;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_YCBCRSUBSAMPLING, &across, &down);
  if (across > info.width || down > info.height) return Broken("subsampling is coarser than the image");
  char message[1024] = "";
  TIFFRGBAImage rgba;
  if (!TIFFRGBAImageOK(tiff, message) || !TIFFRGBAImageBegin(&rgba, tiff, 0, message)) {
    return Broken(std::string("pixels cannot be converted: ") + message);
  }
  const std::unique_ptr<TIFFRGBAImage, void (*)(TIFFRGBAImage*)> end(&rgba, TIFFRGBAImageEnd);
  rgba.req_orientation = rgba.orientation = ORIENTATION_TOPLEFT;
  rgba.col_offset = 0;
  std::vector<uint32_t> buffer(info.width * rows_per_block);
  const PixelFormat& format = *FindPixelFormat("RGBX");
  for (int64_t y = 0; y < info.height; y += rows_per_block) {
    const int64_t rows = std::min(rows_per_block, info.height - y);
    rgba.row_offset = static_cast<int>(y);
    if (!TIFFRGBAImageGet(&rgba, buffer.data(), static_cast<uint32_t>(info.width), static_cast<uint32_t>(rows))) {
      return Broken("compressed pixels are broken");
    }
    format.to_rgb(reinterpret_cast<const uint8_t*>(buffer.data()), info.width * rows, info.palette,
                  &image->pixels[3 * y * info.width]);
  }
  return arrow::Status::OK();
}

}  // namespace

arrow::Status ReadCompressedTiff(Bytes bytes, const TiffInfo& info, Image* image) {
  File file{bytes};
  const Tiff tiff = Open(&file, info);
  if (tiff == nullptr) return Broken("directory is broken");
  uint32_t width = 0, height = 0;
  uint16_t photometric = 0, compression = 0, planar = PLANARCONFIG_CONTIG, bits = 8;
  TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &height);
  TIFFGetField(tiff.get(), TIFFTAG_PHOTOMETRIC, &photometric);
  TIFFGetField(tiff.get(), TIFFTAG_COMPRESSION, &compression);
  TIFFGetFieldDefaulted(tiff.get(), TIFFTAG_PLANARCONFIG, &planar);
  TIFFGetFieldDefaulted(tiff.get(), TIFFTAG_BITSPERSAMPLE, &bits);
  if (width != info.width || height != info.height) return Broken("size is stated twice");
  if (!TIFFIsCODECConfigured(compression)) {
    return Reject(RejectCode::kUnsupported, "a TIFF of compression " + std::to_string(compression));
  }

  // With libdeflate, libtiff 4.5 hands out nothing of a strip that holds more than its rows, and calls that a success.
  if (compression == COMPRESSION_DEFLATE || compression == COMPRESSION_ADOBE_DEFLATE) {
    TIFFSetField(tiff.get(), TIFFTAG_DEFLATE_SUBCODEC, DEFLATE_SUBCODEC_ZLIB);
  }
  const bool is_jpeg = compression == COMPRESSION_JPEG && planar == PLANARCONFIG_CONTIG;
  if (photometric == PHOTOMETRIC_YCBCR && !is_jpeg) return ReadAsRgba(tiff.get(), info, image);
  if (photometric == PHOTOMETRIC_YCBCR) TIFFSetField(tiff.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);

  Sink sink(info, info.photometric == PHOTOMETRIC_YCBCR, bits == 16 ? 2 : 1, image);
  if (sink.planes() > 1 && bits != 8 && bits != 16) return Broken("planes have samples of an unknown size");
  ARROW_RETURN_NOT_OK(TIFFIsTiled(tiff.get()) ? ReadTiles(tiff.get(), file, info, &sink)
                                              : ReadStrips(tiff.get(), file, info, &sink));
  uint16_t extra_count = 0;
  uint16_t* extra = nullptr;
  TIFFGetFieldDefaulted(tiff.get(), TIFFTAG_EXTRASAMPLES, &extra_count, &extra);
  sink.Finish(sink.planes() > 3 && info.format.starts_with("RGB") && extra_count > 0 &&
              (extra[0] == EXTRASAMPLE_UNSPECIFIED || extra[0] == EXTRASAMPLE_ASSOCALPHA));
  return arrow::Status::OK();
}

}  // namespace verger
