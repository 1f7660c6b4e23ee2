#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <webp/decode.h>
#include <webp/demux.h>

#include "enhance/decode.h"
#include "enhance/orient.h"
#include "verger/error.h"

namespace verger {
namespace {

struct Delete {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};
using Demuxer = std::unique_ptr<WebPDemuxer, Delete>;

std::optional<Bytes> FindChunk(const WebPDemuxer* demuxer, const char* name) {
  WebPChunkIterator found;
  std::optional<Bytes> data;
  if (WebPDemuxGetChunk(demuxer, name, 1, &found)) data = Bytes(found.chunk.bytes, found.chunk.size);
  WebPDemuxReleaseChunkIterator(&found);
  return data;
}

// Puts the frame where it belongs on the image. Alpha is decoded too, for a broken one is a broken photo, and left out.
bool DecodeFrame(const WebPIterator& frame, Image* image) {
  const size_t stride = size_t{3} * image->width;
  uint8_t* out = image->pixels.data() + frame.y_offset * stride + size_t{3} * frame.x_offset;
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return false;
  config.output.is_external_memory = 1;
  config.output.colorspace = MODE_RGB;
  WebPRGBABuffer& buffer = config.output.u.RGBA;
  buffer = {out, static_cast<int>(stride), stride * (frame.height - 1) + size_t{3} * frame.width};
  std::vector<uint8_t> rgba;
  if (frame.has_alpha) {
    config.output.colorspace = MODE_RGBA;
    rgba.resize(size_t{4} * frame.width * frame.height);
    buffer = {rgba.data(), 4 * frame.width, rgba.size()};
  }
  if (WebPDecode(frame.fragment.bytes, frame.fragment.size, &config) != VP8_STATUS_OK) return false;
  const uint8_t* in = rgba.data();
  for (int y = 0; frame.has_alpha && y < frame.height; ++y, out += stride) {
    for (int x = 0; x < frame.width; ++x, in += 4) std::copy_n(in, 3, out + 3 * x);
  }
  return true;
}

}  // namespace

arrow::Status DecodeWebp(Bytes bytes, const EnhanceOptions& options, Picture* picture) {
  const WebPData data = {bytes.data(), bytes.size()};
  WebPDemuxState state;
  Demuxer demuxer(WebPDemuxPartial(&data, &state));
  if (demuxer == nullptr || state == WEBP_DEMUX_PARSE_ERROR) return Reject(RejectCode::kCorrupt, "a broken WebP file");
  if (state != WEBP_DEMUX_DONE) return Reject(RejectCode::kTruncated, "a WebP file that is cut off");
  Image& image = picture->image;
  ARROW_RETURN_NOT_OK(SetSize(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH),
                              WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT), options, &image));

  WebPIterator frame;
  bool is_good = WebPDemuxGetFrame(demuxer.get(), 1, &frame);
  if (is_good) {
    if (frame.width != image.width || frame.height != image.height) std::ranges::fill(image.pixels, 0);
    is_good = DecodeFrame(frame, &image);
  }
  WebPDemuxReleaseIterator(&frame);
  if (!is_good) return Reject(RejectCode::kCorrupt, "a WebP image that is broken");
  picture->orientation =
      FindOrientation(FindChunk(demuxer.get(), "EXIF"), FindChunk(demuxer.get(), "XMP ").value_or(Bytes()));
  return arrow::Status::OK();
}

}  // namespace verger
