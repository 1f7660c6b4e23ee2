#include "reduce/panels.h"

// Arrays of vectors need a vector size the compiler knows.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "reduce/panels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace verger::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// kRows x kVectors sums, the vectors of b and one of a fit the registers: 32 with AVX-512, else 16.
constexpr size_t kRows = HWY_TARGET <= HWY_AVX3 ? 8 : 4;
constexpr size_t kVectors = 3;

void AddProduct(const double* HWY_RESTRICT a, const double* HWY_RESTRICT b, size_t depth, double* HWY_RESTRICT out) {
  const hn::ScalableTag<double> d;
  constexpr size_t kLanes = hn::MaxLanes(hn::ScalableTag<double>());
  for (size_t i = 0; i < kPanelWidth; i += kRows) {
    for (size_t j = 0; j < kPanelWidth; j += kVectors * kLanes) {
      hn::Vec<decltype(d)> sums[kRows][kVectors];
      for (size_t r = 0; r < kRows; ++r) {
        for (size_t v = 0; v < kVectors; ++v) sums[r][v] = hn::LoadU(d, out + (i + r) * kPanelWidth + j + v * kLanes);
      }
      for (size_t t = 0; t < depth; ++t) {
        const double* const left = a + t * kPanelWidth + i;
        const double* const right = b + t * kPanelWidth + j;
        const auto right0 = hn::LoadU(d, right), right1 = hn::LoadU(d, right + kLanes),
                   right2 = hn::LoadU(d, right + 2 * kLanes);
#pragma GCC unroll 8
        for (size_t r = 0; r < kRows; ++r) {
          const auto factor = hn::Set(d, left[r]);
          sums[r][0] = hn::MulAdd(factor, right0, sums[r][0]);
          sums[r][1] = hn::MulAdd(factor, right1, sums[r][1]);
          sums[r][2] = hn::MulAdd(factor, right2, sums[r][2]);
        }
      }
      for (size_t r = 0; r < kRows; ++r) {
        for (size_t v = 0; v < kVectors; ++v) hn::StoreU(sums[r][v], d, out + (i + r) * kPanelWidth + j + v * kLanes);
      }
    }
  }
}

}  // namespace verger::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace verger {

HWY_EXPORT(AddProduct);

void AddProduct(const double* a, const double* b, size_t depth, double* out) {
  HWY_DYNAMIC_DISPATCH(AddProduct)(a, b, depth, out);
}

}  // namespace verger
#endif
