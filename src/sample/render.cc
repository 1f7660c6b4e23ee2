#include "sample/render.h"

#include <cstring>

namespace verger {
namespace {

constexpr int kFine = 2;
constexpr float kFar = -1e9f;

// Four numbers side by side, in a register where there is one for them.
using Floats = float __attribute__((vector_size(16)));

Floats Load(const float* from) {
  Floats floats;
  std::memcpy(&floats, from, sizeof floats);
  return floats;
}

void Store(Floats floats, float* to) { std::memcpy(to, &floats, sizeof floats); }

}  // namespace

Renderer::Renderer(int size) : size_(size), fine_(size * kFine), pitch_(fine_ + 4) {
  for (std::vector<float>& plane : samples_) plane.resize(static_cast<size_t>(fine_) * pitch_);
}

void Renderer::Place(const Mesh& mesh, const View& view) {
  const int count = mesh.vertices();
  for (auto* array : {&x_, &y_, &z_, &nx_, &ny_, &nz_}) array->resize(count);
  corners_.resize(count);
  const Rotation& t = view.turn;
  for (int i = 0; i < count; ++i) {
    x_[i] = t.x.x * mesh.x[i] + t.x.y * mesh.y[i] + t.x.z * mesh.z[i];
    y_[i] = t.y.x * mesh.x[i] + t.y.y * mesh.y[i] + t.y.z * mesh.z[i];
    z_[i] = t.z.x * mesh.x[i] + t.z.y * mesh.y[i] + t.z.z * mesh.z[i];
    nx_[i] = t.x.x * mesh.nx[i] + t.x.y * mesh.ny[i] + t.x.z * mesh.nz[i];
    ny_[i] = t.y.x * mesh.nx[i] + t.y.y * mesh.ny[i] + t.y.z * mesh.nz[i];
    nz_[i] = t.z.x * mesh.nx[i] + t.z.y * mesh.ny[i] + t.z.z * mesh.nz[i];
  }
  const auto [left, right] = std::minmax_element(x_.begin(), x_.end());
  const auto [low, high] = std::minmax_element(y_.begin(), y_.end());
  const float scale = (fine_ - 2 * kFine * view.margin) / std::max(*right - *left, *high - *low);
  const float middle_x = (*left + *right) / 2, middle_y = (*low + *high) / 2, half = (fine_ - 1) / 2.0f;
  for (int i = 0; i < count; ++i) {
    x_[i] = half + (x_[i] - middle_x) * scale;
    y_[i] = half - (y_[i] - middle_y) * scale;
  }
}

void Renderer::Shade(const Mesh& mesh, const View& view) {
  const Vec3 lamp = Normalized(view.lamp);
  // The lamp is a square of cloth; these are its axes, to see it mirrored in the skin.
  const Vec3 across = Normalized(Cross({0, 1, 0}, lamp)), up = Cross(lamp, across);
  for (int i = 0; i < mesh.vertices(); ++i) {
    const float side = nz_[i] < 0 ? mesh.back[i] : 1.0f;
    const float nx = nx_[i] * side, ny = ny_[i] * side, nz = std::max(nz_[i] * side, 0.0f);
    const float facing = nx * lamp.x + ny * lamp.y + nz * lamp.z;
    const float direct = std::max(0.0f, (facing + 0.15f) * (1 / 1.15f));
    // Sky above, the white table below.
    const float around = 0.27f + 0.09f * ny + 0.12f * std::max(0.0f, -ny) + 0.05f * nx;
    const float open = mesh.open[i];
    const float light = view.exposure * open * (1.05f * direct + around);
    // What the skin mirrors: the lamp, and at grazing angles the white room.
    const float mx = 2 * nz * nx, my = 2 * nz * ny, mz = 2 * nz * nz - 1;
    const float toward = mx * lamp.x + my * lamp.y + mz * lamp.z;
    const float a = mx * across.x + my * across.y + mz * across.z;
    const float b = mx * up.x + my * up.y + mz * up.z;
    const float gloss = mesh.gloss[i];
    const float blur = 0.55f - 0.45f * gloss;
    const auto within = [&](float x, float half) {
      const float t = std::min(std::max((half + blur - std::abs(x)) / (2 * blur), 0.0f), 1.0f);
      return t * t * (3 - 2 * t);
    };
    const float lamp_mirrored = toward > 0 ? within(a, 0.24f) * within(b, 0.30f) : 0.0f;
    const float graze = (1 - nz) * (1 - nz);
    const float mirror = view.exposure * open * gloss * (0.55f * lamp_mirrored + 0.16f * graze * graze);
    const float veil = mesh.bloom[i] * (0.12f + 0.6f * graze) * light;
    const float own = light * (1 - 0.3f * mesh.bloom[i]);
    corners_[i] = {x_[i],
                   y_[i],
                   {z_[i], mesh.r[i] * own + mirror + veil * 0.60f, mesh.g[i] * own + mirror + veil * 0.62f,
                    mesh.b[i] * own + mirror + veil * 0.66f}};
  }
}

// Fills the triangles a b c and a c d, four samples at a time; of a closed surface those alone that turn
// counterclockwise as seen, for the others look away. Corners are at least half a sample inside the picture.
void Renderer::FillFace(const Corner& a, const Corner& b, const Corner& c, const Corner& d, bool closed) {
  const float bx = b.x - a.x, by = b.y - a.y, cx = c.x - a.x, cy = c.y - a.y, dx = d.x - a.x, dy = d.y - a.y;
  const float b_area = bx * cy - by * cx, d_area = cx * dy - cy * dx;
  if (closed && b_area <= 0 && d_area <= 0) return;
  if (b_area * d_area < 0) {  // folded: the triangles lie on one side of their diagonal
    FillFace(a, b, c, c, closed);
    FillFace(a, c, d, d, closed);
    return;
  }
  const int left = static_cast<int>(std::min({a.x, b.x, c.x, d.x}) + 1);
  const int right = static_cast<int>(std::max({a.x, b.x, c.x, d.x}));
  const int top = static_cast<int>(std::min({a.y, b.y, c.y, d.y}) + 1);
  const int bottom = static_cast<int>(std::max({a.y, b.y, c.y, d.y}));
  if (left > right || top > bottom) return;
  // The diagonal splits the samples; on its own side each triangle has the weights of its corner there and of c.
  // An empty triangle has no side, or infinite weights, which are outside.
  const float b_over = 1 / b_area, d_over = d_area == 0 ? 0 : 1 / d_area;
  for (int y = top; y <= bottom; ++y) {
    const float py = static_cast<float>(y) - a.y;
    for (int x = left; x <= right; x += 4) {
      const Floats px = static_cast<float>(x) - a.x + Floats{0, 1, 2, 3};
      const Floats side = cx * py - cy * px;
      const auto on_d = side * d_over > 0;
      const Floats we = on_d ? side * d_over : side * -b_over;
      const Floats wc = on_d ? (px * dy - py * dx) * d_over : (bx * py - by * px) * b_over;
      const Floats wa = 1 - we - wc;
      const auto mix = [&](int value) {
        return wa * a.seen[value] + wc * c.seen[value] +
               we * (on_d ? Floats{} + d.seen[value] : Floats{} + b.seen[value]);
      };
      float* at = &samples_[0][y * pitch_ + x];
      const Floats depth = mix(0);
      const auto shows = (wa >= 0) & (we >= 0) & (wc >= 0) & (depth > Load(at));
      Store(shows ? depth : Load(at), at);
      for (int channel = 1; channel < 4; ++channel) {
        at = &samples_[channel][y * pitch_ + x];
        Store(shows ? mix(channel) : Load(at), at);
      }
    }
  }
}

void Renderer::Fill(const Mesh& mesh) {
  for (int value = 0; value < 4; ++value)
    std::fill(samples_[value].begin(), samples_[value].end(), value == 0 ? kFar : 1);
  for (const auto& [a, b, c, d] : mesh.closed) FillFace(corners_[a], corners_[b], corners_[c], corners_[d], true);
  for (const auto& [a, b, c, d] : mesh.leaves) FillFace(corners_[a], corners_[b], corners_[c], corners_[d], false);
}

void Renderer::Develop(uint8_t* rgb) const {
  const auto tone = [](float light) {
    return static_cast<uint8_t>(255 * std::sqrt(std::min(light * (1.0f / (kFine * kFine)), 1.0f)) + 0.5f);
  };
  for (int y = 0; y < size_; ++y) {
    for (int x = 0; x < size_; ++x) {
      for (int channel = 1; channel < 4; ++channel) {
        float light = 0;
        for (int i = 0; i < kFine; ++i) {
          for (int j = 0; j < kFine; ++j) {
            light += std::min(samples_[channel][(y * kFine + i) * pitch_ + x * kFine + j], 1.0f);
          }
        }
        *rgb++ = tone(light);
      }
    }
  }
}

void Renderer::Draw(const Mesh& mesh, const View& view, uint8_t* rgb) {
  Place(mesh, view);
  Shade(mesh, view);
  Fill(mesh);
  Develop(rgb);
}

}  // namespace verger
