#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "verger/error.h"
#include "verger/reduce.h"

namespace verger {
namespace {

std::vector<float> RandomRows(size_t n, size_t d, float mean, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal(mean, 1);
  std::vector<float> rows(n * d);
  for (float& x : rows) x = normal(random);
  return rows;
}

Moments Of(const std::vector<float>& rows, int d, int threads = 1) {
  return Moments::Of(rows, d, threads).ValueOrDie();
}

void ExpectSameBits(const Moments& a, const Moments& b) {
  EXPECT_EQ(a.count(), b.count());
  EXPECT_TRUE(std::ranges::equal(a.mean(), b.mean()));
  EXPECT_TRUE(std::ranges::equal(a.scatter(), b.scatter()));
}

/// Within `tolerance`, relative to the standard deviations.
void ExpectNear(const Moments& a, const Moments& b, double tolerance) {
  ASSERT_EQ(a.dimension(), b.dimension());
  EXPECT_EQ(a.count(), b.count());
  const auto d = static_cast<size_t>(a.dimension());
  for (size_t i = 0; i < d; ++i) {
    const double spread = std::sqrt(a.scatter()[i * d + i]);
    ASSERT_NEAR(a.mean()[i], b.mean()[i], tolerance * spread) << i;
    for (size_t j = 0; j < d; ++j) {
      ASSERT_NEAR(a.scatter()[i * d + j], b.scatter()[i * d + j],
                  tolerance * spread * std::sqrt(a.scatter()[j * d + j]))
          << i << " " << j;
    }
  }
}

TEST(Moments, AreThoseOfTheDefinition) {
  const Moments moments = Of({1, 2, 3, 4, 5, 9}, 2);  // (1, 2), (3, 4), (5, 9) about (3, 5)
  EXPECT_EQ(moments.count(), 3);
  EXPECT_TRUE(std::ranges::equal(moments.mean(), std::vector<double>{3, 5}));
  EXPECT_TRUE(std::ranges::equal(moments.scatter(), std::vector<double>{8, 14, 14, 26}));
}

// Whole numbers whose mean is whole: every sum is exact, so nothing but the right answer will do.
TEST(Moments, AreExactForEverySizeAboutTheEdgesOfTiles) {
  std::mt19937_64 random(5);
  for (const size_t d : {1, 23, 24, 25, 241}) {
    for (const size_t pairs : {1, 128, 129, 520}) {
      std::vector<float> rows;
      for (size_t i = 0; i < pairs * d; ++i) rows.push_back(static_cast<float>(random() % 17) - 8);
      for (size_t i = 0; i < pairs * d; ++i) rows.push_back(20 - rows[i]);  // Mirrored at 10: the mean.
      std::vector<int64_t> scatter(d * d);
      for (size_t r = 0; r < pairs; ++r) {
        for (size_t i = 0; i < d; ++i) {
          const auto left = static_cast<int64_t>(rows[r * d + i]) - 10;
          for (size_t j = 0; j < d; ++j) scatter[i * d + j] += 2 * left * (static_cast<int64_t>(rows[r * d + j]) - 10);
        }
      }
      const Moments moments = Of(rows, static_cast<int>(d));
      EXPECT_EQ(moments.count(), static_cast<int64_t>(2 * pairs));
      EXPECT_TRUE(std::ranges::all_of(moments.mean(), [](double x) { return x == 10; }));
      ASSERT_TRUE(std::ranges::equal(moments.scatter(), scatter)) << d << " features, " << 2 * pairs << " rows";
    }
  }
}

TEST(Moments, DoNotDependOnThreads) {
  const std::vector<float> rows = RandomRows(2500, 300, 2, 1);
  const Moments one = Of(rows, 300);
  for (const int threads : {2, 3, 8}) ExpectSameBits(one, Of(rows, 300, threads));
}

TEST(Moments, OfDoublesAreThoseOfFloats) {
  const std::vector<float> rows = RandomRows(100, 30, 2, 2);
  ExpectSameBits(Of(rows, 30), *Moments::Of(std::vector<double>(rows.begin(), rows.end()), 30));
}

TEST(Moments, LoseNothingToALargeMean) {
  std::vector<float> rows = RandomRows(3000, 5, 0, 3);
  for (float& x : rows) x = std::round(x * 64) / 64;  // So that adding the offset rounds nothing.
  const Moments small = Of(rows, 5);
  for (float& x : rows) x += 65536;
  const Moments large = Of(rows, 5);
  for (size_t i = 0; i < 25; ++i) EXPECT_NEAR(large.scatter()[i], small.scatter()[i], 1e-6);
}

TEST(Moments, OfPartsMergeToThoseOfTheWhole) {
  const std::vector<float> rows = RandomRows(3000, 61, 7, 4);
  const Moments whole = Of(rows, 61);
  for (const std::vector<size_t>& cuts : std::vector<std::vector<size_t>>{
           {0, 3000}, {0, 1500, 3000}, {0, 1, 2, 2, 3, 1000, 2999, 3000}, {0, 0, 700, 1400, 2100, 2800, 3000}}) {
    Moments forth(61), back(61);
    std::vector<Moments> parts;
    for (size_t i = 0; i + 1 < cuts.size(); ++i) {
      parts.push_back(
          *Moments::Of(std::span<const float>(rows).subspan(cuts[i] * 61, (cuts[i + 1] - cuts[i]) * 61), 61));
    }
    for (const Moments& part : parts) ASSERT_TRUE(forth.Merge(part).ok());
    std::ranges::reverse(parts);
    for (const Moments& part : parts) ASSERT_TRUE(back.Merge(part).ok());
    ExpectNear(whole, forth, 1e-12);
    ExpectNear(whole, back, 1e-12);
  }
}

TEST(Moments, MergedInTheSameOrderGiveTheSameBits) {
  const Moments a = Of(RandomRows(100, 9, 1, 5), 9), b = Of(RandomRows(70, 9, 2, 6), 9);
  Moments first = a, second = a;
  ASSERT_TRUE(first.Merge(b).ok());
  ASSERT_TRUE(second.Merge(b).ok());
  ExpectSameBits(first, second);
  for (size_t i = 0; i < 9; ++i) {
    for (size_t j = 0; j < 9; ++j) EXPECT_EQ(first.scatter()[i * 9 + j], first.scatter()[j * 9 + i]);
  }
}

TEST(Moments, OfNothingChangeNothing) {
  const Moments some = Of(RandomRows(10, 4, 0, 7), 4);
  Moments left(4), right = some;
  ASSERT_TRUE(left.Merge(some).ok());
  ASSERT_TRUE(right.Merge(*Moments::Of(std::span<const float>(), 4)).ok());
  ExpectSameBits(left, some);
  ExpectSameBits(right, some);
}

TEST(Moments, RefuseWhatCannotBeMoments) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN(), kInfinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(Moments::Of(std::vector<float>{1, 2, 3, 4, 5, kNan}, 2).status().message(),
            "row 2 holds a value that is not finite (feature 1)");
  EXPECT_EQ(Moments::Of(std::vector<float>{1, 2, -kInfinity, 4, kInfinity, 6}, 2).status().message(),
            "row 1 holds a value that is not finite (feature 0)");
  EXPECT_EQ(Moments::Of(std::vector<double>{1e308, 1e308, 1e308}, 1).status().message(),
            "the features are too large to add up");
  EXPECT_EQ(Moments::Of(std::vector<float>{1, 2, 3}, 2).status().message(),
            "3 values are no whole number of rows of 2 features");
  for (const int dimension : {0, -1, kMaxFeatures + 1}) {
    EXPECT_FALSE(Moments::Of(std::span<const float>(), dimension).ok()) << dimension;
  }
  Moments three(3);
  const auto status = three.Merge(Moments(2));
  EXPECT_EQ(KindOf(status), ErrorKind::kFailed);
  EXPECT_EQ(status.message(), "moments of 2 features cannot be merged into moments of 3");
}

}  // namespace
}  // namespace verger
