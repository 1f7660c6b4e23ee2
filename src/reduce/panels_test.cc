#include "reduce/panels.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>
#include <hwy/highway.h>
#include <hwy/targets.h>

namespace verger {
namespace {

TEST(AddProduct, GivesTheSameBitsOnEveryTargetWithFusedMultiplyAdd) {
  constexpr size_t kDepth = 37;
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  PanelVector a(kDepth * kPanelWidth), b(kDepth * kPanelWidth);
  for (PanelVector* panel : {&a, &b}) std::ranges::generate(*panel, [&] { return normal(random); });
  std::vector<double> expected(kPanelWidth * kPanelWidth);
  for (size_t i = 0; i < kPanelWidth; ++i) {
    for (size_t j = 0; j < kPanelWidth; ++j) {
      double& fused = expected[i * kPanelWidth + j];
      for (size_t t = 0; t < kDepth; ++t) {
        fused = std::fma(a[t * kPanelWidth + i], b[t * kPanelWidth + j], fused);
      }
    }
  }
  constexpr int64_t kFused = HWY_AVX2 | HWY_AVX3 | HWY_AVX3_DL | HWY_NEON;
  for (int64_t left = hwy::SupportedTargets() & HWY_TARGETS; left != 0; left &= left - 1) {
    const int64_t target = left & -left;
    hwy::GetChosenTarget().Update(target);
    std::vector<double> found(expected.size());
    AddProduct(a.data(), b.data(), 10, found.data());
    AddProduct(a.data() + 10 * kPanelWidth, b.data() + 10 * kPanelWidth, kDepth - 10, found.data());
    if ((target & kFused) != 0) {
      EXPECT_EQ(found, expected) << hwy::TargetName(target);
    } else {
      for (size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 1e-13) << hwy::TargetName(target);
    }
  }
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace
}  // namespace verger
