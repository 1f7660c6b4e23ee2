#include "enhance/resample.h"

#include <algorithm>

// SVE and RVV order the lanes of ReorderDemote2To otherwise; NEON stands in on Arm.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "enhance/resample.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace verger {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr int32_t kHalf = 1 << (kFractionBits - 1);

size_t VectorBytesImpl() { return hn::Lanes(hn::ScalableTag<uint8_t>()); }

// Without vectors: for processors that have none, and for rows shorter than one.
void SumPlain(const RowWeights& weights, const RowWeights::Span& span, const uint8_t* in, size_t in_pitch,
              size_t columns, uint8_t* out) {
  const int32_t* pairs = weights.pairs(span);
  for (size_t x = 0; x < columns; ++x) {
    int32_t sum = kHalf;
    for (int t = 0; t < span.count; ++t) {
      const int32_t* pair = pairs + t / 2 * 2;
      const int shift = t % 2 * 16;
      const int32_t weight = static_cast<int16_t>(pair[0] >> shift) + static_cast<int16_t>(pair[1] >> shift) * 65536;
      sum += in[t * in_pitch + x] * weight;
    }
    out[x] = static_cast<uint8_t>(std::clamp(sum >> kFractionBits, 0, 255));
  }
}

void TransposePlain(const uint8_t* in, size_t in_pitch, size_t rows, size_t columns, uint8_t* out, size_t out_pitch) {
  for (size_t y = 0; y < rows; ++y) {
    for (size_t x = 0; x < columns; ++x) out[x * out_pitch + y] = in[y * in_pitch + x];
  }
}

#if HWY_TARGET == HWY_SCALAR

void SumRowsImpl(const RowWeights& weights, const uint8_t* in, size_t in_pitch, size_t columns, uint8_t* out,
                 size_t out_pitch) {
  for (const RowWeights::Span& span : weights.spans()) {
    SumPlain(weights, span, in + span.first * in_pitch, in_pitch, columns, out);
    out += out_pitch;
  }
}

void TransposeImpl(const uint8_t* in, size_t in_pitch, size_t rows, size_t columns, uint8_t* out, size_t out_pitch) {
  TransposePlain(in, in_pitch, rows, columns, out, out_pitch);
}

#else

// Two rows at a time: 16-bit products of two neighbouring lanes, added in 32 bits. Sums of the low halves may wrap; the
// whole does not, so it comes out right.
struct Sums {
  using D8 = hn::ScalableTag<uint8_t>;
  using D16 = hn::Repartition<int16_t, D8>;
  using D32 = hn::Repartition<int32_t, D8>;
  using V32 = hn::Vec<D32>;

  // Of even columns: low and high part of a block, of odd ones: the same.
  V32 low[4], high[4], low_rest[4], high_rest[4];

  HWY_INLINE Sums() {
    for (int i = 0; i < 4; ++i) low[i] = high[i] = low_rest[i] = high_rest[i] = hn::Zero(D32());
  }

  HWY_INLINE void Add(const uint8_t* row0, const uint8_t* row1, const int32_t* pair) {
    const D8 d8;
    const D16 d16;
    const D32 d32;
    const hn::Repartition<uint16_t, D8> du16;
    const auto a = hn::BitCast(du16, hn::LoadU(d8, row0));
    const auto b = hn::BitCast(du16, hn::LoadU(d8, row1));
    const auto mask = hn::Set(du16, 0xFF);
    const auto even_a = hn::BitCast(d16, hn::And(a, mask));
    const auto even_b = hn::BitCast(d16, hn::And(b, mask));
    const auto odd_a = hn::BitCast(d16, hn::ShiftRight<8>(a));
    const auto odd_b = hn::BitCast(d16, hn::ShiftRight<8>(b));
    const hn::Vec<D16> pixels[4] = {hn::InterleaveLower(d16, even_a, even_b), hn::InterleaveUpper(d16, even_a, even_b),
                                    hn::InterleaveLower(d16, odd_a, odd_b), hn::InterleaveUpper(d16, odd_a, odd_b)};
    const auto low_weights = hn::BitCast(d16, hn::Set(d32, pair[0]));
    const auto high_weights = hn::BitCast(d16, hn::Set(d32, pair[1]));
    for (int i = 0; i < 4; ++i) {
      low[i] = hn::ReorderWidenMulAccumulate(d32, pixels[i], low_weights, low[i], low_rest[i]);
      high[i] = hn::ReorderWidenMulAccumulate(d32, pixels[i], high_weights, high[i], high_rest[i]);
    }
  }

  HWY_INLINE hn::Vec<D8> Pixels() const {
    const D16 d16;
    V32 sum[4];
    for (int i = 0; i < 4; ++i) {
      const auto whole = hn::Add(hn::RearrangeToOddPlusEven(low[i], low_rest[i]),
                                 hn::ShiftLeft<16>(hn::RearrangeToOddPlusEven(high[i], high_rest[i])));
      sum[i] = hn::ShiftRight<kFractionBits>(hn::Add(whole, hn::Set(D32(), kHalf)));
    }
    const auto clip = [&](V32 a, V32 b) HWY_ATTR {
      return hn::Min(hn::Max(hn::ReorderDemote2To(d16, a, b), hn::Zero(d16)), hn::Set(d16, 255));
    };
    return hn::BitCast(D8(), hn::Or(clip(sum[0], sum[1]), hn::ShiftLeft<8>(clip(sum[2], sum[3]))));
  }
};

