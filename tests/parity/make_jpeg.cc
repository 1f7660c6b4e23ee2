// JPEG files of varieties that Pillow does not write, for the tests in Python to call.
#include <cstdint>
#include <cstdio>  // jpeglib.h needs it
#include <cstdlib>

#include <jpeglib.h>

// Encodes samples (height x width x components, as they are: no colour is converted). `color_space` is a J_COLOR_SPACE,
// `sampling` holds 16 * horizontal + vertical for each component. Returns the size of `*out`, which make_jpeg_free
// frees. libjpeg's own handler ends the process on an error: the tests ask for nothing wrong.
extern "C" __attribute__((visibility("default"))) unsigned long make_jpeg(
    const uint8_t* samples, int width, int height, int components, int color_space, const uint8_t* sampling,
    int quality, int progressive, int arithmetic, int restart, int adobe, int jfif, int separate_scans, uint8_t** out) {
  jpeg_compress_struct jpeg;
  jpeg_error_mgr errors;
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned long size = 0;
  *out = nullptr;
  jpeg_mem_dest(&jpeg, out, &size);
  jpeg.image_width = width;
  jpeg.image_height = height;
  jpeg.input_components = components;
  jpeg.in_color_space = static_cast<J_COLOR_SPACE>(color_space);
  jpeg_set_defaults(&jpeg);
  jpeg_set_colorspace(&jpeg, jpeg.in_color_space);
  jpeg_set_quality(&jpeg, quality, TRUE);
  for (int i = 0; i < components; ++i) {
    jpeg.comp_info[i].h_samp_factor = sampling[i] >> 4;
    jpeg.comp_info[i].v_samp_factor = sampling[i] & 15;
  }
  if (progressive) jpeg_simple_progression(&jpeg);
  jpeg_scan_info scans[4] = {};
  if (separate_scans) {
    for (int i = 0; i < components; ++i) scans[i] = {1, {i}, 0, 63, 0, 0};
    jpeg.scan_info = scans;
    jpeg.num_scans = components;
  }
  jpeg.arith_code = arithmetic;
  jpeg.restart_interval = restart;
  jpeg.write_Adobe_marker = adobe;
  jpeg.write_JFIF_header = jfif;
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    JSAMPROW row = const_cast<uint8_t*>(samples) + static_cast<size_t>(jpeg.next_scanline) * width * components;
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  return size;
}

extern "C" __attribute__((visibility("default"))) void make_jpeg_free(uint8_t* out) { std::free(out); }
