#include "enhance/resize.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>

namespace verger {
namespace {

constexpr int kFractionBits = 32 - 8 - 2;  // Pillow's PRECISION_BITS: 8 for the pixel, 2 for lobes beyond [0, 1]

uint8_t Clip(int32_t sum) { return static_cast<uint8_t>(std::clamp(sum >> kFractionBits, 0, 255)); }

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

ResizeWeights MakeResizeWeights(int in, int out, Filter filter) {
  const double scale = static_cast<double>(static_cast<float>(in)) / out;
  const double filter_scale = std::max(scale, 1.0);
  const double support = Support(filter) * filter_scale;
  const double inverse = 1.0 / filter_scale;

  ResizeWeights result;
  result.in = in;
  result.first.resize(out);
  result.count.resize(out);
  for (int i = 0; i < out; ++i) {
    const double center = (i + 0.5) * scale;
    result.first[i] = std::max(static_cast<int>(center - support + 0.5), 0);
    result.count[i] = std::min(static_cast<int>(center + support + 0.5), in) - result.first[i];
    result.taps = std::max(result.taps, result.count[i]);
  }

  result.weights.resize(static_cast<size_t>(out) * result.taps);
  std::vector<double> exact(result.taps);
  for (int i = 0; i < out; ++i) {
    const double center = (i + 0.5) * scale;
    double sum = 0.0;
    for (int t = 0; t < result.count[i]; ++t) {
      exact[t] = Kernel(filter, (t + result.first[i] - center + 0.5) * inverse);
      sum += exact[t];
    }
    int32_t* weights = &result.weights[static_cast<size_t>(i) * result.taps];
    for (int t = 0; t < result.count[i]; ++t) {
      const double weight = sum != 0.0 ? exact[t] / sum : exact[t];
      weights[t] = static_cast<int32_t>((weight < 0 ? -0.5 : 0.5) + weight * (1 << kFractionBits));
    }
  }
  return result;
}

void Resizer::Nearest(const uint8_t* rgb, int width, int height, uint8_t* out) {
  const std::vector<int> columns = NearestPositions(width, width_);
  for (const int row : NearestPositions(height, height_)) {
    const uint8_t* line = rgb + static_cast<size_t>(row) * width * 3;
    for (const int column : columns) {
      std::memcpy(out, line + static_cast<size_t>(column) * 3, 3);
      out += 3;
    }
  }
}

void Resizer::Horizontal(const uint8_t* in, int width, int rows, uint8_t* out) const {
  for (int y = 0; y < rows; ++y, in += static_cast<size_t>(width) * 3) {
    for (int x = 0; x < width_; ++x) {
      for (int c = 0; c < 3; ++c) {
        int32_t sum = 1 << (kFractionBits - 1);
        for (int t = 0; t < across_.count[x]; ++t) {
          sum += in[(static_cast<size_t>(across_.first[x]) + t) * 3 + c] *
                 across_.weights[static_cast<size_t>(x) * across_.taps + t];
        }
        *out++ = Clip(sum);
      }
    }
  }
}

void Resizer::Vertical(const uint8_t* in, int width, uint8_t* out) const {
  const size_t pitch = static_cast<size_t>(width) * 3;
  for (int y = 0; y < height_; ++y) {
    for (size_t x = 0; x < pitch; ++x) {
      int32_t sum = 1 << (kFractionBits - 1);
      for (int t = 0; t < down_.count[y]; ++t) {
        sum += in[(down_.first[y] + t) * pitch + x] * down_.weights[static_cast<size_t>(y) * down_.taps + t];
      }
      *out++ = Clip(sum);
    }
  }
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
  if (across_.in != width) across_ = MakeResizeWeights(width, width_, filter_);
  if (down_.in != height) down_ = MakeResizeWeights(height, height_, filter_);
  // The order matters, for the pixels between the passes are rounded to 8 bits.
  if (height == height_) {
    Horizontal(rgb, width, height, out);
  } else if (width == width_) {
    Vertical(rgb, width, out);
  } else if (VerticalFirst(width, height, width_, height_)) {
    between_.resize(static_cast<size_t>(width) * height_ * 3);
    Vertical(rgb, width, between_.data());
    Horizontal(between_.data(), width, height_, out);
  } else {
    between_.resize(static_cast<size_t>(width_) * height * 3);
    Horizontal(rgb, width, height, between_.data());
    Vertical(between_.data(), width_, out);
  }
  return arrow::Status::OK();
} catch (const std::bad_alloc&) {
  return arrow::Status::OutOfMemory("no memory to resize ", width, "x", height, " to ", width_, "x", height_);
}

}  // namespace verger
