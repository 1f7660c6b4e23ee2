#include <random>

#include <gtest/gtest.h>

#include "verger/error.h"
#include "verger/reduce.h"

namespace verger {
namespace {

std::vector<float> RandomRows(size_t n, size_t d, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal(3, 1);
  std::vector<float> rows(n * d);
  for (float& x : rows) x = normal(random);
  return rows;
}

TEST(Moments, AreThoseOfTheDefinition) {
  const std::vector<float> rows = {1, 2, 3, 4, 5, 9};  // mean (3, 5), scatter [[8, 14], [14, 26]]
  const Moments moments = Moments::Of(rows, 2).ValueOrDie();
  EXPECT_EQ(moments.count(), 3);
  EXPECT_EQ(std::vector(moments.mean().begin(), moments.mean().end()), (std::vector<double>{3, 5}));
  EXPECT_EQ(std::vector(moments.scatter().begin(), moments.scatter().end()), (std::vector<double>{8, 14, 14, 26}));
}

TEST(Moments, OfPartsMergedAreThoseOfTheWhole) {
  const std::vector<float> rows = RandomRows(500, 37, 1);
  const Moments whole = Moments::Of(rows, 37).ValueOrDie();
  Moments merged(37);
  for (const auto& [first, last] : {std::pair<size_t, size_t>{0, 1}, {1, 1}, {1, 300}, {300, 500}}) {
    ASSERT_TRUE(merged.Merge(*Moments::Of(std::span(rows).subspan(first * 37, (last - first) * 37), 37)).ok());
  }
  EXPECT_EQ(merged.count(), 500);
  for (size_t i = 0; i < 37 * 37; ++i) EXPECT_NEAR(merged.scatter()[i], whole.scatter()[i], 1e-9);
}

}  // namespace
}  // namespace verger
