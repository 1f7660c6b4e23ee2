// Weighted sums of rows of pixels and transposition, by the widest vectors the processor has. Integers only, so every
// processor gives the same bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace verger {

/// Bits behind the point of a weight: Pillow's PRECISION_BITS, 8 of 32 being for the pixel and 2 for sums beyond
/// [0, 255] (src/libImaging/Resample.c).
inline constexpr int kFractionBits = 32 - 8 - 2;

/// Rows of a picture as sums of a few rows of another: out[i] = clip(sum over t of weight[i][t] * in[first[i] + t]).
class RowWeights {
 public:
  struct Span {
    int first;     ///< row of the other picture that weighs first
    int count;     ///< rows that weigh
    size_t begin;  ///< of its weights in pairs()
  };

  /// Appends a row. `weights` has at least one element, kFractionBits behind the point, each within +-2.
  void Append(int first, const std::vector<int32_t>& weights);

  /// One for each row of the result.
  const std::vector<Span>& spans() const { return spans_; }

  /// Two numbers for each two weights of a row: the low 16 bits of both, signed, then what is left of both.
  /// weight = low + 65536 * rest, so 16-bit multiplications give the exact sum.
  const int32_t* pairs(const Span& span) const { return pairs_.data() + span.begin; }

  /// Memory held.
  size_t bytes() const { return spans_.size() * sizeof(Span) + pairs_.size() * sizeof(int32_t); }

 private:
  std::vector<Span> spans_;
  std::vector<int32_t> pairs_;
};

/// Rows are `columns` bytes long and `in_pitch` or `out_pitch` bytes apart.
void SumRows(const RowWeights& weights, const uint8_t* in, size_t in_pitch, size_t columns, uint8_t* out,
             size_t out_pitch);

/// Writes the transpose of `rows` x `columns` bytes.
void Transpose(const uint8_t* in, size_t in_pitch, size_t rows, size_t columns, uint8_t* out, size_t out_pitch);

/// Bytes in a vector. SumRows is quickest when they divide `columns`, and slow when there are fewer columns.
size_t VectorBytes();

}  // namespace verger
