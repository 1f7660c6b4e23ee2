// A fruit as a camera sees it: lit from the upper left, on white.
#pragma once

#include <cstdint>
#include <vector>

#include "sample/fruit.h"

namespace verger {

/// How the camera and the lamp stand.
struct View {
  Rotation turn;  ///< of the fruit; the camera looks along -z, y is up
  Vec3 lamp{-0.45f, 0.6f, 0.66f};
  float exposure = 1;
  float margin = 2;  ///< pixels left free around the fruit, at least
};

/// Draws square pictures of one size. Keeps its scratch memory; one a thread.
class Renderer {
 public:
  explicit Renderer(int size);

  /// Fills size x size x 3 bytes.
  void Draw(const Mesh& mesh, const View& view, uint8_t* rgb);

 private:
  void Place(const Mesh& mesh, const View& view);
  void Shade(const Mesh& mesh, const View& view);
  void Fill(const Mesh& mesh);
  void Develop(uint8_t* rgb) const;

  struct Corner {
    float x, y;     // in samples
    float seen[4];  // depth, red, green, blue
  };
  void FillFace(const Corner& a, const Corner& b, const Corner& c, const Corner& d, bool closed);

  const int size_;
  const int fine_;                   // samples across: some to a pixel
  const int pitch_;                  // from one row of samples to the next
  std::vector<float> x_, y_, z_;     // vertices, in samples; z toward the camera
  std::vector<float> nx_, ny_, nz_;  // turned normals
  std::vector<Corner> corners_;      // placed and shaded vertices
  std::vector<float> samples_[4];    // depth, red, green, blue
};

}  // namespace verger