void SumRowsImpl(const RowWeights& weights, const uint8_t* in, size_t in_pitch, size_t columns, uint8_t* out,
                 size_t out_pitch) {
  const hn::ScalableTag<uint8_t> d8;
  const size_t lanes = hn::Lanes(d8);
  for (const RowWeights::Span& span : weights.spans()) {
    const uint8_t* rows = in + span.first * in_pitch;
    if (columns < lanes) {
      SumPlain(weights, span, rows, in_pitch, columns, out);
    } else {
      for (size_t x = 0;;) {
        Sums sums;
        const uint8_t* row = rows + x;
        const int32_t* pair = weights.pairs(span);
        int t = 0;
        for (; t + 1 < span.count; t += 2, pair += 2, row += 2 * in_pitch) sums.Add(row, row + in_pitch, pair);
        if (t < span.count) sums.Add(row, row, pair);
        hn::StoreU(sums.Pixels(), d8, out + x);
        if (x + lanes == columns) break;
        x = std::min(x + lanes, columns - lanes);
      }
    }
    out += out_pitch;
  }
}

// One block of 16 columns; block k of a vector takes the rows from 16k on.
template <class D>
HWY_INLINE hn::Vec<D> LoadBlocks(D d, const uint8_t* in, size_t in_pitch) {
  if constexpr (hn::MaxLanes(D()) <= 16) {
    return hn::LoadU(d, in);
  } else {
    const hn::Half<D> half;
    return hn::Combine(d, LoadBlocks(half, in + hn::MaxLanes(D()) / 2 * in_pitch, in_pitch),
                       LoadBlocks(half, in, in_pitch));
  }
}

// As many rows as a vector has bytes, 16 columns.
template <class D>
HWY_INLINE void TransposeBlock(D d, const uint8_t* in, size_t in_pitch, uint8_t* out, size_t out_pitch) {
  hn::Vec<D> v[16];
  for (int i = 0; i < 16; ++i) v[i] = LoadBlocks(d, in + i * in_pitch, in_pitch);
  for (int stage = 0; stage < 4; ++stage) {
    hn::Vec<D> w[16];
    for (int i = 0; i < 8; ++i) {
      w[2 * i] = hn::InterleaveLower(d, v[i], v[i + 8]);
      w[2 * i + 1] = hn::InterleaveUpper(d, v[i], v[i + 8]);
    }
    for (int i = 0; i < 16; ++i) v[i] = w[i];
  }
  for (int i = 0; i < 16; ++i) hn::StoreU(v[i], d, out + i * out_pitch);
}

// The last blocks begin earlier where rows or columns do not divide evenly.
template <class D>
void TransposeBlocks(D d, const uint8_t* in, size_t in_pitch, size_t rows, size_t columns, uint8_t* out,
                     size_t out_pitch) {
  const size_t lanes = hn::Lanes(d);
  for (size_t y = 0;;) {
    for (size_t x = 0;;) {
      TransposeBlock(d, in + y * in_pitch + x, in_pitch, out + x * out_pitch + y, out_pitch);
      if (x + 16 == columns) break;
      x = std::min(x + 16, columns - 16);
    }
    if (y + lanes == rows) break;
    y = std::min(y + lanes, rows - lanes);
  }
}

void TransposeImpl(const uint8_t* in, size_t in_pitch, size_t rows, size_t columns, uint8_t* out, size_t out_pitch) {
  const hn::ScalableTag<uint8_t> d;
  const hn::CappedTag<uint8_t, 16> d16;
  if (columns >= 16 && rows >= hn::Lanes(d)) {
    TransposeBlocks(d, in, in_pitch, rows, columns, out, out_pitch);
  } else if (columns >= 16 && rows >= 16) {
    TransposeBlocks(d16, in, in_pitch, rows, columns, out, out_pitch);
  } else {
    TransposePlain(in, in_pitch, rows, columns, out, out_pitch);
  }
}

#endif

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace verger
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace verger {

HWY_EXPORT(SumRowsImpl);
HWY_EXPORT(TransposeImpl);
HWY_EXPORT(VectorBytesImpl);

void SumRows(const RowWeights& weights, const uint8_t* in, size_t in_pitch, size_t columns, uint8_t* out,
             size_t out_pitch) {
  HWY_DYNAMIC_DISPATCH(SumRowsImpl)(weights, in, in_pitch, columns, out, out_pitch);
}

void Transpose(const uint8_t* in, size_t in_pitch, size_t rows, size_t columns, uint8_t* out, size_t out_pitch) {
  HWY_DYNAMIC_DISPATCH(TransposeImpl)(in, in_pitch, rows, columns, out, out_pitch);
}

size_t VectorBytes() { return HWY_DYNAMIC_DISPATCH(VectorBytesImpl)(); }

void RowWeights::Append(int first, const std::vector<int32_t>& weights) {
  const int count = static_cast<int>(weights.size());
  spans_.push_back({first, count, pairs_.size()});
  const auto low = [&](int t) { return t < count ? static_cast<int16_t>(weights[t]) : 0; };
  const auto high = [&](int t) { return t < count ? (weights[t] - low(t)) >> 16 : 0; };
  const auto pack = [](int a, int b) { return static_cast<int32_t>((a & 0xFFFF) | static_cast<uint32_t>(b) << 16); };
  for (int t = 0; t < count; t += 2) {
    pairs_.push_back(pack(low(t), low(t + 1)));
    pairs_.push_back(pack(high(t), high(t + 1)));
  }
}

}  // namespace verger
#endif
