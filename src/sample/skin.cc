#include "sample/skin.h"

namespace verger {
namespace {

// The nearest two of points scattered one to a cell of the grid.
struct Cells {
  float nearest = 9, second = 9;
  float chance = 0;  // a random number of the nearest point's own
};

Cells FindCells(Vec3 p, uint64_t seed) {
  const int x = FloorInt(p.x), y = FloorInt(p.y), z = FloorInt(p.z);
  Cells cells;
  for (int i = 0; i < 27; ++i) {
    const int cx = x + i % 3 - 1, cy = y + i / 3 % 3 - 1, cz = z + i / 9 - 1;
    const Vec3 point{cx + AtGrid(cx, cy, cz, seed), cy + AtGrid(cx, cy, cz, seed + 1),
                     cz + AtGrid(cx, cy, cz, seed + 2)};
    const float distance = Length(point - p);
    if (distance < cells.nearest) {
      cells.second = cells.nearest;
      cells.nearest = distance;
      cells.chance = AtGrid(cx, cy, cz, seed + 3);
    } else {
      cells.second = std::min(cells.second, distance);
    }
  }
  return cells;
}

// Points in rows around the fruit, every other row shifted by half a step; as many to a row as fit.
struct RowPoint {
  float across, along;  // to the nearest point, in steps
  float distance;
  float chance;
};

RowPoint FindRowPoint(float along, float around, float height, float rows, bool shifted, uint64_t seed) {
  const float step = kPi / rows;
  const int row0 = static_cast<int>(along / step);
  RowPoint nearest{0, 0, 9, 0};
  for (int row = std::max(row0 - 1, 0); row <= row0 + 1; ++row) {
    const float middle = (row + 0.5f) * step;
    if (middle > kPi) break;
    // For kernels the number in a row is the same for all rows.
    const float girth = shifted ? std::max(Sin(middle), 0.15f) : 1;
    const float count = std::max(3.0f, std::floor(2 * rows * girth / std::max(1.0f, height) + 0.5f));
    const float place = around / (2 * kPi) * count - (shifted && row % 2 == 1 ? 0.5f : 0);
    const float index = std::floor(place + 0.5f);
    const float across = place - index;
    const float down = (along - middle) / step;
    const float distance = std::sqrt(across * across + down * down);
    if (distance < nearest.distance) {
      const int wrapped = static_cast<int>(index + count) % static_cast<int>(count);
      nearest = {across, down, distance, AtGrid(wrapped, row, 0, seed)};
    }
  }
  return nearest;
}

Vec3 Vary(uint32_t rgb, Random* random) {
  const Vec3 color = Light(rgb);
  const float bright = random->Around(1, 0.06f);
  return {color.x * bright * random->Around(1, 0.03f), color.y * bright * random->Around(1, 0.03f),
          color.z * bright * random->Around(1, 0.03f)};
}

}  // namespace

SkinPainter::SkinPainter(const Look& look, Random random) : form_(look.form), skin_(look.skin), seed_(random.Bits()) {
  base_ = Vary(skin_.base, &random);
  top_ = Vary(skin_.top, &random);
  bottom_ = Vary(skin_.bottom, &random);
  blush_ = Vary(skin_.blush, &random);
  mark_ = Vary(skin_.mark, &random);
  speck_ = Light(skin_.speck);
  const float where = random.Uniform(0, 2 * kPi);
  sun_ = Normalized({Cos(where), random.Around(0.35f, 0.25f), Sin(where)});
}

SkinPainter::Mark SkinPainter::MarkAt(float along, float around, Vec3 p) const {
  const float scale = skin_.scale;
  const Vec3 ring{Cos(around) * scale, Cos(along) * 0.9f, Sin(around) * scale};  // for what runs along
  switch (skin_.pattern) {
    case Pattern::kPlain: return {};
    case Pattern::kStreaks: {
      const float fine = Fractal(ring + Vec3{0, Cos(along) * 1.5f, 0}, seed_ + 10);
      const float broken = Noise(p * 2.5f, seed_ + 20);
      return {SmoothStep(0.42f, 0.66f, fine * 0.75f + broken * 0.25f), 0, 1};
    }
    case Pattern::kBands: {
      const Vec3 wobble = ring + Vec3{Fractal(p * 5, seed_ + 30), 0, Fractal(p * 5, seed_ + 31)} * 0.9f;
      const float wave =
          0.5f + 0.5f * Sin(around * std::floor(scale * 2) + 3.5f * (Noise(wobble * 0.6f, seed_ + 32) - 0.5f) +
                            2.5f * (Fractal(p * 4, seed_ + 33) - 0.5f));
      return {SmoothStep(0.45f, 0.7f, wave), 0, 1};
    }
    case Pattern::kSpots: {
      const Cells cells = FindCells(p * scale, seed_ + 40);
      const float radius = 0.12f + 0.3f * cells.chance * cells.chance;
      return {1 - SmoothStep(radius * 0.6f, radius, cells.nearest), 0, 1};
    }
    case Pattern::kNet: {
      const Cells cells =
          FindCells(p * scale + Vec3{1, 1, 1} * (0.4f * Noise(p * scale * 1.5f, seed_ + 51)), seed_ + 50);
      const float line = 1 - SmoothStep(0.04f, 0.2f, cells.second - cells.nearest);
      return {line, line, 1};
    }
    case Pattern::kPeel: {
      const Cells cells = FindCells(p * scale, seed_ + 60);
      const float pit = 1 - SmoothStep(0.1f, 0.42f, cells.nearest);
      return {pit, -pit, 1 - 0.2f * pit};
    }
    case Pattern::kWrinkles: {
      const float fold = std::abs(2 * Fractal({p.x * scale, p.y * scale * 0.45f, p.z * scale}, seed_ + 70) - 1);
      const float furrow = 1 - SmoothStep(0, 0.28f, fold);
      return {furrow, -furrow, 1 - 0.45f * furrow};
    }
    case Pattern::kPatches: return {SmoothStep(0.45f, 0.68f, Fractal(p * scale, seed_ + 80)), 0, 1};
    case Pattern::kDrupelets: {
      const RowPoint point = FindRowPoint(along, around, form_.height, scale, true, seed_ + 90);
      const float dome = std::max(0.0f, 1 - 3 * point.distance * point.distance);
      return {1 - SmoothStep(0.25f, 0.75f, dome) + 0.25f * (point.chance - 0.5f), dome, Mix(0.35f, 1, dome)};
    }
    case Pattern::kScales: {
      const RowPoint point = FindRowPoint(along, around, form_.height, scale, true, seed_ + 100);
      const float edge = std::abs(point.across) + std::abs(point.along);
      const float eye = 1 - SmoothStep(0.1f, 0.25f, point.distance);
      const float rim = SmoothStep(0.3f, 0.52f, edge);
      return {std::max(rim, eye * 0.8f) + 0.2f * (point.chance - 0.5f), 0.6f - rim + 0.4f * eye, 1 - 0.55f * rim};
    }
    case Pattern::kSeeds: {
      const RowPoint point = FindRowPoint(along, around, form_.height, scale, true, seed_ + 110);
      const float seed =
          1 - SmoothStep(0.11f, 0.2f, std::sqrt(point.across * point.across * 2 + point.along * point.along * 0.7f));
      const float pit = 1 - SmoothStep(0.15f, 0.5f, point.distance);
      return {seed, -pit, 1 - 0.3f * pit * (1 - seed)};
    }
    case Pattern::kKernels: {
      const RowPoint point = FindRowPoint(along, around, form_.height, scale, false, seed_ + 120);
      const float a = 2 * point.across, d = 2 * point.along;
      const float dome = std::sqrt(std::max(0.0f, 1 - 0.8f * (a * a * a * a + d * d * d * d)));
      return {1 - SmoothStep(0.4f, 0.8f, dome) + 0.3f * (point.chance - 0.5f), dome, Mix(0.4f, 1, dome)};
    }
    case Pattern::kMeridians: {
      const float wobble = 1.2f * (Noise(p * 3, seed_ + 130) - 0.5f);
      const float wave = std::abs(Sin(around * std::floor(scale) / 2 + wobble));
      return {1 - SmoothStep(0, 0.45f, wave), 0, 1};
    }
  }
  return {};
}

Paint SkinPainter::At(float along, float around, float* relief) const {
  const float s = Sin(along), c = Cos(along);
  const Vec3 sphere{s * Cos(around), c, s * Sin(around)};
  const Vec3 p{sphere.x, c * form_.height, sphere.z};
  const float cloud = Fractal(p * 2.2f, seed_);

  Vec3 color = base_ * (0.86f + 0.28f * cloud);
  if (skin_.bottom_reach > 0) {
    color = Mix(color, bottom_, SmoothStep(1 - 2 * skin_.bottom_reach, 1.1f, -c + 0.5f * (cloud - 0.5f)));
  }
  if (skin_.top_reach > 0) {
    color = Mix(color, top_, SmoothStep(1 - 2 * skin_.top_reach, 1.1f, c + 0.5f * (cloud - 0.5f)));
  }
  float blush = 0;
  if (skin_.blushed > 0) {
    const float sunny = 0.5f + 0.5f * Dot(sphere, sun_) + 0.7f * (cloud - 0.5f);
    blush = SmoothStep(0.85f - skin_.blushed, 1.25f - skin_.blushed, sunny);
    color = Mix(color, blush_, blush);
  }
  const Mark mark = MarkAt(along, around, p);
  // Streaks belong to the blush where there is one.
  const bool on_blush = skin_.pattern == Pattern::kStreaks && skin_.blushed > 0;
  color =
      Mix(color, mark_, std::clamp(mark.amount * skin_.marked * (on_blush ? 0.35f + 0.65f * blush : 1), 0.0f, 1.0f));
  if (skin_.specks > 0) {
    const Cells cells = FindCells(p * 9, seed_ + 200);
    color = Mix(color, speck_,
                skin_.specks * (1 - SmoothStep(0.1f, 0.24f, cells.nearest)) * SmoothStep(0.2f, 0.5f, cells.chance));
  }
  *relief = mark.relief;
  const float cavity = (c > 0 ? form_.top_dip : form_.bottom_dip) * (1 - SmoothStep(0, 0.6f, s));
  return {color, skin_.gloss * Mix(0.4f, 1, mark.open), skin_.bloom, mark.open / (1 + 3 * cavity)};
}

}  // namespace verger
