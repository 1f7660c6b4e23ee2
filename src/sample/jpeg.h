// JPEG compression of small pictures, by libjpeg-turbo.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include <arrow/result.h>

namespace verger {

/// Compresses pictures of one size, one after another. Not thread-safe: one a thread.
class JpegWriter {
 public:
  JpegWriter(int width, int height, int quality);
  ~JpegWriter();

  /// width x height x 3 bytes of RGB to the bytes of a file, valid until the next call. Errors: OutOfMemory.
  arrow::Result<std::span<const uint8_t>> Compress(const uint8_t* rgb);

 private:
  struct Impl;
  const int width_, height_, quality_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace verger
