// The metadata chunks of a PNG, as far as they may tell the photo's orientation.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "enhance/bytes.h"

namespace verger {

struct PngText {
  std::optional<std::vector<uint8_t>> exif;         ///< chunk eXIf, or text named "exif"
  std::optional<std::vector<uint8_t>> raw_profile;  ///< text named "Raw profile type exif", decoded from hex
  std::vector<uint8_t> xmp;                         ///< text named "XML:com.adobe.xmp"

  std::optional<Bytes> Exif() const {
    if (exif) return Bytes(*exif);
    return raw_profile ? std::optional<Bytes>(*raw_profile) : std::nullopt;
  }
  Bytes Xmp() const { return xmp; }
};

/// Takes in a whole chunk of any name. False when Pillow would refuse the file for it: an unknown compression method.
bool NotePngText(std::string_view chunk, Bytes data, PngText* text);

}  // namespace verger
