#include "enhance/convert.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verger {
namespace {

using ::testing::ElementsAre;

std::vector<int> Rgb(std::string_view format, std::vector<uint8_t> bytes, size_t count, const Palette& palette = {}) {
  std::vector<uint8_t> rgb(3 * count);
  FindPixelFormat(format)->to_rgb(bytes.data(), count, palette, rgb.data());
  return {rgb.begin(), rgb.end()};
}

// The first channel of each pixel.
std::vector<int> Gray(std::string_view format, std::vector<uint8_t> bytes, size_t count) {
  std::vector<int> gray;
  const std::vector<int> rgb = Rgb(format, bytes, count);
  for (size_t i = 0; i < rgb.size(); i += 3) gray.push_back(rgb[i]);
  return gray;
}

TEST(PixelFormat, IsFoundByName) {
  EXPECT_EQ(FindPixelFormat("RGB")->bits, 24);
  EXPECT_EQ(FindPixelFormat("rgb"), nullptr);
}

TEST(PixelFormat, NarrowGrayIsSpreadOverAByte) {
  EXPECT_THAT(Gray("1", {0b10100000}, 3), ElementsAre(255, 0, 255));
  EXPECT_THAT(Gray("1;I", {0b10100000}, 3), ElementsAre(0, 255, 0));
  EXPECT_THAT(Gray("L;2", {0b00011011}, 4), ElementsAre(0, 85, 170, 255));
  EXPECT_THAT(Gray("L;4", {0x0f, 0x70}, 3), ElementsAre(0, 255, 119));
}

TEST(PixelFormat, WideGrayIsClipped) {
  EXPECT_THAT(Gray("I;16", {7, 0, 255, 0, 0, 1, 255, 255}, 4), ElementsAre(7, 255, 255, 255));
  EXPECT_THAT(Gray("I;16B", {0, 7, 1, 0}, 2), ElementsAre(7, 255));
  EXPECT_THAT(Gray("I;16S", {0xff, 0xff, 9, 0}, 2), ElementsAre(0, 9));
  EXPECT_THAT(Gray("I;12", {0x00, 0x91, 0x00}, 2), ElementsAre(9, 255));
  // 1.9, -3, not a number, 300
  EXPECT_THAT(Gray("F;32F", {0x33, 0x33, 0xf3, 0x3f, 0, 0, 0x40, 0xc0, 0, 0, 0xc0, 0x7f, 0, 0, 0x96, 0x43}, 4),
              ElementsAre(1, 0, 0, 255));
}

TEST(PixelFormat, IndicesAreLookedUp) {
  Palette palette = {};
  palette[1] = {10, 20, 30};
  EXPECT_THAT(Rgb("P;1", {0b01000000}, 2, palette), ElementsAre(0, 0, 0, 10, 20, 30));
  EXPECT_THAT(Rgb("PA", {1, 99}, 1, palette), ElementsAre(10, 20, 30));
}

TEST(PixelFormat, AlphaIsLeftOutOrDividedOut) {
  EXPECT_THAT(Rgb("RGBA", {1, 2, 3, 0}, 1), ElementsAre(1, 2, 3));
  EXPECT_THAT(Rgb("RGBa", {10, 20, 30, 100}, 1), ElementsAre(25, 51, 76));
  EXPECT_THAT(Rgb("RGBa", {200, 20, 30, 100}, 1), ElementsAre(255, 51, 76));
  EXPECT_THAT(Rgb("RGBa", {10, 20, 30, 0}, 1), ElementsAre(0, 0, 0));
}

TEST(PixelFormat, OtherColourSpaces) {
  EXPECT_THAT(Rgb("CMYK", {0, 0, 0, 0}, 1), ElementsAre(255, 255, 255));
  EXPECT_THAT(Rgb("CMYK", {255, 0, 128, 0}, 1), ElementsAre(0, 255, 127));
  EXPECT_THAT(Rgb("CMYK", {0, 0, 0, 255}, 1), ElementsAre(0, 0, 0));
  EXPECT_THAT(Rgb("YCbCr", {77, 128, 128}, 1), ElementsAre(77, 77, 77));
  EXPECT_THAT(Rgb("YCbCr", {76, 84, 255}, 1), ElementsAre(254, 0, 0));
  EXPECT_THAT(Rgb("LAB", {255, 0, 0}, 1), ElementsAre(254, 255, 254));  // Little CMS interpolates: not quite white
  EXPECT_THAT(Rgb("LABX", {0, 0, 0, 0}, 1), ElementsAre(0, 59, 195));   // Pillow 13: Image.new("LAB", (1, 1))
}

TEST(PixelFormat, PackedColours) {
  EXPECT_THAT(Rgb("BGR;15", {0x1f, 0x7c}, 1), ElementsAre(255, 0, 255));
  EXPECT_THAT(Rgb("BGR;16", {0xe0, 0x07}, 1), ElementsAre(0, 255, 0));
  EXPECT_THAT(Rgb("BGR", {1, 2, 3}, 1), ElementsAre(3, 2, 1));
}

}  // namespace
}  // namespace verger
