// What the decoders of the formats share.
#pragma once

#include <arrow/status.h>

#include "enhance/bytes.h"
#include "verger/enhance.h"

namespace verger {

/// What a format's decoder fills in.
struct Picture {
  Image image;
  int orientation = 1;  ///< EXIF's, not applied yet; what is not within 2 to 8 leaves the image as it is
};

/// Gives `image` its size; the pixels' values are undefined. Rejects sizes of zero (corrupt) and more than
/// options.max_pixels (too_many_pixels) before anything is allocated.
arrow::Status SetSize(int64_t width, int64_t height, const EnhanceOptions& options, Image* image);

/// Decode into a picture whose memory is used again. Errors: as Decode.
arrow::Status DecodePicture(Bytes bytes, const EnhanceOptions& options, Picture* picture);

// One a format. Each refuses what Pillow refuses; `bytes` begins with the format's magic. Errors: rejects.
arrow::Status DecodeJpeg(Bytes bytes, const EnhanceOptions& options, Picture* picture);
arrow::Status DecodePng(Bytes bytes, const EnhanceOptions& options, Picture* picture);
arrow::Status DecodeWebp(Bytes bytes, const EnhanceOptions& options, Picture* picture);
arrow::Status DecodeBmp(Bytes bytes, const EnhanceOptions& options, Picture* picture);
arrow::Status DecodeGif(Bytes bytes, const EnhanceOptions& options, Picture* picture);
arrow::Status DecodeTiff(Bytes bytes, const EnhanceOptions& options, Picture* picture);

}  // namespace verger
