#include "sample/render.h"

namespace verger {
namespace {

constexpr int kFine = 2;
constexpr float kFar = -1e9f;

}  // namespace

Renderer::Renderer(int size) : size_(size), fine_(size * kFine), samples_(fine_ * fine_) {}

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
    const float face = nz_[i] < 0 ? -1.0f : 1.0f;  // leaves show both sides; nothing else is seen from behind
    const float nx = nx_[i] * face, ny = ny_[i] * face, nz = nz_[i] * face;
    const float facing = nx * lamp.x + ny * lamp.y + nz * lamp.z;
    const float direct = std::max(0.0f, (facing + 0.2f) * (1 / 1.2f));
    // Sky above, the white table below.
    const float around = 0.30f + 0.10f * ny + 0.08f * std::max(0.0f, -ny) + 0.06f * nx;
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

// Either winding is filled. Vertices are at least half a sample inside the picture.
void Renderer::FillTriangle(const Corner& a, const Corner& b, const Corner& c) {
  const float ax = a.x, ay = a.y, bx = b.x, by = b.y, cx = c.x, cy = c.y;
  const int left = static_cast<int>(std::min({ax, bx, cx}) + 1), right = static_cast<int>(std::max({ax, bx, cx}));
  const int top = static_cast<int>(std::min({ay, by, cy}) + 1), bottom = static_cast<int>(std::max({ay, by, cy}));
  if (left > right || top > bottom) return;  // most are this small
  const float area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  if (area == 0) return;
  const float over = 1 / area;
  // The weights of b and c rise evenly along a row.
  const float b_rise = (cy - ay) * over, c_rise = (ay - by) * over;
  for (int y = top; y <= bottom; ++y) {
    const float px = static_cast<float>(left) - ax, py = static_cast<float>(y) - ay;
    float wb = (px * (cy - ay) - py * (cx - ax)) * over;
    float wc = ((bx - ax) * py - (by - ay) * px) * over;
    Sample* sample = &samples_[y * fine_ + left];
    for (int x = left; x <= right; ++x, ++sample, wb += b_rise, wc += c_rise) {
      const float wa = 1 - wb - wc;
      if (wa < 0 || wb < 0 || wc < 0) continue;
      const Sample seen = {wa * a.seen.depth + wb * b.seen.depth + wc * c.seen.depth,
                           wa * a.seen.r + wb * b.seen.r + wc * c.seen.r, wa * a.seen.g + wb * b.seen.g + wc * c.seen.g,
                           wa * a.seen.b + wb * b.seen.b + wc * c.seen.b};
      if (seen.depth > sample->depth) *sample = seen;
    }
  }
}

void Renderer::Fill(const Mesh& mesh) {
  std::fill(samples_.begin(), samples_.end(), Sample{kFar, 1, 1, 1});
  for (const auto& [a, b, c, d] : mesh.closed) {
    if (nz_[a] + nz_[b] + nz_[c] + nz_[d] < -0.2f) continue;
    FillTriangle(corners_[a], corners_[b], corners_[c]);
    FillTriangle(corners_[a], corners_[c], corners_[d]);
  }
  for (const auto& [a, b, c, d] : mesh.leaves) {
    FillTriangle(corners_[a], corners_[b], corners_[c]);
    FillTriangle(corners_[a], corners_[c], corners_[d]);
  }
}

void Renderer::Develop(uint8_t* rgb) const {
  const auto tone = [](float light) {
    return static_cast<uint8_t>(255 * std::sqrt(std::min(light * (1.0f / (kFine * kFine)), 1.0f)) + 0.5f);
  };
  for (int y = 0; y < size_; ++y) {
    for (int x = 0; x < size_; ++x) {
      float r = 0, g = 0, b = 0;
      for (int i = 0; i < kFine; ++i) {
        for (int j = 0; j < kFine; ++j) {
          const Sample& sample = samples_[(y * kFine + i) * fine_ + x * kFine + j];
          r += std::min(sample.r, 1.0f);
          g += std::min(sample.g, 1.0f);
          b += std::min(sample.b, 1.0f);
        }
      }
      *rgb++ = tone(r);
      *rgb++ = tone(g);
      *rgb++ = tone(b);
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
