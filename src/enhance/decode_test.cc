#include "enhance/decode.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <webp/encode.h>
#include <zlib.h>

#include "verger/error.h"

namespace verger {
namespace {

using Data = std::vector<uint8_t>;

std::string Le(uint64_t value, int size) {
  std::string bytes;
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> 8 * i);
  return bytes;
}
std::string Be(uint32_t value) {
  const std::string little = Le(value, 4);
  return {little.rbegin(), little.rend()};
}

Data Of(const std::string& bytes) { return {bytes.begin(), bytes.end()}; }

// 3 x 2 pixels that tell their place, as every format here can hold them.
constexpr int kWidth = 3, kHeight = 2;
const Data kPixels = {1, 2, 3, 40, 50, 60, 7, 8, 9, 100, 110, 120, 13, 14, 15, 200, 210, 220};

std::string PngChunk(const std::string& name, const std::string& data) {
  const std::string body = name + data;
  return Be(data.size()) + body + Be(crc32(0, reinterpret_cast<const Bytef*>(body.data()), body.size()));
}

Data Png(uint32_t width = kWidth, uint32_t height = kHeight, const std::string& before = "") {
  std::string rows;
  for (int y = 0; y < kHeight; ++y) rows += '\0' + std::string(&kPixels[9 * y], &kPixels[9 * y + 9]);
  std::string packed(compressBound(rows.size()), '\0');
  uLongf size = packed.size();
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(rows.data()), rows.size());
  packed.resize(size);
  return Of("\x89PNG\r\n\x1a\n" + PngChunk("IHDR", Be(width) + Be(height) + std::string("\x08\x02\0\0\0", 5)) + before +
            PngChunk("IDAT", packed) + PngChunk("IEND", ""));
}

Data Bmp(uint32_t width = kWidth, uint32_t height = kHeight) {
  std::string bytes = "BM" + Le(0, 8) + Le(54, 4) + Le(40, 4) + Le(width, 4) + Le(height, 4) + Le(1, 2) + Le(24, 2) +
                      std::string(24, '\0');
  for (int y = kHeight - 1; y >= 0; --y) {
    for (int x = 0; x < kWidth; ++x) {
      for (int c = 2; c >= 0; --c) bytes += static_cast<char>(kPixels[9 * y + 3 * x + c]);
    }
    bytes += std::string(3, '\0');
  }
  return Of(bytes);
}

// Codes of nine bits: 256 clears, 257 ends, the others are indices.
Data Gif(uint32_t width = kWidth, uint32_t height = kHeight) {
  std::string colors(reinterpret_cast<const char*>(kPixels.data()), kPixels.size());
  colors.resize(3 * 256);
  uint64_t bits = 0;
  int filled = 0;
  for (const uint64_t code : {256, 0, 1, 2, 3, 4, 5}) {
    bits |= code << filled;
    filled += 9;
  }
  return Of("GIF89a" + Le(width, 2) + Le(height, 2) + std::string("\xf7\0\0", 3) + colors + "," + Le(0, 4) +
            Le(width, 2) + Le(height, 2) + std::string("\0\x08\x08", 3) + Le(bits, 8) + std::string("\0;", 2));
}

Data Tiff(uint32_t width = kWidth, uint32_t height = kHeight) {
  const auto entry = [](uint32_t tag, uint32_t value) { return Le(tag, 2) + Le(4, 2) + Le(1, 4) + Le(value, 4); };
  return Of(std::string("II*\0", 4) + Le(8, 4) + Le(7, 2) + entry(256, width) + entry(257, height) + entry(258, 8) +
            entry(262, 2) + entry(273, 98) + entry(277, 3) + entry(278, height) + Le(0, 4) +
            std::string(kPixels.begin(), kPixels.end()));
}

Data Webp() {
  uint8_t* out = nullptr;
  const size_t size = WebPEncodeLosslessRGB(kPixels.data(), kWidth, kHeight, 3 * kWidth, &out);
  Data data(out, out + size);
  WebPFree(out);
  return data;
}

Data Jpeg() { return Of(*EncodeJpeg(kPixels, kWidth, kHeight, 90)); }

RejectCode CodeOf(const Data& data, const EnhanceOptions& options = {}) {
  const arrow::Result<Image> image = Decode(data, options);
  EXPECT_FALSE(image.ok());
  return RejectCodeOf(image.status()).value();
}

TEST(Decode, LosslessFormatsGiveThePixelsBack) {
  for (const Data& data : {Png(), Bmp(), Gif(), Tiff(), Webp()}) {
    const arrow::Result<Image> image = Decode(data);
    ASSERT_TRUE(image.ok()) << image.status();
    EXPECT_EQ(image->width, kWidth);
    EXPECT_EQ(image->height, kHeight);
    EXPECT_EQ(image->pixels, kPixels);
  }
}

TEST(Decode, JpegKeepsAFlatColour) {
  const Data flat(20 * 10 * 3, 77);
  const auto image = Decode(Of(*EncodeJpeg(flat, 20, 10, 90)));
  ASSERT_TRUE(image.ok()) << image.status();
  EXPECT_EQ(image->pixels, flat);
}

TEST(Decode, RejectsWhatIsNoPhoto) {
  EXPECT_EQ(CodeOf({}), RejectCode::kEmpty);
  EXPECT_EQ(CodeOf(Of("a name tells nothing.jpg")), RejectCode::kUnknownFormat);
  EXPECT_EQ(CodeOf(Of("RIFF\x10\0\0\0WAVEfmt ")), RejectCode::kUnknownFormat);
}

