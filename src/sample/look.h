// What a variety looks like: its form, its skin, and what hangs on it. All lengths are in radii of the fruit.
#pragma once

#include <cstdint>
#include <span>

#include "sample/geometry.h"

namespace verger {

/// 0xRRGGBB as light: squared, for 2 is near enough to the exponent of sRGB.
inline Vec3 Light(uint32_t rgb) {
  const auto channel = [&](int shift) {
    const float c = static_cast<float>(rgb >> shift & 0xFF) * (1.0f / 255);
    return c * c;
  };
  return {channel(16), channel(8), channel(0)};
}

/// A surface of revolution around the stem, then lobed, lumped and bent.
struct Form {
  float height = 1;      ///< from the middle to a pole
  float boxy = 0;        ///< 0 an ellipsoid, 1 a cylinder with rounded edges
  float taper = 0;       ///< > 0 wider at the stem
  float neck = 0;        ///< how much of the stem's half is drawn in, as on a pear
  float top_dip = 0;     ///< depth of the cavity at the stem
  float bottom_dip = 0;  ///< and at the blossom
  float top_tip = 0;     ///< length of a tip at the stem
  float bottom_tip = 0;
  int lobes = 0;     ///< around
  float lobing = 0;  ///< depth of the grooves between them; negative: sharp ribs, as on a star fruit
  float lumps = 0;   ///< of no regularity
  float bend = 0;    ///< radians between the poles
  float thin = 1;    ///< breadth one way over breadth the other
};

enum class Pattern {
  kPlain,
  kStreaks,    ///< along, from stem to blossom
  kBands,      ///< broad and wavy, along
  kSpots,      ///< anywhere
  kNet,        ///< of cork
  kPeel,       ///< fine pits, as on an orange
  kWrinkles,   ///< furrows
  kPatches,    ///< blurred
  kDrupelets,  ///< round grains in rows around
  kScales,     ///< pointed, in rows around, with a mark in each
  kSeeds,      ///< small marks, sunk, in rows around
  kKernels,    ///< in straight rows along
  kMeridians,  ///< thin lines along
};

struct Skin {
  uint32_t base = 0xFFFFFF;
  uint32_t top = 0, bottom = 0;  ///< colours at the poles
  float top_reach = 0;           ///< 0 none, 1 as far as the other pole
  float bottom_reach = 0;
  uint32_t blush = 0;  ///< where the sun was
  float blushed = 0;   ///< part of the surface
  Pattern pattern = Pattern::kPlain;
  uint32_t mark = 0;   ///< the pattern's colour
  float marked = 0;    ///< how strongly it shows
  float scale = 6;     ///< of the pattern: features on a radius, or rows from pole to pole
  float relief = 0;    ///< height of the pattern
  uint32_t speck = 0;  ///< small dots
  float specks = 0;    ///< how strongly they show
  float gloss = 0.4f;  ///< 0 dull, 1 wet
  float bloom = 0;     ///< of wax or fuzz: paler at grazing angles
};

enum class Top {
  kNone,
  kScar,   ///< where a stem was
  kStem,   ///< woody and thin
  kStalk,  ///< green and thick
  kCalyx,  ///< a star of sepals with a short stalk
  kCrown,  ///< a tuft of long leaves
};

struct Look {
  Form form;
  Skin skin;
  Top top = Top::kNone;
  uint32_t top_color = 0x6B4A2B;
  float top_length = 0.35f;
  int leaves = 5;
  int bracts = 0;  ///< leaves or hairs all over
  uint32_t bract_color = 0;
  float bract_length = 0;
  float bract_breadth = 0;
  int cluster = 1;         ///< bodies
  float cluster_size = 1;  ///< radius of one beside the whole
};

struct Variety {
  const char* name;
  Look look;
};

/// The 131 varieties of Fruits-360 (release 2020.05.18) by name, in the order in which they are drawn: the first 24
/// differ most. The looks are drawn up freely.
std::span<const Variety> Catalogue();

}  // namespace verger
