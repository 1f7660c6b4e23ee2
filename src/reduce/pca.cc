#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <string>

#include "reduce/panels.h"
#include "reduce/symmetric.h"
#include "verger/error.h"
#include "verger/reduce.h"

namespace verger {
namespace {

std::string Text(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof(text), value).ptr};
}

arrow::Status CheckRequest(const Moments& moments, const Components& n_components) {
  const int64_t n = moments.count(), d = moments.dimension();
  if (n < 2) {
    return Error(ErrorKind::kUsage, "PCA needs at least 2 rows of features but has " + std::to_string(n) +
                                        ": give it more photos, or leave PCA out (none)");
  }
  if (const auto* count = std::get_if<int64_t>(&n_components)) {
    const int64_t most = std::min(n, d);
    if (*count >= 1 && *count <= most) return arrow::Status::OK();
    return Error(ErrorKind::kUsage, "n_components=" + std::to_string(*count) + ", but " + std::to_string(most) +
                                        (n < d ? " rows" : " features") + " allow 1 to " + std::to_string(most) +
                                        ": ask for fewer, or for a ratio such as 0.90");
  }
  const double ratio = std::get<double>(n_components);
  if (ratio > 0 && ratio < 1) return arrow::Status::OK();
  return Error(ErrorKind::kUsage, "n_components=" + Text(ratio) + " is no ratio between 0 and 1");
}

/// Standard deviations, or 1 for a feature that does not change beyond rounding: the bound is scikit-learn's
/// (_is_constant_feature in preprocessing/_data.py).
std::vector<double> ScalesOf(const Moments& moments) {
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  const auto d = static_cast<size_t>(moments.dimension());
  const auto n = static_cast<double>(moments.count());
  std::vector<double> scales(d);
  for (size_t j = 0; j < d; ++j) {
    const double sum = moments.scatter()[j * d + j], variance = sum / n;
    const double drift = n * moments.mean()[j] * kEpsilon;
    const bool constant = variance <= n * kEpsilon * variance + drift * drift;
    scales[j] = constant ? 1 : std::sqrt(sum / (n - 1));
  }
  return scales;
}

/// The upper triangle of the covariance, or of the correlation when there are scales.
std::vector<double> CovarianceOf(const Moments& moments, const std::vector<double>& scales) {
  const auto d = static_cast<size_t>(moments.dimension());
  const auto freedom = static_cast<double>(moments.count() - 1);
  std::vector<double> matrix(d * d);
  for (size_t i = 0; i < d; ++i) {
    for (size_t j = i; j < d; ++j) {
      matrix[i * d + j] = moments.scatter()[i * d + j] / freedom;
      if (!scales.empty()) matrix[i * d + j] /= scales[i] * scales[j];
    }
  }
  return matrix;
}

/// The least count whose ratios add up to more than `ratio`, as scikit-learn has it; where rounding keeps the sum from
/// that, the count behind which nothing is added.
int64_t CountForRatio(const std::vector<double>& ratios, double ratio) {
  double sum = 0;
  int64_t count = 0;
  for (size_t i = 0; i < ratios.size() && sum <= ratio; ++i) {
    if (sum + ratios[i] > sum) count = static_cast<int64_t>(i) + 1;
    sum += ratios[i];
  }
  return count;
}

void FixSigns(std::vector<double>& vectors, size_t d) {
  for (size_t begin = 0; begin < vectors.size(); begin += d) {
    const std::span vector(vectors.data() + begin, d);
    const auto largest = std::ranges::max_element(vector, {}, [](double x) { return std::abs(x); });
    if (*largest < 0) std::ranges::transform(vector, vector.begin(), std::negate{});
  }
}

}  // namespace

arrow::Result<Pca> Pca::Fit(const Moments& moments, const ReduceOptions& options) {
  ARROW_RETURN_NOT_OK(CheckRequest(moments, options.n_components));
  Pca pca;
  pca.n_samples = moments.count();
  pca.mean.assign(moments.mean().begin(), moments.mean().end());
  if (options.standardize) pca.scale = ScalesOf(moments);

  const auto keep = [&](const std::vector<double>& values) -> arrow::Result<int64_t> {
    pca.explained_variance = values;
    for (double& value : pca.explained_variance) value = std::max(value, 0.0);  // Rounding leaves -1e-17 for 0.
    const double total = std::accumulate(pca.explained_variance.begin(), pca.explained_variance.end(), 0.0);
    pca.explained_variance_ratio = pca.explained_variance;
    for (double& value : pca.explained_variance_ratio) value = total > 0 ? value / total : 0;
    if (const auto* count = std::get_if<int64_t>(&options.n_components)) return *count;
    const double ratio = std::get<double>(options.n_components);
    if (total > 0) return CountForRatio(pca.explained_variance_ratio, ratio);
    return Error(ErrorKind::kUsage, "n_components=" + Text(ratio) + " cannot be reached: all " +
                                        std::to_string(pca.n_samples) + " rows of features are alike");
  };
  ARROW_ASSIGN_OR_RAISE(SymmetricEigen eigen,
                        DecomposeSymmetric(CovarianceOf(moments, pca.scale), moments.dimension(), keep));
  pca.components = std::move(eigen.vectors);
  FixSigns(pca.components, pca.mean.size());
  return pca;
}

double Pca::achieved_ratio() const {
  return std::accumulate(explained_variance_ratio.begin(), explained_variance_ratio.begin() + n_components(), 0.0);
}

arrow::Status Pca::Transform(std::span<const float> rows, std::span<float> out) const {
  const size_t d = mean.size(), k = static_cast<size_t>(n_components());
  if (d == 0 || rows.size() % d != 0 || out.size() != rows.size() / d * k) {
    return Error(ErrorKind::kFailed, std::to_string(rows.size()) + " values in and " + std::to_string(out.size()) +
                                         " values out do not fit a PCA from " + std::to_string(d) + " features to " +
                                         std::to_string(k) + " components");
  }
  // Both sides as panels [d][kPanelWidth], so a row's sums are the same whatever rows stand beside it.
  const size_t n = rows.size() / d, panels = (k + kPanelWidth - 1) / kPanelWidth;
  PanelVector axes(panels * d * kPanelWidth), block(d * kPanelWidth);
  for (size_t i = 0; i < k; ++i) {
    double* const axis = axes.data() + i / kPanelWidth * d * kPanelWidth + i % kPanelWidth;
    for (size_t j = 0; j < d; ++j) axis[j * kPanelWidth] = components[i * d + j] / (scale.empty() ? 1 : scale[j]);
  }
  alignas(64) double product[kPanelWidth * kPanelWidth];
  for (size_t first = 0; first < n; first += kPanelWidth) {
    const size_t count = std::min(kPanelWidth, n - first);
    for (size_t j = 0; j < d; ++j) {
      for (size_t r = 0; r < count; ++r) block[j * kPanelWidth + r] = rows[(first + r) * d + j] - mean[j];
    }
    for (size_t p = 0; p < panels; ++p) {
      std::ranges::fill(product, 0.0);
      AddProduct(block.data(), axes.data() + p * d * kPanelWidth, d, product);
      const size_t begin = p * kPanelWidth, width = std::min(kPanelWidth, k - begin);
      for (size_t r = 0; r < count; ++r) {
        for (size_t c = 0; c < width; ++c) {
          out[(first + r) * k + begin + c] = static_cast<float>(product[r * kPanelWidth + c]);
        }
      }
    }
  }
  return arrow::Status::OK();
}

}  // namespace verger
