#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/parallel.h"
#include "reduce/panels.h"
#include "verger/error.h"
#include "verger/reduce.h"

namespace verger {
namespace {

constexpr size_t kDepth = 256;         // Rows to a panel: two panels stay in the first cache.
constexpr size_t kChunk = 4 * kDepth;  // Rows that are held as float64 at a time.
constexpr size_t kGroup = 10;          // Panels to a side of a thread's tile: two such sides stay in a core's cache.

size_t CountOf(size_t items, size_t each) { return (items + each - 1) / each; }

arrow::Status CheckShape(size_t values, int dimension) {
  if (dimension < 1 || dimension > kMaxFeatures) {
    return Error(ErrorKind::kFailed, "moments of " + std::to_string(dimension) + " features: 1 to " +
                                         std::to_string(kMaxFeatures) + " are possible");
  }
  if (values % static_cast<size_t>(dimension) == 0) return arrow::Status::OK();
  return Error(ErrorKind::kFailed, std::to_string(values) + " values are no whole number of rows of " +
                                       std::to_string(dimension) + " features");
}

template <typename T>
arrow::Status NotFinite(std::span<const T> rows, size_t dimension) {
  const auto bad = std::ranges::find_if_not(rows, [](T x) { return std::isfinite(x); });
  const auto at = static_cast<size_t>(bad - rows.begin());
  return Error(ErrorKind::kFailed, bad == rows.end() ? "the features are too large to add up"
                                                     : "row " + std::to_string(at / dimension) +
                                                           " holds a value that is not finite (feature " +
                                                           std::to_string(at % dimension) + ")");
}

/// Rows minus mean as panels: [blocks of kDepth rows][panel][row][kPanelWidth]. What is beyond the last row or feature
/// is zero.
class Chunk {
 public:
  Chunk(size_t rows, size_t d)
      : d_(d), panels_(CountOf(d, kPanelWidth)), values_(CountOf(rows, kDepth) * kDepth * panels_ * kPanelWidth) {}

  size_t panels() const { return panels_; }
  const double* Panel(size_t block, size_t panel) const {
    return values_.data() + (block * panels_ + panel) * kDepth * kPanelWidth;
  }

  template <typename T>
  void SetRow(size_t r, const T* row, const std::vector<double>& mean) {
    double* const to = values_.data() + (r / kDepth * panels_ * kDepth + r % kDepth) * kPanelWidth;
    for (size_t p = 0; p < panels_; ++p) {
      const size_t begin = p * kPanelWidth, width = std::min(kPanelWidth, d_ - begin);
      for (size_t j = 0; j < width; ++j) to[p * kDepth * kPanelWidth + j] = row[begin + j] - mean[begin + j];
    }
  }

 private:
  size_t d_, panels_;
  PanelVector values_;
};

/// The upper triangle of a scatter as blocks [kPanelWidth, kPanelWidth], one for each pair of panels.
class Blocks {
 public:
  explicit Blocks(size_t panels) : values_(panels * (panels + 1) / 2 * kPanelWidth * kPanelWidth) {}

  /// Of panels i <= j.
  double* Block(size_t i, size_t j) { return values_.data() + (j * (j + 1) / 2 + i) * kPanelWidth * kPanelWidth; }

