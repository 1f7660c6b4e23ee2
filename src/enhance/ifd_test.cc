#include "enhance/ifd.h"

#include <string>

#include <gtest/gtest.h>

namespace verger {
namespace {

Bytes BytesOf(const std::string& text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

std::string Short(int value) { return {static_cast<char>(value & 255), static_cast<char>(value >> 8)}; }
std::string Long(int value) { return Short(value & 0xffff) + Short(value >> 16); }
std::string Entry(int tag, int type, int count, int value) {
  return Short(tag) + Short(type) + Long(count) + Long(value);
}

Ifd ReadEntries(int count, const std::string& entries) {
  static std::string file;  // entries point into it
  file = std::string("II*\0", 4) + Long(8) + Short(count) + entries;
  return Ifd::Read(BytesOf(file), *TiffHeader::Read(BytesOf(file)), 8);
}

TEST(TiffHeader, TellsOrderAndSize) {
  const auto little = TiffHeader::Read(BytesOf(std::string("II*\0\x10\0\0\0", 8)));
  ASSERT_TRUE(little);
  EXPECT_FALSE(little->big_endian);
  EXPECT_EQ(little->first, 16u);
  const auto big = TiffHeader::Read(BytesOf(std::string("MM\0*\0\0\0\x10", 8)));
  ASSERT_TRUE(big);
  EXPECT_TRUE(big->big_endian);
  EXPECT_EQ(big->first, 16u);
  const auto wide = TiffHeader::Read(BytesOf(std::string("II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0", 16)));
  ASSERT_TRUE(wide);
  EXPECT_TRUE(wide->big_tiff);
  EXPECT_EQ(wide->first, 16u);
  EXPECT_FALSE(TiffHeader::Read(BytesOf("II*")));
  EXPECT_FALSE(TiffHeader::Read(BytesOf("12345678")));
}

TEST(Ifd, ReadsValuesWithinAndBehind) {
  const Ifd ifd = ReadEntries(2, Entry(256, 3, 2, 7 | 9 << 16) + Entry(257, 4, 2, 34) + Long(100000) + Long(5));
  EXPECT_EQ(*ifd.Integers(256), (std::vector<int64_t>{7, 9}));
  EXPECT_EQ(*ifd.Integers(257), (std::vector<int64_t>{100000, 5}));
  EXPECT_EQ(*ifd.Integers(257, 1), (std::vector<int64_t>{100000}));
  EXPECT_FALSE(ifd.Integers(258));
}

TEST(Ifd, KeepsSigns) {
  EXPECT_EQ(*ReadEntries(1, Entry(256, 8, 1, 0xfffe)).Integers(256), (std::vector<int64_t>{-2}));
  EXPECT_EQ(*ReadEntries(1, Entry(256, 9, 1, -2)).Integers(256), (std::vector<int64_t>{-2}));
}

TEST(Ifd, LeavesOutWhatItCannotRead) {
  EXPECT_EQ(ReadEntries(1, Entry(256, 99, 1, 1)).Find(256), nullptr);          // no such type
  EXPECT_EQ(ReadEntries(1, Entry(256, 3, 0, 1)).Find(256), nullptr);           // no values
  EXPECT_EQ(ReadEntries(1, Entry(256, 3, 5, 1 << 20)).Find(256), nullptr);     // values outside
  EXPECT_EQ(ReadEntries(1, Entry(256, 4, 0x7fffffff, 8)).Find(256), nullptr);  // more values than bytes
  EXPECT_EQ(ReadEntries(9, Entry(256, 3, 1, 7)).Integers(256)->front(), 7);    // a cut directory
  EXPECT_EQ(ReadEntries(2, Entry(256, 3, 1, 7) + Entry(256, 3, 1, 8)).Integers(256)->front(), 7);
}

TEST(Ifd, NumbersOfAnyType) {
  EXPECT_EQ(ReadEntries(1, Entry(256, 11, 1, 0x40c00000)).Number(256), 6.0);
  EXPECT_EQ(ReadEntries(1, Entry(256, 5, 1, 22) + Long(12) + Long(2)).Number(256), 6.0);
  EXPECT_FALSE(ReadEntries(1, Entry(256, 2, 1, 6)).Number(256));  // text
}

}  // namespace
}  // namespace verger
