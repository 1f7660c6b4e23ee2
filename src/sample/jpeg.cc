#include "sample/jpeg.h"

#include <csetjmp>
#include <cstdio>  // jpeglib.h needs it
#include <cstdlib>
#include <vector>

#include <jpeglib.h>

namespace verger {

struct JpegWriter::Impl {
  jpeg_compress_struct codec{};
  jpeg_error_mgr errors{};
  std::jmp_buf failed;
  std::vector<uint8_t> buffer;
  unsigned char* bytes;
  unsigned long size;
};

JpegWriter::JpegWriter(int width, int height, int quality)
    : width_(width), height_(height), quality_(quality), impl_(std::make_unique<Impl>()) {
  impl_->buffer.resize(static_cast<size_t>(width) * height * 3 + 4096);
}

JpegWriter::~JpegWriter() { jpeg_destroy_compress(&impl_->codec); }

arrow::Result<std::span<const uint8_t>> JpegWriter::Compress(const uint8_t* rgb) {
  Impl& self = *impl_;
  if (setjmp(self.failed) != 0) return arrow::Status::OutOfMemory("libjpeg has no memory");
  if (self.codec.err == nullptr) {
    self.codec.err = jpeg_std_error(&self.errors);
    self.codec.client_data = &self;
    self.errors.error_exit = [](j_common_ptr codec) {
      std::longjmp(static_cast<Impl*>(codec->client_data)->failed, 1);
    };
    jpeg_create_compress(&self.codec);
    self.codec.image_width = width_;
    self.codec.image_height = height_;
    self.codec.input_components = 3;
    self.codec.in_color_space = JCS_RGB;
    jpeg_set_defaults(&self.codec);
    jpeg_set_quality(&self.codec, quality_, TRUE);
  }
  self.bytes = self.buffer.data();
  self.size = self.buffer.size();
  jpeg_mem_dest(&self.codec, &self.bytes, &self.size);
  jpeg_start_compress(&self.codec, TRUE);
  for (int row = 0; row < height_; ++row) {
    JSAMPROW line = const_cast<JSAMPROW>(rgb + static_cast<size_t>(row) * width_ * 3);
    jpeg_write_scanlines(&self.codec, &line, 1);
  }
  jpeg_finish_compress(&self.codec);
  if (self.bytes != self.buffer.data()) {  // it did not fit, and libjpeg made a larger one
    self.buffer.assign(self.bytes, self.bytes + self.size);
    std::free(self.bytes);
  }
  return std::span<const uint8_t>(self.buffer.data(), self.size);
}

}  // namespace verger