TEST(Decode, RejectsEveryCutFile) {
  for (const Data& data : {Png(), Bmp(), Tiff(), Webp(), Jpeg(), Gif()}) {
    // The last bytes of some formats only say that this is the end; the last row is always before them.
    const size_t needed = data.size() - 24;
    for (size_t size = 0; size < needed; ++size) {
      const auto image = Decode(std::span(data).first(size));
      ASSERT_FALSE(image.ok()) << size << " of " << data.size();
      ASSERT_TRUE(RejectCodeOf(image.status())) << image.status();
    }
    EXPECT_EQ(CodeOf(Data(data.begin(), data.begin() + needed)), RejectCode::kTruncated) << data[0] << data[1];
  }
}

TEST(Decode, ChecksLimitsBeforeItAllocates) {
  constexpr uint32_t kHuge = 65535;
  for (const Data& data : {Png(kHuge, kHuge), Bmp(kHuge, kHuge), Gif(kHuge, kHuge), Tiff(kHuge, kHuge)}) {
    EXPECT_EQ(CodeOf(data), RejectCode::kTooManyPixels);
  }
  Data jpeg = Jpeg();
  for (size_t i = 0; i + 9 < jpeg.size(); ++i) {
    if (jpeg[i] == 0xff && jpeg[i + 1] == 0xc0) std::fill_n(&jpeg[i + 5], 4, 0xff);
  }
  EXPECT_EQ(CodeOf(jpeg), RejectCode::kTooManyPixels);
  const Data webp = Of("RIFF" + Le(22, 4) + "WEBPVP8X" + Le(10, 4) + Le(2, 4) + "\xff\xff\xff\xff\xff\xff");
  EXPECT_FALSE(Decode(webp).ok());

  EnhanceOptions options;
  options.max_pixels = kWidth * kHeight - 1;
  for (const Data& data : {Png(), Bmp(), Gif(), Tiff(), Webp(), Jpeg()}) {
    EXPECT_EQ(CodeOf(data, options), RejectCode::kTooManyPixels);
  }
  options = {};
  options.max_bytes = 10;
  EXPECT_EQ(CodeOf(Png(), options), RejectCode::kTooManyBytes);
}

TEST(Decode, RejectsSizesOfZero) {
  for (const Data& data : {Png(0), Png(3, 0), Bmp(0), Bmp(3, 0), Gif(0, 0), Tiff(0), Tiff(3, 0)}) {
    EXPECT_EQ(CodeOf(data), RejectCode::kCorrupt);
  }
}

TEST(Decode, TurnsUprightOnlyWhenAsked) {
  const std::string exif = std::string("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", 26);
  const Data png = Png(kWidth, kHeight, PngChunk("eXIf", exif));
  EnhanceOptions options;
  const auto upright = Decode(png, options);
  ASSERT_TRUE(upright.ok()) << upright.status();
  EXPECT_EQ(upright->width, kHeight);
  EXPECT_EQ(upright->pixels[0], kPixels[9]);  // the lower left pixel comes first
  options.exif_orientation = false;
  const auto stored = Decode(png, options);
  ASSERT_TRUE(stored.ok()) << stored.status();
  EXPECT_EQ(stored->pixels, kPixels);
}

TEST(Decode, WorksInManyThreadsAtOnce) {
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&wrong] {
        for (int round = 0; round < 50; ++round) {
          for (const Data& data : {Png(), Bmp(), Gif(), Tiff(), Webp()}) {
            const auto image = Decode(data);
            wrong += !image.ok() || image->pixels != kPixels;
          }
          wrong += !Decode(Jpeg()).ok();
        }
      });
    }
  }
  EXPECT_EQ(wrong, 0);
}

TEST(DecodePng, WrongChecksumsMatterUpToThePixels) {
  Data png = Png();
  png[32] ^= 1;  // of IHDR
  EXPECT_EQ(CodeOf(png), RejectCode::kCorrupt);
  png = Png();
  png[png.size() - 13] ^= 1;  // of IDAT
  EXPECT_TRUE(Decode(png).ok());
}

TEST(Enhancer, ReturnsTheUprightSizeAndUsesItsMemoryAgain) {
  EnhanceOptions options;
  options.width = 2;
  options.height = 1;
  auto enhancer = Enhancer::Make(options).ValueOrDie();
  Data pixels(2 * 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(enhancer->Enhance(Of("no photo"), pixels).ok());
    const auto size = enhancer->Enhance(Png(), pixels);
    ASSERT_TRUE(size.ok()) << size.status();
    EXPECT_EQ(size->width, kWidth);
    EXPECT_EQ(size->height, kHeight);
  }
}

TEST(EncodeJpeg, RefusesWhatDoesNotFit) {
  EXPECT_FALSE(EncodeJpeg(kPixels, 2, 2, 90).ok());
  EXPECT_FALSE(EncodeJpeg({}, 0, 0, 90).ok());
  const Data wide(70000 * 3);
  EXPECT_FALSE(EncodeJpeg(wide, 70000, 1, 90).ok());  // libjpeg's limit is 65,500
}

TEST(PreprocessingSpec, SaysAllThatMakesThePixels) {
  EXPECT_EQ(
      PreprocessingSpec({}),
      R"({"version":1,"decoder":"pillow-13","exif_orientation":true,"color":"RGB","filter":"bicubic","width":224,"height":224})");
}

}  // namespace
}  // namespace verger
