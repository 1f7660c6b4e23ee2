#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "reduce/blas.h"
#include "reduce/symmetric.h"
#include "verger/error.h"
#include "verger/reduce.h"

namespace verger {
namespace {

/// Rows to a product. Always the same number (padded by zeros), so a row's bits do not depend on how many there are.
constexpr size_t kBlockRows = 128;

/// Standard deviations, 1 for a feature that does not change beyond rounding: the bound is scikit-learn's
/// (preprocessing/_data.py, _is_constant_feature).
std::vector<double> ScalesOf(const Moments& moments) {
  const auto d = static_cast<size_t>(moments.dimension());
  const auto n = static_cast<double>(moments.count());
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  std::vector<double> scales(d);
  for (size_t j = 0; j < d; ++j) {
    const double sum = moments.scatter()[j * d + j], variance = sum / n;
    const double drift = n * moments.mean()[j] * kEpsilon;
    const bool constant = variance <= n * kEpsilon * variance + drift * drift;
    scales[j] = constant ? 1 : std::sqrt(sum / (n - 1));
  }
  return scales;
}

/// The least k whose ratios add up to more than `ratio`: numpy's searchsorted(cumsum(ratios), ratio, side="right") + 1.
int64_t CountForRatio(const std::vector<double>& ratios, double ratio) {
  double sum = 0;
  for (size_t i = 0; i < ratios.size(); ++i) {
    sum += ratios[i];
    if (sum > ratio) return static_cast<int64_t>(i) + 1;
  }
  return static_cast<int64_t>(ratios.size());
}

void FixSigns(std::vector<double>& vectors, size_t d) {
  for (size_t begin = 0; begin < vectors.size(); begin += d) {
    const std::span row(vectors.data() + begin, d);
    const auto largest = std::ranges::max_element(row, {}, [](double x) { return std::abs(x); });
    if (*largest < 0) std::ranges::transform(row, row.begin(), std::negate{});
  }
}

}  // namespace

arrow::Result<Pca> Pca::Fit(const Moments& moments, const ReduceOptions& options, int threads) {
  const auto d = static_cast<size_t>(moments.dimension());
  const int64_t n = moments.count();
  if (n < 2) {
    return Error(ErrorKind::kUsage, "PCA needs at least 2 rows of features, but saw " + std::to_string(n) +
                                        ": add photos, or leave PCA out (none)");
  }
  if (const auto* count = std::get_if<int64_t>(&options.n_components)) {
    const int64_t most = std::min<int64_t>(n, moments.dimension());
    if (*count < 1 || *count > most) {
      const std::string limit =
          n < moments.dimension() ? std::to_string(n) + " rows allow" : std::to_string(d) + " features allow";
      return Error(ErrorKind::kUsage, "n_components=" + std::to_string(*count) + ", but " + limit + " 1 to " +
                                          std::to_string(most) + ": ask for as many, or for a ratio such as 0.90");
    }
  } else if (const double ratio = std::get<double>(options.n_components); !(ratio > 0 && ratio < 1)) {
    return Error(ErrorKind::kUsage, "n_components=" + std::to_string(ratio) + " is no ratio between 0 and 1");
  }

  Pca pca;
  pca.n_samples = n;
  pca.mean.assign(moments.mean().begin(), moments.mean().end());
  if (options.standardize) pca.scale = ScalesOf(moments);
  std::vector<double> matrix(d * d);
  for (size_t i = 0; i < d; ++i) {
    for (size_t j = i; j < d; ++j) {
      matrix[i * d + j] = moments.scatter()[i * d + j] / static_cast<double>(n - 1);
      if (options.standardize) matrix[i * d + j] /= pca.scale[i] * pca.scale[j];
    }
  }
  const auto keep = [&](const std::vector<double>& values) -> arrow::Result<int64_t> {
    pca.explained_variance = values;
    for (double& value : pca.explained_variance) value = std::max(value, 0.0);
    const double total = std::accumulate(pca.explained_variance.begin(), pca.explained_variance.end(), 0.0);
    pca.explained_variance_ratio = pca.explained_variance;
    for (double& value : pca.explained_variance_ratio) value = total > 0 ? value / total : 0;
    if (const auto* count = std::get_if<int64_t>(&options.n_components)) return *count;
    const double ratio = std::get<double>(options.n_components);
    if (total > 0) return CountForRatio(pca.explained_variance_ratio, ratio);
    return Error(ErrorKind::kUsage, "a ratio of " + std::to_string(ratio) + " cannot be reached: all " +
                                        std::to_string(n) + " rows are alike");
  };
  ARROW_ASSIGN_OR_RAISE(SymmetricEigen eigen, DecomposeSymmetric(matrix, moments.dimension(), keep));
  pca.components = std::move(eigen.vectors);
  FixSigns(pca.components, d);
  return pca;
}

double Pca::achieved_ratio() const {
  const auto k = static_cast<ptrdiff_t>(n_components());
  return std::accumulate(explained_variance_ratio.begin(), explained_variance_ratio.begin() + k, 0.0);
}

arrow::Status Pca::Transform(std::span<const float> rows, std::span<float> out) const {
  const size_t d = mean.size(), k = static_cast<size_t>(n_components());
  if (d == 0 || rows.size() % d != 0 || out.size() != rows.size() / d * k) {
    return Error(ErrorKind::kFailed, "Transform: " + std::to_string(rows.size()) + " values in and " +
                                         std::to_string(out.size()) + " out do not fit " + std::to_string(d) +
                                         " features and " + std::to_string(k) + " components");
  }
  UseSerialBlas();
  const size_t n = rows.size() / d;
  std::vector<double> block(kBlockRows * d), projected(kBlockRows * k);
  for (size_t first = 0; first < n; first += kBlockRows) {
    const size_t count = std::min(kBlockRows, n - first);
    for (size_t r = 0; r < count; ++r) {
      const float* const row = rows.data() + (first + r) * d;
      double* const to = block.data() + r * d;
      for (size_t j = 0; j < d; ++j) to[j] = row[j] - mean[j];
      if (!scale.empty()) {
        for (size_t j = 0; j < d; ++j) to[j] /= scale[j];
      }
    }
    std::fill(block.begin() + static_cast<ptrdiff_t>(count * d), block.end(), 0.0);
    const auto depth = static_cast<blasint>(d), wide = static_cast<blasint>(k);
    scipy_cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, kBlockRows, wide, depth, 1, block.data(), depth,
                      components.data(), depth, 0, projected.data(), wide);
    std::ranges::transform(projected.begin(), projected.begin() + static_cast<ptrdiff_t>(count * k),
                           out.begin() + static_cast<ptrdiff_t>(first * k),
                           [](double x) { return static_cast<float>(x); });
  }
  return arrow::Status::OK();
}

}  // namespace verger
