// Reduce: principal component analysis from moments that are gathered part by part and merged.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <arrow/record_batch.h>
#include <arrow/result.h>

#include "verger/export_macro.h"

namespace verger {

/// Features a row may have. The scatter of as many takes 2 GiB.
inline constexpr int kMaxFeatures = 16384;

/// How many components to keep: a count (int64_t), or the least count that explains a ratio in (0, 1) (double).
/// The words are scikit-learn's `n_components`.
using Components = std::variant<int64_t, double>;

/// "100" is a count, "0.90" a ratio, "none" nothing. Errors: kUsage for anything else (1.5, 0, -3, "many").
VERGER_EXPORT arrow::Result<std::optional<Components>> ParseComponents(const std::string& text);

struct ReduceOptions {
  Components n_components = 0.90;
  /// Divide each centred feature by its standard deviation (n - 1) first. A feature that never changes is left alone.
  bool standardize = false;
};

/// Count, mean and centred second moments of rows of `dimension` features, all in float64.
///
/// Blocks are merged by the update of Chan, Golub and LeVeque (1979), so merging the same blocks in the same order
/// gives the same bits whatever thread computed which block.
class VERGER_EXPORT Moments {
 public:
  /// Of no rows. `dimension` is in [0, kMaxFeatures].
  explicit Moments(int dimension = 0);

  /// Of rows [n, dimension], float32 or float64, row after row. The bits do not depend on `threads`.
  /// Errors: kFailed when a value is not finite (the row is named), when the length is no multiple of `dimension`, or
  /// when `dimension` is not in [1, kMaxFeatures].
  static arrow::Result<Moments> Of(std::span<const float> rows, int dimension, int threads = 1);
  static arrow::Result<Moments> Of(std::span<const double> rows, int dimension, int threads = 1);

  /// Adds another block of the same dimension behind this one. Errors: kFailed on different dimensions.
  arrow::Status Merge(const Moments& other);

  int dimension() const { return dimension_; }
  int64_t count() const { return count_; }
  std::span<const double> mean() const { return mean_; }  ///< [dimension]
  /// Sum of (x - mean)(x - mean)^T, symmetric, [dimension, dimension] row after row, both halves filled.
  std::span<const double> scatter() const { return scatter_; }

  /// One record batch of `dimension` rows: see docs/formats.md. FromBatch refuses what ToBatch did not write.
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> ToBatch() const;
  static arrow::Result<Moments> FromBatch(const arrow::RecordBatch& batch);

 private:
  template <typename T>
  static arrow::Result<Moments> OfRows(std::span<const T> rows, int dimension, int threads);

  int dimension_ = 0;
  int64_t count_ = 0;
  std::vector<double> mean_;
  std::vector<double> scatter_;
};

/// A fitted PCA. Plain data; safe to read from many threads.
struct VERGER_EXPORT Pca {
  /// Exact: the full spectrum of the covariance (of the correlation when standardized), then the vectors that are kept.
  /// Each component's sign is fixed so that its loading of largest magnitude (the first of equals) is positive. Runs in
  /// one thread; may be called from many. A ratio asks for the least count that explains more than it, as scikit-learn
  /// has it.
  /// Errors: kUsage when fewer than 2 rows were seen, when a count exceeds min(rows, dimension), or when a ratio cannot
  /// be reached (all rows alike); kFailed when variances overflow or the eigenproblem does not converge.
  static arrow::Result<Pca> Fit(const Moments& moments, const ReduceOptions& options = {});

  int dimension() const { return static_cast<int>(mean.size()); }
  int64_t n_components() const { return mean.empty() ? 0 : static_cast<int64_t>(components.size() / mean.size()); }
  /// Sum of the kept components' explained_variance_ratio.
  double achieved_ratio() const;

  /// rows float32 [n, dimension] -> out float32 [n, n_components]: ((x - mean) / scale) components^T, sums in float64.
  /// Each output row depends on its input row alone, bit for bit. One thread; safe to call from many.
  /// Errors: kFailed when the lengths do not fit.
  arrow::Status Transform(std::span<const float> rows, std::span<float> out) const;

  /// One record batch of `dimension` rows: see docs/formats.md. FromBatch refuses what ToBatch did not write.
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> ToBatch() const;
  static arrow::Result<Pca> FromBatch(const arrow::RecordBatch& batch);

  int64_t n_samples = 0;
  std::vector<double> mean;                      ///< [dimension]
  std::vector<double> scale;                     ///< [dimension], empty unless standardized
  std::vector<double> components;                ///< [n_components, dimension], orthonormal rows
  std::vector<double> explained_variance;        ///< [dimension], descending: eigenvalues of the covariance (n - 1)
  std::vector<double> explained_variance_ratio;  ///< [dimension]
};

}  // namespace verger
