// The colour and relief of a fruit's surface, anchored to it.
#pragma once

#include "sample/geometry.h"
#include "sample/look.h"

namespace verger {

/// What a point of a surface is made of.
struct Paint {
  Vec3 color;
  float gloss = 0;
  float bloom = 0;
  float open = 1;  ///< 1 where light comes from everywhere, less in cavities
};

class SkinPainter {
 public:
  SkinPainter(const Look& look, Random random);

  /// At `along` in [0, pi] from the stem and `around` in [0, 2 pi). `relief` gets the height of the pattern, about -1
  /// to 1.
  Paint At(float along, float around, float* relief) const;

 private:
  struct Mark {
    float amount = 0;  // of the mark's colour
    float relief = 0;
    float open = 1;
  };
  Mark MarkAt(float along, float around, Vec3 p) const;

  const Form form_;
  const Skin skin_;
  const uint64_t seed_;
  Vec3 base_, top_, bottom_, blush_, mark_, speck_;
  Vec3 sun_;  // where the blush is
};

}  // namespace verger
