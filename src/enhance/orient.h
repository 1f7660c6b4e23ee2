// Photos turned upright.
#pragma once

#include <optional>

#include "enhance/bytes.h"
#include "enhance/ifd.h"
#include "verger/enhance.h"

namespace verger {

/// The orientation that a photo's metadata states, as Pillow's Image.getexif() finds it: tag 274 of the EXIF block
/// (with or without "Exif\0\0" before it), else `tiff:Orientation` of the XMP packet, else 1. Blocks that cannot be
/// read count as missing.
int FindOrientation(std::optional<Bytes> exif, Bytes xmp);
/// The same, of a TIFF's first directory.
int FindOrientation(const Ifd& ifd, Bytes xmp);

/// Turns `image` as PIL.ImageOps.exif_transpose does for an EXIF orientation of 2 to 8; other values change nothing.
void Orient(int orientation, Image* image);

}  // namespace verger
