#include "enhance/orient.h"

#include <string>

#include <gtest/gtest.h>

namespace verger {
namespace {

// One grey pixel a letter.
Image Letters(int width, int height, const std::string& letters) {
  Image image{width, height, {}};
  for (const char letter : letters) image.pixels.insert(image.pixels.end(), 3, static_cast<uint8_t>(letter));
  return image;
}

std::string Turned(int orientation) {
  Image image = Letters(3, 2, "abcdef");
  Orient(orientation, &image);
  EXPECT_EQ(image.width, orientation < 5 || orientation > 8 ? 3 : 2);
  EXPECT_EQ(image.height, orientation < 5 || orientation > 8 ? 2 : 3);
  std::string letters;
  for (size_t i = 0; i < image.pixels.size(); i += 3) letters += static_cast<char>(image.pixels[i]);
  return letters;
}

// EXIF 2.32, 4.6.4 A: the scene's upright picture of the stored rows abc, def.
TEST(Orient, FollowsExif) {
  EXPECT_EQ(Turned(1), "abcdef");
  EXPECT_EQ(Turned(2), "cbafed");
  EXPECT_EQ(Turned(3), "fedcba");
  EXPECT_EQ(Turned(4), "defabc");
  EXPECT_EQ(Turned(5), "adbecf");
  EXPECT_EQ(Turned(6), "daebfc");
  EXPECT_EQ(Turned(7), "fcebda");
  EXPECT_EQ(Turned(8), "cfbead");
  EXPECT_EQ(Turned(0), "abcdef");
  EXPECT_EQ(Turned(9), "abcdef");
}

Bytes BytesOf(const std::string& text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

std::string Exif(char orientation) {
  return std::string("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18) + orientation + std::string(7, '\0');
}

TEST(FindOrientation, ReadsExif) {
  EXPECT_EQ(FindOrientation(BytesOf(Exif(6)), {}), 6);
  EXPECT_EQ(FindOrientation(BytesOf(std::string("Exif\0\0", 6) + Exif(3)), {}), 3);
  const std::string big("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x05\0\0\0\0\0\0", 26);
  EXPECT_EQ(FindOrientation(BytesOf(big), {}), 5);
}

TEST(FindOrientation, FallsBackToXmp) {
  const std::string attribute = "<x tiff:Orientation=\"8\"/>", element = "<tiff:Orientation>7</tiff:Orientation>";
  EXPECT_EQ(FindOrientation(std::nullopt, BytesOf(attribute)), 8);
  EXPECT_EQ(FindOrientation(std::nullopt, BytesOf(element)), 7);
  EXPECT_EQ(FindOrientation(BytesOf(Exif(6)), BytesOf(attribute)), 6);
}

TEST(FindOrientation, TakesWhatItCannotReadForMissing) {
  EXPECT_EQ(FindOrientation(std::nullopt, {}), 1);
  EXPECT_EQ(FindOrientation(BytesOf(Exif(42)), {}), 1);
  for (size_t size = 0; size < 20; ++size) {
    EXPECT_EQ(FindOrientation(BytesOf(Exif(6).substr(0, size)), {}), 1) << size;
  }
}

}  // namespace
}  // namespace verger