 private:
  PanelVector values_;
};

/// A square of the scatter's upper triangle, in groups of panels: one thread's work.
struct Tile {
  size_t i, j;
};

/// Those on the diagonal are half the work, so they come last.
std::vector<Tile> TilesOf(size_t panels) {
  const size_t groups = CountOf(panels, kGroup);
  std::vector<Tile> tiles;
  for (size_t i = 0; i < groups; ++i) {
    for (size_t j = i + 1; j < groups; ++j) tiles.push_back({i, j});
  }
  for (size_t i = 0; i < groups; ++i) tiles.push_back({i, i});
  return tiles;
}

/// Adds what the first `rows` rows of a chunk give to a tile.
void AddTile(const Chunk& chunk, size_t rows, Tile tile, Blocks& blocks) {
  const size_t last_i = std::min((tile.i + 1) * kGroup, chunk.panels());
  const size_t last_j = std::min((tile.j + 1) * kGroup, chunk.panels());
  for (size_t part = 0; part * kDepth < rows; ++part) {
    const size_t depth = std::min(kDepth, rows - part * kDepth);
    for (size_t j = tile.j * kGroup; j < last_j; ++j) {
      for (size_t i = tile.i * kGroup; i < std::min(last_i, j + 1); ++i) {
        AddProduct(chunk.Panel(part, i), chunk.Panel(part, j), depth, blocks.Block(i, j));
      }
    }
  }
}

/// Sums of kChunk rows each, added up in order.
template <typename T>
arrow::Result<std::vector<double>> MeanOf(std::span<const T> rows, size_t d, int threads) {
  const size_t n = rows.size() / d, chunks = CountOf(n, kChunk);
  std::vector<double> sums(chunks * d), mean(d);
  ARROW_RETURN_NOT_OK(ParallelFor(threads, static_cast<int64_t>(chunks), [&](int, int64_t item) {
    const size_t begin = static_cast<size_t>(item) * kChunk;
    double* const sum = sums.data() + static_cast<size_t>(item) * d;
    for (size_t r = begin; r < std::min(begin + kChunk, n); ++r) {
      for (size_t j = 0; j < d; ++j) sum[j] += rows[r * d + j];
    }
    return arrow::Status::OK();
  }));
  for (size_t c = 0; c < chunks; ++c) {
    for (size_t j = 0; j < d; ++j) mean[j] += sums[c * d + j];
  }
  for (double& value : mean) value /= static_cast<double>(std::max<size_t>(n, 1));
  if (!std::ranges::all_of(mean, [](double x) { return std::isfinite(x); })) return NotFinite(rows, d);
  return mean;
}

/// Sum of (row - mean)(row - mean)^T into scatter [d, d]. With the mean known first, a large one costs no digits.
template <typename T>
arrow::Status FillScatter(std::span<const T> rows, const std::vector<double>& mean, int threads,
                          std::vector<double>& scatter) {
  const size_t d = mean.size(), n = rows.size() / d;
  Chunk chunk(std::min(n, kChunk), d);
  Blocks blocks(chunk.panels());
  const std::vector<Tile> tiles = TilesOf(chunk.panels());
  for (size_t first = 0; first < n; first += kChunk) {
    const size_t count = std::min(kChunk, n - first);
    constexpr size_t kStrip = 32;
    ARROW_RETURN_NOT_OK(ParallelFor(threads, static_cast<int64_t>(CountOf(count, kStrip)), [&](int, int64_t item) {
      const size_t begin = static_cast<size_t>(item) * kStrip;
      for (size_t r = begin; r < std::min(begin + kStrip, count); ++r) {
        chunk.SetRow(r, rows.data() + (first + r) * d, mean);
      }
      return arrow::Status::OK();
    }));
    ARROW_RETURN_NOT_OK(ParallelFor(threads, static_cast<int64_t>(tiles.size()), [&](int, int64_t item) {
      AddTile(chunk, count, tiles[static_cast<size_t>(item)], blocks);
      return arrow::Status::OK();
    }));
  }
  for (size_t j = 0; j < d; ++j) {
    for (size_t i = 0; i <= j; ++i) {
      const double* const block = blocks.Block(i / kPanelWidth, j / kPanelWidth);
      scatter[i * d + j] = scatter[j * d + i] = block[i % kPanelWidth * kPanelWidth + j % kPanelWidth];
    }
  }
  return arrow::Status::OK();
}

}  // namespace

Moments::Moments(int dimension)
    : dimension_(dimension),
      mean_(static_cast<size_t>(dimension)),
      scatter_(static_cast<size_t>(dimension) * static_cast<size_t>(dimension)) {}

template <typename T>
arrow::Result<Moments> Moments::OfRows(std::span<const T> rows, int dimension, int threads) {
  ARROW_RETURN_NOT_OK(CheckShape(rows.size(), dimension));
  Moments moments(dimension);
  moments.count_ = static_cast<int64_t>(rows.size()) / dimension;
  ARROW_ASSIGN_OR_RAISE(moments.mean_, MeanOf(rows, static_cast<size_t>(dimension), threads));
  ARROW_RETURN_NOT_OK(FillScatter(rows, moments.mean_, threads, moments.scatter_));
  return moments;
}

arrow::Result<Moments> Moments::Of(std::span<const float> rows, int dimension, int threads) {
  return OfRows(rows, dimension, threads);
}

arrow::Result<Moments> Moments::Of(std::span<const double> rows, int dimension, int threads) {
  return OfRows(rows, dimension, threads);
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
