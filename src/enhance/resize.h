// Resize: RGB pixels to another size, equal to Pillow 13's `Image.resize((w, h), filter)` byte for byte.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include <arrow/status.h>

#include "enhance/resample.h"
#include "verger/enhance.h"

namespace verger {

/// The weights of samples [begin, end) of the `out` that are made from `in` samples of one dimension: Pillow's
/// precompute_coeffs and normalize_coeffs_8bpc (src/libImaging/Resample.c). `filter` is not kNearest.
RowWeights MakeWeights(int in, int out, Filter filter, int begin, int end);

/// Resizes to one size. Keeps the weights of sizes it has seen, and scratch memory. Not thread-safe: one a thread.
class Resizer {
 public:
  Resizer(int width, int height, Filter filter) : width_(width), height_(height), filter_(filter) {}

  /// Reads `rgb`, height x width x 3, writes `out`, the resizer's height x width x 3; they do not overlap.
  /// Errors: OutOfMemory.
  arrow::Status Resize(const uint8_t* rgb, int width, int height, uint8_t* out);

 private:
  void Sum(int size_in, int size_out, const uint8_t* in, size_t in_pitch, size_t columns, uint8_t* out,
           size_t out_pitch);
  void Nearest(const uint8_t* rgb, int width, int height, uint8_t* out) const;
  void Horizontal(const uint8_t* in, int width, int height, uint8_t* out);
  void Vertical(const uint8_t* in, int width, int height, uint8_t* out);

  int width_;
  int height_;
  Filter filter_;
  std::map<std::pair<int, int>, RowWeights> weights_;  // by size in and out
  size_t weight_bytes_ = 0;
  std::vector<uint8_t> between_;  // the picture between the two passes
  std::vector<uint8_t> columns_;  // some of its rows, transposed: before and after the pass
  std::vector<uint8_t> summed_columns_;
};

}  // namespace verger
