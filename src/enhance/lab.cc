#include "enhance/lab.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>

namespace verger {
namespace {

// Little CMS 2 samples the conversion on a grid (src/cmsopt.c, OptimizeByResampling) and interpolates between its nodes
// on tetrahedra (src/cmsintrp.c). It hands numbers from step to step as floats, so the roundings below are part of it.
constexpr int kNodes = 33;  // each way
constexpr int kRow = 3 * kNodes, kPlane = kNodes * kRow;
using Grid = std::array<uint16_t, size_t{kNodes} * kPlane>;
using Matrix = std::array<std::array<double, 3>, 3>;
using Vector = std::array<double, 3>;

constexpr Vector kD50 = {0.9642, 1.0, 0.8249};        // the white of profiles (ICC.1)
constexpr double kMostXyz = 1.0 + 32767.0 / 32768.0;  // what XYZ is scaled by

Matrix Inverse(const Matrix& m) {
  Matrix inverse;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      const int a = (j + 1) % 3, b = (j + 2) % 3, c = (i + 1) % 3, d = (i + 2) % 3;
      inverse[i][j] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
    }
  }
  const double determinant = m[0][0] * inverse[0][0] + m[0][1] * inverse[1][0] + m[0][2] * inverse[2][0];
  for (Vector& row : inverse) {
    for (double& value : row) value /= determinant;
  }
  return inverse;
}

Matrix Product(const Matrix& a, const Matrix& b) {
  Matrix product = {};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      for (int k = 0; k < 3; ++k) product[i][j] += a[i][k] * b[k][j];
    }
  }
  return product;
}

Vector Product(const Matrix& m, const Vector& v) {
  Vector product = {};
  for (int i = 0; i < 3; ++i) product[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
  return product;
}

// XYZ under D50 to linear sRGB: its primaries and white (IEC 61966-2-1), adapted after Bradford.
Matrix XyzToRgb() {
  constexpr Matrix kPrimaries = {{{0.64, 0.30, 0.15}, {0.33, 0.60, 0.06}, {0.03, 0.10, 0.79}}};
  constexpr Vector kD65 = {0.3127 / 0.3290, 1.0, (1.0 - 0.3127 - 0.3290) / 0.3290};
  constexpr Matrix kBradford = {{{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}};
  Matrix rgb_to_xyz = kPrimaries;
  const Vector weights = Product(Inverse(kPrimaries), kD65);
  for (Vector& row : rgb_to_xyz) {
    for (int j = 0; j < 3; ++j) row[j] *= weights[j];
  }
  Matrix adapt = kBradford;
  const Vector from = Product(kBradford, kD65), to = Product(kBradford, kD50);
  for (int i = 0; i < 3; ++i) {
    for (double& value : adapt[i]) value *= to[i] / from[i];
  }
  return Inverse(Product(Product(Inverse(kBradford), adapt), rgb_to_xyz));
}

double Cube(double t) { return t <= 24.0 / 116 ? 108.0 / 841 * (t - 16.0 / 116) : t * t * t; }

// sRGB's transfer function, from light to code.
double Encode(double light) {
  static const double kLinearUpTo = std::pow((0.04045 + 0.055) / 1.055, 2.4);
  return light >= kLinearUpTo ? (std::pow(light, 1 / 2.4) - 0.055 / 1.055) / (1 / 1.055) : light / (1 / 12.92);
}

uint16_t To16(double value) { return static_cast<uint16_t>(std::clamp(std::floor(value + 0.5), 0.0, 65535.0)); }

std::unique_ptr<const Grid> MakeGrid() {
  auto grid = std::make_unique<Grid>();
  const Matrix to_rgb = XyzToRgb();
  const auto node = [](int i) { return static_cast<float>(To16(i * 65535.0 / (kNodes - 1)) / 65535.0); };
  uint16_t* out = grid->data();
  for (int i = 0; i < kNodes; ++i) {
    for (int j = 0; j < kNodes; ++j) {
      for (int k = 0; k < kNodes; ++k) {
        const double y = (node(i) * 100.0 + 16) / 116;
        const double x = y + 0.002 * (node(j) * 255.0 - 128), z = y - 0.005 * (node(k) * 255.0 - 128);
        Vector xyz = {Cube(x) * kD50[0], Cube(y) * kD50[1], Cube(z) * kD50[2]};
        for (double& value : xyz) value = static_cast<float>(value / kMostXyz);
        for (int c = 0; c < 3; ++c) {
          double light = 0;
          for (int d = 0; d < 3; ++d) light += xyz[d] * (to_rgb[c][d] * kMostXyz);
          *out++ = To16(static_cast<float>(Encode(static_cast<float>(light))) * 65535.0);
        }
      }
    }
  }
  return grid;
}

}  // namespace

void LabToRgb(const uint8_t lab[3], uint8_t rgb[3]) {
  static const std::unique_ptr<const Grid> grid = MakeGrid();
  constexpr int kSteps[] = {kPlane, kRow, 3};
  struct Axis {
    int rest, step;
  } axes[3];
  const uint16_t* corner = grid->data();
  for (int c = 0; c < 3; ++c) {
    const int value = lab[c] * 257 * (kNodes - 1);
    const int fixed = value + (value + 0x7fff) / 0xffff;  // 16 fractional bits
    corner += (fixed >> 16) * kSteps[c];
    axes[c] = {fixed & 0xffff, lab[c] == 255 ? 0 : kSteps[c]};
  }
  // From corner to opposite corner along the edges of the tetrahedron, the axis with the largest rest first.
  std::ranges::stable_sort(axes, std::greater(), &Axis::rest);
  for (int c = 0; c < 3; ++c) {
    const uint16_t* node = corner + c;
    int64_t sum = 0x8001;
    for (const Axis& axis : axes) {
      sum += int64_t{node[axis.step] - node[0]} * axis.rest;
      node += axis.step;
    }
    const int value = corner[c] + static_cast<int>((sum + (sum >> 16)) >> 16);
    rgb[c] = static_cast<uint8_t>((static_cast<uint32_t>(value) * 65281u + 8388608u) >> 24);
  }
}

}  // namespace verger
