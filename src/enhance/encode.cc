#include <csetjmp>
#include <cstdio>  // jpeglib.h needs it
#include <cstdlib>
#include <string>

#include <jpeglib.h>

#include "verger/enhance.h"
#include "verger/error.h"

namespace verger {
namespace {

struct Errors {
  jpeg_error_mgr base;
  std::jmp_buf jump;
};

// What jpeg_mem_dest allocates. libjpeg only tells of it at the end of compression.
struct Output {
  unsigned char* data = nullptr;
  unsigned long size = 0;
  ~Output() { std::free(data); }
};

// No object with a destructor lives in here: a failure jumps over it.
bool Compress(const uint8_t* pixels, int width, int height, int quality, Output* output, char* message) {
  jpeg_compress_struct jpeg;
  Errors errors;
  volatile bool has_begun = false;
  jpeg.err = jpeg_std_error(&errors.base);
  errors.base.error_exit = [](j_common_ptr common) { std::longjmp(reinterpret_cast<Errors*>(common->err)->jump, 1); };
  errors.base.emit_message = [](j_common_ptr, int) {};
  if (setjmp(errors.jump)) {
    (*errors.base.format_message)(reinterpret_cast<j_common_ptr>(&jpeg), message);
    jpeg_destroy_compress(&jpeg);
    if (has_begun) output->data = nullptr;  // it may have been replaced
    return false;
  }
  jpeg_create_compress(&jpeg);
  jpeg_mem_dest(&jpeg, &output->data, &output->size);
  jpeg.image_width = width;
  jpeg.image_height = height;
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, quality, TRUE);
  jpeg_start_compress(&jpeg, TRUE);
  has_begun = true;
  while (jpeg.next_scanline < jpeg.image_height) {
    JSAMPROW row = const_cast<uint8_t*>(pixels) + size_t{3} * width * jpeg.next_scanline;
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  return true;
}

}  // namespace

arrow::Result<std::string> EncodeJpeg(std::span<const uint8_t> pixels, int width, int height, int quality) {
  if (width < 1 || height < 1 || pixels.size() != size_t{3} * width * height) {
    return Error(ErrorKind::kFailed, "EncodeJpeg: " + std::to_string(pixels.size()) + " bytes are not " +
                                         std::to_string(width) + " x " + std::to_string(height) + " RGB pixels");
  }
  Output output;
  char message[JMSG_LENGTH_MAX] = "";
  if (!Compress(pixels.data(), width, height, quality, &output, message)) {
    return Error(ErrorKind::kFailed, std::string("EncodeJpeg: ") + message);
  }
  return std::string(reinterpret_cast<const char*>(output.data), output.size);
}

}  // namespace verger
