// Vectors, random numbers and noise for drawing. Nothing here calls libm but for square roots, which IEEE 754 rounds
// exactly: the same numbers come out on every processor.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace verger {

inline constexpr float kPi = 3.14159265f;

struct Vec3 {
  float x = 0, y = 0, z = 0;
};
inline Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
inline Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
inline Vec3 operator*(Vec3 a, float s) { return {a.x * s, a.y * s, a.z * s}; }
inline float Dot(Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline Vec3 Cross(Vec3 a, Vec3 b) { return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x}; }
inline float Length(Vec3 a) { return std::sqrt(Dot(a, a)); }
inline Vec3 Normalized(Vec3 a) { return a * (1.0f / std::max(Length(a), 1e-12f)); }

inline float Mix(float a, float b, float t) { return a + (b - a) * t; }
inline Vec3 Mix(Vec3 a, Vec3 b, float t) { return a + (b - a) * t; }
inline float SmoothStep(float from, float to, float x) {
  const float t = std::clamp((x - from) / (to - from), 0.0f, 1.0f);
  return t * t * (3 - 2 * t);
}

inline int FloorInt(float x) {
  const int whole = static_cast<int>(x);
  return whole - (x < static_cast<float>(whole));
}

/// Sine by its Taylor series around the nearest multiple of pi; off by less than 1e-5.
inline float Sin(float x) {
  const int half_turns = FloorInt(x * (1 / kPi) + 0.5f);
  const float r = x - static_cast<float>(half_turns) * kPi;
  const float r2 = r * r;
  const float s = r * (1 + r2 * (-1.0f / 6 + r2 * (1.0f / 120 + r2 * (-1.0f / 5040 + r2 / 362880))));
  return half_turns % 2 == 0 ? s : -s;
}
inline float Cos(float x) { return Sin(x + kPi / 2); }

/// A rotation: rows are the new axes.
struct Rotation {
  Vec3 x{1, 0, 0}, y{0, 1, 0}, z{0, 0, 1};
  Vec3 operator()(Vec3 v) const { return {Dot(x, v), Dot(y, v), Dot(z, v)}; }
};
inline Rotation operator*(const Rotation& a, const Rotation& b) {
  const auto row = [&](Vec3 r) { return b.x * r.x + b.y * r.y + b.z * r.z; };
  return {row(a.x), row(a.y), row(a.z)};
}
inline Rotation AboutX(float angle) { return {{1, 0, 0}, {0, Cos(angle), -Sin(angle)}, {0, Sin(angle), Cos(angle)}}; }
inline Rotation AboutY(float angle) { return {{Cos(angle), 0, Sin(angle)}, {0, 1, 0}, {-Sin(angle), 0, Cos(angle)}}; }
inline Rotation AboutZ(float angle) { return {{Cos(angle), -Sin(angle), 0}, {Sin(angle), Cos(angle), 0}, {0, 0, 1}}; }

/// SplitMix64's output function (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
inline uint64_t Scramble(uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}
inline float ToUnit(uint64_t bits) { return static_cast<float>(bits >> 40) * 0x1p-24f; }

/// A stream of random numbers, one for each path of numbers from the seed.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(Scramble(seed)) {}
  Random Fork(uint64_t branch) const { return Random(state_ ^ Scramble(branch)); }
  uint64_t Bits() { return Scramble(state_ += 0x9E3779B97F4A7C15u); }
  float Uniform(float low, float high) { return Mix(low, high, ToUnit(Bits())); }
  float Around(float middle, float spread) { return Uniform(middle - spread, middle + spread); }

 private:
  uint64_t state_;
};

/// A random number in [0, 1) for each point of the integer grid.
inline float AtGrid(int x, int y, int z, uint64_t seed) {
  const auto part = [](int v, int shift) { return static_cast<uint64_t>(v & 0xFFFF) << shift; };
  return ToUnit(Scramble(seed ^ (part(x, 0) | part(y, 16) | part(z, 32))));
}

/// Smooth noise in [0, 1], features about 1 in size.
inline float Noise(Vec3 p, uint64_t seed) {
  const int x = FloorInt(p.x), y = FloorInt(p.y), z = FloorInt(p.z);
  const auto ease = [](float t) { return t * t * (3 - 2 * t); };
  const float tx = ease(p.x - x), ty = ease(p.y - y), tz = ease(p.z - z);
  const auto line = [&](int dy, int dz) {
    return Mix(AtGrid(x, y + dy, z + dz, seed), AtGrid(x + 1, y + dy, z + dz, seed), tx);
  };
  return Mix(Mix(line(0, 0), line(1, 0), ty), Mix(line(0, 1), line(1, 1), ty), tz);
}

/// Three octaves of noise, still in [0, 1].
inline float Fractal(Vec3 p, uint64_t seed) {
  return (4 * Noise(p, seed) + 2 * Noise(p * 2.03f, seed + 1) + Noise(p * 4.11f, seed + 2)) * (1.0f / 7);
}

}  // namespace verger
