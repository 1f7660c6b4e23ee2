#include "enhance/resize.h"

#include <algorithm>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hwy/targets.h>

namespace verger {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

constexpr Filter kFilters[] = {Filter::kNearest, Filter::kBox, Filter::kBilinear, Filter::kBicubic, Filter::kLanczos};

std::vector<uint8_t> Noise(size_t bytes, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<uint8_t> noise(bytes);
  for (uint8_t& byte : noise) byte = static_cast<uint8_t>(random());
  return noise;
}

std::vector<uint8_t> Resized(const std::vector<uint8_t>& rgb, int width, int height, int out_width, int out_height,
                             Filter filter) {
  std::vector<uint8_t> out(static_cast<size_t>(out_width) * out_height * 3);
  Resizer resizer(out_width, out_height, filter);
  EXPECT_TRUE(resizer.Resize(rgb.data(), width, height, out.data()).ok());
  return out;
}

// Every test runs on every kind of vector this processor has, and on none.
class ResizeTest : public testing::TestWithParam<int64_t> {
 protected:
  ResizeTest() { hwy::SetSupportedTargetsForTest(GetParam()); }
  ~ResizeTest() override { hwy::SetSupportedTargetsForTest(0); }
};

TEST_P(ResizeTest, SameSizeIsACopy) {
  const std::vector<uint8_t> rgb = Noise(37 * 21 * 3, 1);
  for (const Filter filter : kFilters) EXPECT_EQ(Resized(rgb, 37, 21, 37, 21, filter), rgb);
}

TEST_P(ResizeTest, AConstantStaysConstant) {
  for (const int level : {0, 1, 127, 254, 255}) {
    const std::vector<uint8_t> rgb(90 * 70 * 3, static_cast<uint8_t>(level));
    for (const Filter filter : kFilters) {
      for (const auto& [width, height] : {std::pair(224, 224), {13, 200}, {200, 13}, {1, 1}}) {
        const std::vector<uint8_t> expected(static_cast<size_t>(width) * height * 3, static_cast<uint8_t>(level));
        EXPECT_EQ(Resized(rgb, 90, 70, width, height, filter), expected) << FilterName(filter);
      }
    }
  }
}

TEST_P(ResizeTest, NearestRepeatsPixels) {
  EXPECT_THAT(Resized({1, 2, 3, 4, 5, 6}, 2, 1, 4, 1, Filter::kNearest),
              ElementsAre(1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6));
}

TEST_P(ResizeTest, BoxTakesMeans) {
  EXPECT_THAT(Resized({0, 10, 255, 1, 20, 255, 2, 30, 0, 3, 40, 0}, 2, 2, 1, 1, Filter::kBox), ElementsAre(2, 25, 128));
}

// The sums by 64-bit multiplication, column by column.
TEST_P(ResizeTest, SumsAreExact) {
  std::mt19937 random(3);
  for (int trial = 0; trial < 60; ++trial) {
    const int rows = 1 + random() % 40;
    const size_t columns = 1 + random() % 200;
    const size_t pitch = columns + random() % 5;
    const std::vector<uint8_t> in = Noise(rows * pitch, trial);
    RowWeights weights;
    std::vector<uint8_t> expected;
    for (int i = 0; i < 5; ++i) {
      const int first = random() % rows;
      std::vector<int32_t> row(1 + random() % (rows - first));
      const int32_t largest = (2 << kFractionBits) / static_cast<int32_t>(row.size());
      for (int32_t& weight : row) weight = std::uniform_int_distribution<int32_t>(-largest, largest)(random);
      weights.Append(first, row);
      for (size_t x = 0; x < columns; ++x) {
        int64_t sum = int64_t{1} << (kFractionBits - 1);
        for (size_t t = 0; t < row.size(); ++t) sum += int64_t{row[t]} * in[(first + t) * pitch + x];
        expected.push_back(static_cast<uint8_t>(std::clamp<int64_t>(sum >> kFractionBits, 0, 255)));
      }
    }
    std::vector<uint8_t> out(expected.size());
    SumRows(weights, in.data(), pitch, columns, out.data(), columns);
    EXPECT_EQ(out, expected) << rows << " rows, " << columns << " columns";
  }
}

TEST_P(ResizeTest, TransposeSwapsRowsAndColumns) {
  for (const size_t rows : {1, 15, 16, 17, 63, 64, 65, 100, 130}) {
    for (const size_t columns : {1, 15, 16, 17, 33, 300}) {
      const size_t pitch = columns + 3;
      const std::vector<uint8_t> in = Noise(rows * pitch, 4);
      std::vector<uint8_t> out(columns * (rows + 1), 7);
      std::vector<uint8_t> expected = out;
      for (size_t y = 0; y < rows; ++y) {
        for (size_t x = 0; x < columns; ++x) expected[x * (rows + 1) + y] = in[y * pitch + x];
      }
      Transpose(in.data(), pitch, rows, columns, out.data(), rows + 1);
      EXPECT_EQ(out, expected) << rows << "x" << columns;
    }
  }
}

TEST_P(ResizeTest, EveryProcessorGivesTheSameBytes) {
  std::mt19937 random(5);
  const auto side = [&] { return 1 + static_cast<int>(random() % 150); };
  for (int trial = 0; trial < 100; ++trial) {
    const int width = side(), height = side(), out_width = side(), out_height = side();
    const Filter filter = kFilters[random() % std::size(kFilters)];
    const std::vector<uint8_t> rgb = Noise(static_cast<size_t>(width) * height * 3, trial);
    const std::vector<uint8_t> out = Resized(rgb, width, height, out_width, out_height, filter);
    hwy::SetSupportedTargetsForTest(HWY_STATIC_TARGET);
    EXPECT_EQ(out, Resized(rgb, width, height, out_width, out_height, filter))
        << width << "x" << height << " to " << out_width << "x" << out_height << ", " << FilterName(filter);
    hwy::SetSupportedTargetsForTest(GetParam());
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, ResizeTest, testing::ValuesIn(hwy::SupportedAndGeneratedTargets()),
                         [](const auto& info) { return std::string(hwy::TargetName(info.param)); });

TEST(WeightsTest, ABoxOfTwoIsAHalfEach) {
  const RowWeights weights = MakeWeights(4, 2, Filter::kBox, 0, 2);
  ASSERT_EQ(weights.spans().size(), 2);
  EXPECT_EQ(weights.spans()[0].first, 0);
  EXPECT_EQ(weights.spans()[1].first, 2);
  for (const RowWeights::Span& span : weights.spans()) {
    EXPECT_EQ(span.count, 2);
    // 2^21 is 32 times 65536: nothing in the low halves, 32 in both high ones.
    EXPECT_THAT(std::vector<int32_t>(weights.pairs(span), weights.pairs(span) + 2), ElementsAre(0, 32 * 65537));
  }
}

TEST(WeightsTest, APartIsThatPartOfTheWhole) {
  const RowWeights whole = MakeWeights(100, 224, Filter::kLanczos, 0, 224);
  const RowWeights part = MakeWeights(100, 224, Filter::kLanczos, 50, 51);
  const RowWeights::Span& span = whole.spans()[50];
  ASSERT_EQ(part.spans().size(), 1);
  EXPECT_EQ(part.spans()[0].first, span.first);
  ASSERT_EQ(part.spans()[0].count, span.count);
  EXPECT_THAT(std::vector<int32_t>(part.pairs(part.spans()[0]), part.pairs(part.spans()[0]) + span.count),
              ElementsAreArray(whole.pairs(span), span.count));
}

TEST(FilterTest, NamesGoBothWays) {
  for (const Filter filter : kFilters) EXPECT_EQ(ParseFilter(FilterName(filter)).ValueOrDie(), filter);
  EXPECT_THAT(ParseFilter("hamming").status().message(), testing::HasSubstr("bicubic"));
}

}  // namespace
}  // namespace verger
