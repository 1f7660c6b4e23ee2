#include "enhance/resize.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>
#include <utility>

namespace verger {
namespace {

constexpr size_t kWeightBytes = size_t{4} << 20;    // of all weights kept; a size that needs more does without
constexpr size_t kColumnBytes = size_t{256} << 10;  // of transposed rows: what a second-level cache holds
constexpr size_t kScratchBytes = size_t{32} << 20;  // of scratch memory kept between photos

double Sinc(double x) {
  if (x == 0.0) return 1.0;
  x *= M_PI;
  return std::sin(x) / x;
}

double Support(Filter filter) {
  switch (filter) {
    case Filter::kBox: return 0.5;
    case Filter::kBilinear: return 1.0;
    case Filter::kBicubic: return 2.0;
    case Filter::kLanczos: return 3.0;
    case Filter::kNearest: break;
  }
  return 0.0;
}

double Kernel(Filter filter, double x) {
  const double ax = x < 0.0 ? -x : x;
  switch (filter) {
    case Filter::kBox: return x > -0.5 && x <= 0.5 ? 1.0 : 0.0;
    case Filter::kBilinear: return ax < 1.0 ? 1.0 - ax : 0.0;
    case Filter::kBicubic: {
      constexpr double kA = -0.5;
      if (ax < 1.0) return ((kA + 2.0) * ax - (kA + 3.0)) * ax * ax + 1;
      return ax < 2.0 ? (((ax - 5) * ax + 8) * ax - 4) * kA : 0.0;
    }
    case Filter::kLanczos: return x >= -3.0 && x < 3.0 ? Sinc(x) * Sinc(x / 3) : 0.0;
    case Filter::kNearest: break;
  }
  return 0.0;
}

// Positions of the nearest neighbour as Pillow's ImagingScaleAffine finds them: by adding up the step, so that its
// rounding errors are the same ones.
std::vector<int> NearestPositions(int in, int out) {
  const double step = static_cast<double>(static_cast<float>(in)) / out;
  std::vector<int> positions(out);
  double at = step * 0.5;
  for (int& position : positions) {
    position = std::min(static_cast<int>(at), in - 1);
    at += step;
  }
  return positions;
}

// Which pass Pillow 13 runs first: down the columns where that shrinks the picture much more than along the rows
// (python-pillow/Pillow pull request 9549). Earlier versions always begin with the rows.
bool VerticalFirst(int width, int height, int out_width, int out_height) {
  return height > out_height && int64_t{height} - out_height > 2 * (int64_t{width} - out_width);
}

}  // namespace

RowWeights MakeWeights(int in, int out, Filter filter, int begin, int end) {
  const double scale = static_cast<double>(static_cast<float>(in)) / out;
  const double filter_scale = std::max(scale, 1.0);
  const double support = Support(filter) * filter_scale;
  const double inverse = 1.0 / filter_scale;

  RowWeights result;
  std::vector<double> exact;
  std::vector<int32_t> rounded;
  for (int i = begin; i < end; ++i) {
    const double center = (i + 0.5) * scale;
    const int first = std::max(static_cast<int>(center - support + 0.5), 0);
    const int count = static_cast<int>(std::min(center + support + 0.5, static_cast<double>(in))) - first;
    double sum = 0.0;
    exact.resize(count);
    for (int t = 0; t < count; ++t) {
      exact[t] = Kernel(filter, (t + first - center + 0.5) * inverse);
      sum += exact[t];
    }
    rounded.resize(count);
    for (int t = 0; t < count; ++t) {
      const double weight = sum != 0.0 ? exact[t] / sum : exact[t];
      rounded[t] = static_cast<int32_t>((weight < 0 ? -0.5 : 0.5) + weight * (1 << kFractionBits));
    }
    result.Append(first, rounded);
  }
  return result;
}

void Resizer::Sum(int size_in, int size_out, const uint8_t* in, size_t in_pitch, size_t columns, uint8_t* out,
                  size_t out_pitch) {
  const double taps = 2 * Support(filter_) * std::max(size_in, size_out);
  if (taps * sizeof(int32_t) > kWeightBytes) {
    for (int i = 0; i < size_out; ++i) {
      SumRows(MakeWeights(size_in, size_out, filter_, i, i + 1), in, in_pitch, columns, out + i * out_pitch, out_pitch);
    }
    return;
  }
  auto found = weights_.find({size_in, size_out});
  if (found == weights_.end()) {
    RowWeights weights = MakeWeights(size_in, size_out, filter_, 0, size_out);
    weight_bytes_ += weights.bytes();
    if (weight_bytes_ > kWeightBytes) {
      weights_.clear();
      weight_bytes_ = weights.bytes();
    }
    found = weights_.emplace(std::pair(size_in, size_out), std::move(weights)).first;
  }
  SumRows(found->second, in, in_pitch, columns, out, out_pitch);
}

void Resizer::Nearest(const uint8_t* rgb, int width, int height, uint8_t* out) const {
  const std::vector<int> columns = NearestPositions(width, width_);
  const size_t out_pitch = static_cast<size_t>(width_) * 3;
  int previous = -1;
  for (const int row : NearestPositions(height, height_)) {
    if (row == previous) {
      std::memcpy(out, out - out_pitch, out_pitch);
    } else {
      const uint8_t* line = rgb + static_cast<size_t>(row) * width * 3;
      for (int x = 0; x < width_; ++x) std::memcpy(out + 3 * x, line + size_t{3} * columns[x], 3);
    }
    previous = row;
    out += out_pitch;
  }
}

// Vectors run down the columns while the sums run along the rows: a few rows at a time are transposed, summed, and
// transposed back.
void Resizer::Horizontal(const uint8_t* in, int width, int height, uint8_t* out) {
  const size_t in_pitch = static_cast<size_t>(width) * 3;
  const size_t out_pitch = static_cast<size_t>(width_) * 3;
  const size_t rows = height;
  const size_t vector = VectorBytes();
  // Whole vectors, as many as fit in the cache; but no padding for the few rows of a very wide photo.
  size_t pitch = std::clamp<size_t>(kColumnBytes / (in_pitch * vector), 1, (rows + vector - 1) / vector) * vector;
  if (in_pitch * pitch > kScratchBytes) pitch = std::min(pitch, rows);
  columns_.resize(in_pitch * pitch);
  summed_columns_.resize(out_pitch * pitch);
  for (size_t y = 0; y < rows; y += pitch) {
    const size_t some = std::min(pitch, rows - y);
    Transpose(in + y * in_pitch, in_pitch, some, in_pitch, columns_.data(), pitch);
    for (int c = 0; c < 3; ++c) {
      Sum(width, width_, &columns_[c * pitch], 3 * pitch, pitch, &summed_columns_[c * pitch], 3 * pitch);
    }
    Transpose(summed_columns_.data(), pitch, out_pitch, some, out + y * out_pitch, out_pitch);
  }
}

void Resizer::Vertical(const uint8_t* in, int width, int height, uint8_t* out) {
  const size_t pitch = static_cast<size_t>(width) * 3;
  Sum(height, height_, in, pitch, pitch, out, pitch);
}

arrow::Status Resizer::Resize(const uint8_t* rgb, int width, int height, uint8_t* out) try {
  if (width == width_ && height == height_) {
    std::memcpy(out, rgb, static_cast<size_t>(width) * height * 3);
    return arrow::Status::OK();
  }
  if (filter_ == Filter::kNearest) {
    Nearest(rgb, width, height, out);
    return arrow::Status::OK();
  }
  // The order matters, for the pixels between the passes are rounded to 8 bits.
  if (height == height_) {
    Horizontal(rgb, width, height, out);
  } else if (width == width_) {
    Vertical(rgb, width, height, out);
  } else if (VerticalFirst(width, height, width_, height_)) {
    between_.resize(static_cast<size_t>(width) * height_ * 3);
    Vertical(rgb, width, height, between_.data());
    Horizontal(between_.data(), width, height_, out);
  } else {
    between_.resize(static_cast<size_t>(width_) * height * 3);
    Horizontal(rgb, width, height, between_.data());
    Vertical(between_.data(), width_, height, out);
  }
  for (std::vector<uint8_t>* scratch : {&between_, &columns_, &summed_columns_}) {
    if (scratch->capacity() > kScratchBytes) std::vector<uint8_t>().swap(*scratch);
  }
  return arrow::Status::OK();
} catch (const std::bad_alloc&) {
  return arrow::Status::OutOfMemory("no memory to resize ", width, "x", height, " to ", width_, "x", height_);
}

}  // namespace verger
