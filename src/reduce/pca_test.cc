#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "verger/error.h"
#include "verger/reduce.h"

namespace verger {
namespace {

std::vector<float> RandomRows(size_t n, size_t d, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal(1, 1);
  std::vector<float> rows(n * d);
  for (size_t i = 0; i < rows.size(); ++i) rows[i] = normal(random) / static_cast<float>(1 + i % d);
  return rows;
}

Pca Fit(const std::vector<float>& rows, int d, Components n_components, bool standardize = false) {
  return Pca::Fit(*Moments::Of(rows, d), {n_components, standardize}).ValueOrDie();
}

std::string ErrorOf(const std::vector<float>& rows, int d, Components n_components) {
  const auto result = Pca::Fit(*Moments::Of(rows, d), {n_components, false});
  EXPECT_EQ(KindOf(result.status()), ErrorKind::kUsage);
  return result.status().message();
}

void ExpectOrthonormal(const Pca& pca) {
  const auto d = static_cast<size_t>(pca.dimension()), k = static_cast<size_t>(pca.n_components());
  for (size_t i = 0; i < k; ++i) {
    for (size_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (size_t c = 0; c < d; ++c) sum += pca.components[i * d + c] * pca.components[j * d + c];
      ASSERT_NEAR(sum, i == j, 1e-12) << i << " " << j;
    }
  }
}

// What holds for any PCA: one spectrum, descending, adding up to the trace; orthonormal components with their signs
// fixed.
void ExpectSound(const Pca& pca, double trace) {
  const auto d = static_cast<size_t>(pca.dimension());
  ASSERT_EQ(pca.explained_variance.size(), d);
  ASSERT_EQ(pca.explained_variance_ratio.size(), d);
  EXPECT_TRUE(std::ranges::is_sorted(pca.explained_variance, std::greater{}));
  EXPECT_GE(pca.explained_variance.back(), 0);
  double total = 0, ratios = 0;
  for (const double value : pca.explained_variance) total += value;
  for (const double value : pca.explained_variance_ratio) ratios += value;
  EXPECT_NEAR(total, trace, 1e-12 * trace);
  EXPECT_NEAR(ratios, trace > 0, 1e-12);
  ExpectOrthonormal(pca);
  for (size_t i = 0; i < pca.components.size(); i += d) {
    const std::span row(pca.components.data() + i, d);
    EXPECT_GT(*std::ranges::max_element(row, {}, [](double x) { return std::abs(x); }), 0);
  }
}

double TraceOf(const Moments& moments) {
  double sum = 0;
  for (size_t i = 0; i < moments.mean().size(); ++i) sum += moments.scatter()[i * (moments.mean().size() + 1)];
  return sum / static_cast<double>(moments.count() - 1);
}

TEST(Pca, OfPointsOnALineHasOneComponent) {
  const std::vector<float> rows = {0, 0, 3, 4, 6, 8};
  const Pca pca = Fit(rows, 2, 0.9);
  ASSERT_EQ(pca.n_components(), 1);
  EXPECT_EQ(pca.n_samples, 3);
  EXPECT_NEAR(pca.components[0], 0.6, 1e-15);
  EXPECT_NEAR(pca.components[1], 0.8, 1e-15);
  EXPECT_NEAR(pca.explained_variance[0], 25, 1e-13);
  EXPECT_NEAR(pca.achieved_ratio(), 1, 1e-15);
  std::vector<float> out(3);
  ASSERT_TRUE(pca.Transform(rows, out).ok());
  EXPECT_EQ(out, (std::vector<float>{-5, 0, 5}));
}

// Rows mean +- a_i q_i with q_i the columns of the cosine transform: components and variances are known by
// construction.
TEST(Pca, FindsAxesThatWereBuiltIn) {
  constexpr int kSize = 40;
  std::vector<double> rows, axes(kSize * kSize), variances(kSize);
  for (int i = 0; i < kSize; ++i) {
    for (int j = 0; j < kSize; ++j) {
      axes[static_cast<size_t>(i * kSize + j)] =
          std::sqrt((i == 0 ? 1. : 2.) / kSize) * std::cos(std::numbers::pi / kSize * (j + 0.5) * i);
    }
  }
  for (int i = 0; i < kSize; ++i) {
    const double length = std::pow(0.7, i);
    variances[static_cast<size_t>(i)] = 2 * length * length / (2 * kSize - 1);
    for (const double sign : {1, -1}) {
      for (int j = 0; j < kSize; ++j) rows.push_back(3 + sign * length * axes[static_cast<size_t>(i * kSize + j)]);
    }
  }
  const Pca pca = Pca::Fit(*Moments::Of(rows, kSize), {.n_components = int64_t{20}}).ValueOrDie();
  ExpectOrthonormal(pca);
  for (size_t i = 0; i < kSize; ++i) EXPECT_NEAR(pca.explained_variance[i], variances[i], 1e-14);
  for (size_t i = 0; i < 20; ++i) {
    const double* const found = pca.components.data() + i * kSize;
    const double* const built = axes.data() + i * kSize;
    const double sign = found[0] * built[0] < 0 ? -1 : 1;
    for (size_t j = 0; j < kSize; ++j) ASSERT_NEAR(found[j], sign * built[j], 1e-7) << i << " " << j;
  }
}

TEST(Pca, KeepsTheLeastCountThatExplainsMoreThanTheRatio) {
  // Along the axes, four rows of variances 8 : 4 : 2 : 1, so ratios 8/15, 12/15, 14/15 and 1.
  const auto root = static_cast<float>(std::numbers::sqrt2);
  const std::vector<float> rows = {2 * root, 0, 0,    0, -2 * root, 0, 0,     0, 0, 2, 0, 0, 0, -2, 0, 0,
                                   0,        0, root, 0, 0,         0, -root, 0, 0, 0, 0, 1, 0, 0,  0, -1};
  const std::vector<std::pair<double, int64_t>> expected = {
      {1e-9, 1}, {8. / 15 - 1e-6, 1}, {8. / 15 + 1e-6, 2}, {12. / 15 - 1e-6, 2}, {12. / 15 + 1e-6, 3},
      {0.99, 4}, {1 - 1e-16, 4}};
  for (const auto& [ratio, count] : expected) {
    const Pca pca = Fit(rows, 4, ratio);
    EXPECT_EQ(pca.n_components(), count) << ratio;
    EXPECT_GE(pca.achieved_ratio(), ratio);
  }
  for (int64_t count = 1; count <= 4; ++count) EXPECT_EQ(Fit(rows, 4, count).n_components(), count);
}

TEST(Pca, NeverTakesARatioForNoise) {
  // Two of five axes vary: no ratio, however near 1, may keep a third.
  const std::vector<float> rows = {3, 0, 0, 1, 0, -3, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, -1, 0, 1, 0};
  for (const double ratio : {0.99, 1 - 1e-12, std::nextafter(1., 0.)}) EXPECT_EQ(Fit(rows, 5, ratio).n_components(), 2);
}

TEST(Pca, IsSoundWhereTheProblemIsSingular) {
  std::vector<float> repeated, constant = RandomRows(50, 12, 1), spheres(20 * 20 * 2), twins = RandomRows(40, 6, 2);
  const std::vector<float> pattern = RandomRows(3, 12, 3);
  for (int i = 0; i < 20; ++i) repeated.insert(repeated.end(), pattern.begin(), pattern.end());
  for (size_t i = 0; i < constant.size(); i += 12) constant[i] = constant[i + 7] = 0.1f;
  for (size_t i = 0; i < 20; ++i) spheres[i * 20 + i] = 1, spheres[(20 + i) * 20 + i] = -1;
  for (size_t i = 0; i < twins.size(); i += 2) twins[i + 1] = twins[i];
  const std::vector<std::tuple<const char*, std::vector<float>, int, int64_t>> cases = {
      {"fewer rows than features", RandomRows(7, 60, 4), 60, 7},
      {"two rows", RandomRows(2, 9, 5), 9, 2},
      {"one feature", RandomRows(9, 1, 6), 1, 1},
      {"two rows of one feature", {1, 2}, 1, 1},
      {"rows repeated", repeated, 12, 12},
      {"constant features", constant, 12, 12},
      {"all eigenvalues equal", spheres, 20, 20},
      {"features in pairs", twins, 6, 6},
      {"all rows alike", std::vector<float>(30, 0.1f), 3, 3},
  };
  for (const auto& [name, rows, d, k] : cases) {
    SCOPED_TRACE(name);
    const Moments moments = *Moments::Of(rows, d);
    const Pca pca = *Pca::Fit(moments, {.n_components = k});
    EXPECT_EQ(pca.n_components(), k);
    ExpectSound(pca, TraceOf(moments));
    ASSERT_TRUE(Pca::Fit(moments, {.n_components = k, .standardize = true}).ok());
  }
}

TEST(Pca, FollowsTheScaleOfTheFeatures) {
  const std::vector<float> rows = RandomRows(30, 8, 7);
  const std::vector<double> plain(rows.begin(), rows.end());
  const Pca pca = *Pca::Fit(*Moments::Of(plain, 8), {.n_components = int64_t{4}});
  for (const int exponent : {-480, -60, 3, 480}) {
    std::vector<double> scaled = plain;
    for (double& x : scaled) x = std::scalbn(x, exponent);
    const Pca other = *Pca::Fit(*Moments::Of(scaled, 8), {.n_components = int64_t{4}});
    EXPECT_EQ(other.components, pca.components);
    for (size_t i = 0; i < 8; ++i) {
      EXPECT_EQ(other.explained_variance[i], std::scalbn(pca.explained_variance[i], 2 * exponent));
    }
  }
  const auto overflow = Pca::Fit(*Moments::Of(std::vector<double>{1e200, -1e200, 0}, 1), {});
  EXPECT_EQ(KindOf(overflow.status()), ErrorKind::kFailed);
}

TEST(Pca, StandardizedIsThatOfTheCorrelation) {
  std::vector<float> rows = RandomRows(200, 10, 8);
  for (size_t i = 3; i < rows.size(); i += 10) rows[i] = 0.3f;
  const Pca pca = Fit(rows, 10, 0.8, true);
  ExpectSound(pca, 9);  // Each feature has variance 1, but for the one that never changes.
  EXPECT_EQ(pca.scale[3], 1);
  std::vector<float> scaled = rows;
  for (size_t i = 0; i < rows.size(); ++i) scaled[i] = std::scalbn(rows[i], static_cast<int>(i % 10) - 5);
  const Pca other = Fit(scaled, 10, 0.8, true);
  EXPECT_EQ(other.components, pca.components);
  const auto k = static_cast<size_t>(pca.n_components());
  std::vector<float> out(200 * k), other_out(200 * k);
  ASSERT_TRUE(pca.Transform(rows, out).ok());
  ASSERT_TRUE(other.Transform(scaled, other_out).ok());
  EXPECT_EQ(out, other_out);
}

TEST(Pca, GivesTheSameBitsToManyThreads) {
  const Moments moments = *Moments::Of(RandomRows(500, 200, 9), 200, 8);
  const Pca expected = *Pca::Fit(moments, {});
  std::vector<Pca> found(8);
  {
    std::vector<std::jthread> threads;
    for (Pca& pca : found) threads.emplace_back([&] { pca = *Pca::Fit(moments, {}); });
  }
  for (const Pca& pca : found) {
    EXPECT_EQ(pca.components, expected.components);
    EXPECT_EQ(pca.explained_variance, expected.explained_variance);
  }
}

TEST(Pca, SaysWhatToDo) {
  const std::vector<float> rows = RandomRows(100, 63, 10);
  EXPECT_EQ(ErrorOf(rows, 63, int64_t{100}),
            "n_components=100, but 63 features allow 1 to 63: ask for fewer, or for a ratio such as 0.90");
  EXPECT_EQ(ErrorOf(RandomRows(5, 63, 11), 63, int64_t{6}),
            "n_components=6, but 5 rows allow 1 to 5: ask for fewer, or for a ratio such as 0.90");
  EXPECT_EQ(ErrorOf(rows, 63, int64_t{0}),
            "n_components=0, but 63 features allow 1 to 63: ask for fewer, or for a ratio such as 0.90");
  EXPECT_EQ(ErrorOf(rows, 63, 1.5), "n_components=1.5 is no ratio between 0 and 1");
  EXPECT_EQ(ErrorOf(rows, 63, std::nan("")), "n_components=nan is no ratio between 0 and 1");
  EXPECT_EQ(ErrorOf({1, 2, 3}, 3, 0.9),
            "PCA needs at least 2 rows of features but has 1: give it more photos, or leave PCA out (none)");
  EXPECT_EQ(ErrorOf(std::vector<float>(30, 0.1f), 3, 0.9),
            "n_components=0.9 cannot be reached: all 10 rows of features are alike");
}

TEST(Transform, IsTheProductOfTheDefinition) {
  for (const bool standardize : {false, true}) {
    const std::vector<float> rows = RandomRows(77, 50, 12);
    const Pca pca = Fit(rows, 50, int64_t{30}, standardize);
    std::vector<float> out(77 * 30);
    ASSERT_TRUE(pca.Transform(rows, out).ok());
    for (size_t r = 0; r < 77; ++r) {
      for (size_t i = 0; i < 30; ++i) {
        double sum = 0;
        for (size_t j = 0; j < 50; ++j) {
          const double scale = standardize ? pca.scale[j] : 1;
          sum += (rows[r * 50 + j] - pca.mean[j]) / scale * pca.components[i * 50 + j];
        }
        ASSERT_NEAR(out[r * 30 + i], sum, 1e-6) << r << " " << i;
      }
    }
  }
}

TEST(Transform, OfARowDependsOnThatRowAlone) {
  std::vector<float> rows = RandomRows(100, 37, 13);
  for (const int64_t k : {1, 5, 24, 30}) {
    const Pca pca = Fit(rows, 37, k);
    const auto width = static_cast<size_t>(k);
    std::vector<float> all(100 * width);
    ASSERT_TRUE(pca.Transform(rows, all).ok());
    for (const size_t n : {1, 2, 23, 24, 25, 99}) {
      std::vector<float> some(n * width);
      ASSERT_TRUE(pca.Transform(std::span<const float>(rows).last(n * 37), some).ok());
      EXPECT_TRUE(std::ranges::equal(some, std::span(all).last(n * width))) << k << " components, " << n << " rows";
    }
    std::vector<float> spoiled = rows, out(100 * width);
    std::fill_n(spoiled.begin() + 50 * 37, 37, std::numeric_limits<float>::quiet_NaN());
    ASSERT_TRUE(pca.Transform(spoiled, out).ok());
    EXPECT_TRUE(std::isnan(out[50 * width]));
    std::copy_n(all.begin() + static_cast<ptrdiff_t>(50 * width), width,
                out.begin() + static_cast<ptrdiff_t>(50 * width));
    EXPECT_EQ(out, all);
  }
}

TEST(Transform, RefusesLengthsThatDoNotFit) {
  const Pca pca = Fit({0, 0, 3, 4, 6, 8}, 2, int64_t{1});
  std::vector<float> rows(6), out(3);
  EXPECT_TRUE(pca.Transform(rows, out).ok());
  EXPECT_TRUE(pca.Transform({}, {}).ok());
  EXPECT_FALSE(pca.Transform(std::span(rows).first(5), out).ok());
  EXPECT_FALSE(pca.Transform(rows, std::span(out).first(2)).ok());
  EXPECT_FALSE(Pca().Transform(rows, out).ok());
}

}  // namespace
}  // namespace verger
