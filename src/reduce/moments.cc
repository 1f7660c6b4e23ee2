#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/parallel.h"
#include "reduce/blas.h"
#include "verger/error.h"
#include "verger/reduce.h"

namespace verger {
namespace {

constexpr int kMaxDimension = 32768;
// Fixed tiling: what a tile adds up, and in which order, is the same whichever thread takes it.
constexpr size_t kTile = 256;
constexpr size_t kChunkRows = 1024;

arrow::Status CheckShape(size_t values, int dimension) {
  if (dimension < 1 || dimension > kMaxDimension) {
    return Error(ErrorKind::kFailed, "moments of " + std::to_string(dimension) + " features: 1 to " +
                                         std::to_string(kMaxDimension) + " are possible");
  }
  if (values % static_cast<size_t>(dimension) == 0) return arrow::Status::OK();
  return Error(ErrorKind::kFailed, std::to_string(values) + " values are no whole number of rows of " +
                                       std::to_string(dimension) + " features");
}

template <typename T>
arrow::Status CheckFinite(std::span<const T> rows, size_t dimension) {
  const auto bad = std::ranges::find_if_not(rows, [](T x) { return std::isfinite(x); });
  const auto at = static_cast<size_t>(bad - rows.begin());
  return Error(ErrorKind::kFailed, bad == rows.end() ? "the features are too large to add up"
                                                     : "row " + std::to_string(at / dimension) +
                                                           " holds a value that is not finite (feature " +
                                                           std::to_string(at % dimension) + ")");
}

/// Adds the upper triangle of chunk^T chunk to scatter [d, d], tile by tile. chunk: [n, d].
arrow::Status AddProducts(const std::vector<double>& chunk, size_t n, size_t d, int threads,
                          std::vector<double>& scatter) {
  const size_t side = (d + kTile - 1) / kTile;
  std::vector<std::pair<size_t, size_t>> tiles;  // Whole tiles first, so that no thread ends on a large one.
  for (size_t i = 0; i < side; ++i) {
    for (size_t j = i + 1; j < side; ++j) tiles.emplace_back(i * kTile, j * kTile);
  }
  for (size_t i = 0; i < side; ++i) tiles.emplace_back(i * kTile, i * kTile);
  const auto ld = static_cast<blasint>(d);
  return ParallelFor(threads, static_cast<int64_t>(tiles.size()), [&](int, int64_t item) {
    const auto [i, j] = tiles[static_cast<size_t>(item)];
    const auto high = static_cast<blasint>(std::min(kTile, d - i)), wide = static_cast<blasint>(std::min(kTile, d - j));
    const auto depth = static_cast<blasint>(n);
    double* const out = scatter.data() + i * d + j;
    if (i == j) {
      scipy_cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, high, depth, 1, chunk.data() + i, ld, 1, out, ld);
    } else {
      scipy_cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, high, wide, depth, 1, chunk.data() + i, ld,
                        chunk.data() + j, ld, 1, out, ld);
    }
    return arrow::Status::OK();
  });
}

/// Mean, then centred products: the two-pass algorithm, which loses nothing to a large mean.
template <typename T>
arrow::Status Accumulate(std::span<const T> rows, size_t d, int threads, std::vector<double>& mean,
                         std::vector<double>& scatter) {
  const size_t n = rows.size() / d;
  if (n == 0) return arrow::Status::OK();
  ARROW_RETURN_NOT_OK(ParallelFor(threads, static_cast<int64_t>((d + kTile - 1) / kTile), [&](int, int64_t item) {
    const size_t begin = static_cast<size_t>(item) * kTile, end = std::min(begin + kTile, d);
    for (size_t r = 0; r < n; ++r) {
      for (size_t j = begin; j < end; ++j) mean[j] += rows[r * d + j];
    }
    for (size_t j = begin; j < end; ++j) mean[j] /= static_cast<double>(n);
    return arrow::Status::OK();
  }));
  if (!std::ranges::all_of(mean, [](double x) { return std::isfinite(x); })) return CheckFinite(rows, d);

  UseSerialBlas();
  std::vector<double> chunk(std::min(n, kChunkRows) * d);
  for (size_t first = 0; first < n; first += kChunkRows) {
    const size_t count = std::min(kChunkRows, n - first);
    constexpr size_t kStrip = 64;
    ARROW_RETURN_NOT_OK(
        ParallelFor(threads, static_cast<int64_t>((count + kStrip - 1) / kStrip), [&](int, int64_t item) {
          const size_t begin = static_cast<size_t>(item) * kStrip, end = std::min(begin + kStrip, count);
          for (size_t r = begin; r < end; ++r) {
            const T* const row = rows.data() + (first + r) * d;
            for (size_t j = 0; j < d; ++j) chunk[r * d + j] = row[j] - mean[j];
          }
          return arrow::Status::OK();
        }));
    ARROW_RETURN_NOT_OK(AddProducts(chunk, count, d, threads, scatter));
  }
  for (size_t i = 0; i < d; ++i) {
    for (size_t j = i + 1; j < d; ++j) scatter[j * d + i] = scatter[i * d + j];
  }
  return arrow::Status::OK();
}

}  // namespace

Moments::Moments(int dimension)
    : dimension_(dimension),
      mean_(static_cast<size_t>(dimension)),
      scatter_(static_cast<size_t>(dimension) * static_cast<size_t>(dimension)) {}

arrow::Result<Moments> Moments::Of(std::span<const float> rows, int dimension, int threads) {
  ARROW_RETURN_NOT_OK(CheckShape(rows.size(), dimension));
  Moments moments(dimension);
  moments.count_ = static_cast<int64_t>(rows.size()) / dimension;
  ARROW_RETURN_NOT_OK(Accumulate(rows, static_cast<size_t>(dimension), threads, moments.mean_, moments.scatter_));
  return moments;
}

arrow::Result<Moments> Moments::Of(std::span<const double> rows, int dimension, int threads) {
  ARROW_RETURN_NOT_OK(CheckShape(rows.size(), dimension));
  Moments moments(dimension);
  moments.count_ = static_cast<int64_t>(rows.size()) / dimension;
  ARROW_RETURN_NOT_OK(Accumulate(rows, static_cast<size_t>(dimension), threads, moments.mean_, moments.scatter_));
  return moments;
}

arrow::Status Moments::Merge(const Moments& other) {
  if (other.dimension_ != dimension_) {
    return Error(ErrorKind::kFailed, "moments of " + std::to_string(other.dimension_) +
                                         " features cannot be merged into moments of " + std::to_string(dimension_));
  }
  if (other.count_ == 0) return arrow::Status::OK();
  if (count_ == 0) {
    *this = other;
    return arrow::Status::OK();
  }
  const auto d = static_cast<size_t>(dimension_);
  const auto mine = static_cast<double>(count_), theirs = static_cast<double>(other.count_);
  const double weight = theirs / (mine + theirs);
  std::vector<double> delta(d);
  for (size_t j = 0; j < d; ++j) delta[j] = other.mean_[j] - mean_[j];
  for (size_t i = 0; i < d; ++i) {
    for (size_t j = 0; j < d; ++j) {
      scatter_[i * d + j] += other.scatter_[i * d + j] + (delta[i] * delta[j]) * (mine * weight);
    }
    mean_[i] += delta[i] * weight;
  }
  count_ += other.count_;
  return arrow::Status::OK();
}

}  // namespace verger
