// Resize: RGB pixels to another size, equal to Pillow 13's `Image.resize((w, h), filter)` byte for byte.
#pragma once

#include <cstdint>
#include <vector>

#include <arrow/status.h>

#include "verger/enhance.h"

namespace verger {

/// The weights that make `out` samples of one dimension from `in` samples.
struct ResizeWeights {
  int in = 0;
  std::vector<int32_t> first;    ///< [out] first sample that counts
  std::vector<int32_t> count;    ///< [out] how many count, at least 1
  std::vector<int32_t> weights;  ///< [out x taps] fixed point, 22 fractional bits; zero from count on
  int taps = 0;                  ///< the largest count
};

/// Pillow's precompute_coeffs and normalize_coeffs_8bpc (src/libImaging/Resample.c). `filter` is not kNearest.
ResizeWeights MakeResizeWeights(int in, int out, Filter filter);

/// Resizes to one size. Keeps the weights of the last size it saw and its scratch memory. Not thread-safe: one a
/// thread.
class Resizer {
 public:
  Resizer(int width, int height, Filter filter) : width_(width), height_(height), filter_(filter) {}

  /// Reads `rgb`, height x width x 3, writes `out`, the resizer's height x width x 3; they do not overlap.
  /// Errors: OutOfMemory.
  arrow::Status Resize(const uint8_t* rgb, int width, int height, uint8_t* out);

 private:
  void Nearest(const uint8_t* rgb, int width, int height, uint8_t* out);
  void Horizontal(const uint8_t* in, int width, int rows, uint8_t* out) const;
  void Vertical(const uint8_t* in, int width, uint8_t* out) const;

  int width_;
  int height_;
  Filter filter_;
  ResizeWeights across_;
  ResizeWeights down_;
  std::vector<uint8_t> between_;  // the picture between the two passes
};

}  // namespace verger
