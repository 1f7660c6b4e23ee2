// Small photos for tests of the chain.
#pragma once

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "verger/enhance.h"

namespace verger {

/// A JPEG of 40 x 30 noisy pixels.
inline std::string TestPhoto(uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<uint8_t> pixels(40 * 30 * 3);
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(seed * 37 + i % 97 + random() % 64);
  return *EncodeJpeg(pixels, 40, 30, 90);
}

/// `count` photos in `varieties` folders below `root`, made anew.
inline void WriteTestPhotos(const std::filesystem::path& root, int count, int varieties = 3) {
  std::filesystem::remove_all(root);
  for (int i = 0; i < count; ++i) {
    const auto folder = root / ("Apple Red " + std::to_string(i % varieties));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / (std::to_string(i) + ".jpg")) << TestPhoto(static_cast<uint32_t>(i));
  }
}

}  // namespace verger
