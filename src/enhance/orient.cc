#include "enhance/orient.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace verger {
namespace {

constexpr uint16_t kOrientationTag = 274;

// Pillow's expression: tiff:Orientation(="|>)([0-9])
std::optional<int> XmpOrientation(Bytes xmp) {
  const std::string_view text(reinterpret_cast<const char*>(xmp.data()), xmp.size());
  constexpr std::string_view kName = "tiff:Orientation";
  for (size_t at = text.find(kName); at != text.npos; at = text.find(kName, at + 1)) {
    std::string_view rest = text.substr(at + kName.size());
    if (rest.starts_with("=\"")) {
      rest.remove_prefix(2);
    } else if (rest.starts_with('>')) {
      rest.remove_prefix(1);
    } else {
      continue;
    }
    if (!rest.empty() && rest[0] >= '0' && rest[0] <= '9') return rest[0] - '0';
  }
  return std::nullopt;
}

}  // namespace

int FindOrientation(const Ifd& ifd, Bytes xmp) {
  if (ifd.Find(kOrientationTag) == nullptr) return XmpOrientation(xmp).value_or(1);
  const double value = ifd.Number(kOrientationTag).value_or(1);
  return value >= 1 && value <= 8 && value == std::floor(value) ? static_cast<int>(value) : 1;
}

int FindOrientation(std::optional<Bytes> exif, Bytes xmp) {
  Bytes block = exif.value_or(Bytes());
  for (int i = 0; i < 2 && StartsWith(block, "Exif\0\0"); ++i) block = block.subspan(6);
  const auto header = TiffHeader::Read(block);
  return FindOrientation(header ? Ifd::Read(block, *header, header->first) : Ifd(), xmp);
}

void Orient(int orientation, Image* image) {
  if (orientation < 2 || orientation > 8) return;
  // The values of EXIF 2.32, 4.6.4 A, as up to three mirrorings.
  const bool swap = orientation >= 5;  // rows and columns change places
  const bool flip_x = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
  const bool flip_y = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;

  const int width = swap ? image->height : image->width;
  const int height = swap ? image->width : image->height;
  const std::ptrdiff_t row = std::ptrdiff_t{3} * image->width;
  const std::ptrdiff_t step_x = (swap ? row : 3) * (flip_x ? -1 : 1);
  const std::ptrdiff_t step_y = (swap ? 3 : row) * (flip_y ? -1 : 1);
  const uint8_t* line =
      image->pixels.data() + (flip_x ? -step_x * (width - 1) : 0) + (flip_y ? -step_y * (height - 1) : 0);
  std::vector<uint8_t> turned(image->pixels.size());
  uint8_t* out = turned.data();
  for (int y = 0; y < height; ++y, line += step_y) {
    const uint8_t* in = line;
    for (int x = 0; x < width; ++x, in += step_x, out += 3) std::copy_n(in, 3, out);
  }
  image->pixels = std::move(turned);
  image->width = width;
  image->height = height;
}

}  // namespace verger
