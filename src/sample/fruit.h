// One fruit as a mesh: grown once, then seen from many sides.
#pragma once

#include <array>
#include <vector>

#include "sample/geometry.h"
#include "sample/look.h"

namespace verger {

/// Quadrilaterals over vertices, one array for each quantity.
struct Mesh {
  std::vector<float> x, y, z;     ///< position; y points to the stem
  std::vector<float> nx, ny, nz;  ///< normal, outward
  std::vector<float> r, g, b;     ///< colour, as light
  std::vector<float> gloss, bloom;
  std::vector<float> open;  ///< 1 where light comes from everywhere, less in cavities
  std::vector<float> back;  ///< sign of the normal on the side turned away: -1 for leaves, which are seen from there
  std::vector<std::array<int, 4>> closed;  ///< faces of bodies: what looks away is hidden
  std::vector<std::array<int, 4>> leaves;  ///< faces seen from both sides

  int vertices() const { return static_cast<int>(x.size()); }
};

/// Grows a fruit of its own: form, colour and pattern vary with `random`.
Mesh GrowFruit(const Look& look, Random random);

}  // namespace verger
