#include "verger/enhance.h"

#include <array>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "enhance/decode.h"
#include "enhance/resize.h"
#include "verger/error.h"

namespace verger {
namespace {

constexpr int kMaxSide = 4096;
constexpr size_t kMostKeptBytes = size_t{64} << 20;  // of one photo's pixels, between photos

constexpr std::array<std::pair<const char*, Filter>, 5> kFilters = {{{"nearest", Filter::kNearest},
                                                                     {"box", Filter::kBox},
                                                                     {"bilinear", Filter::kBilinear},
                                                                     {"bicubic", Filter::kBicubic},
                                                                     {"lanczos", Filter::kLanczos}}};

}  // namespace

struct Enhancer::Impl {
  explicit Impl(const EnhanceOptions& options) : options(options) {}

  EnhanceOptions options;
  Picture picture;
  Resizer resizer{options.width, options.height, options.filter};
};

Enhancer::Enhancer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Enhancer::~Enhancer() = default;

arrow::Result<std::unique_ptr<Enhancer>> Enhancer::Make(const EnhanceOptions& options) {
  for (const int side : {options.width, options.height}) {
    if (side < 1 || side > kMaxSide) {
      return Error(ErrorKind::kUsage, "image size " + std::to_string(options.width) + "x" +
                                          std::to_string(options.height) + " is out of range: each side is 1 to " +
                                          std::to_string(kMaxSide));
    }
  }
  return std::unique_ptr<Enhancer>(new Enhancer(std::make_unique<Impl>(options)));
}

arrow::Result<ImageSize> Enhancer::Enhance(std::span<const uint8_t> bytes, std::span<uint8_t> pixels) {
  Image& image = impl_->picture.image;
  arrow::Status status = DecodePicture(bytes, impl_->options, &impl_->picture);
  if (status.ok()) status = Resize(image, pixels);
  const ImageSize size{image.width, image.height};
  if (image.pixels.capacity() > kMostKeptBytes) image = {};
  ARROW_RETURN_NOT_OK(status);
  return size;
}

arrow::Status Enhancer::Resize(const Image& image, std::span<uint8_t> pixels) {
  const EnhanceOptions& options = impl_->options;
  if (image.width < 1 || image.height < 1 ||
      image.pixels.size() != static_cast<size_t>(image.width) * image.height * 3 ||
      pixels.size() != static_cast<size_t>(options.width) * options.height * 3) {
    return arrow::Status::Invalid("Enhancer::Resize: the buffers do not have the sizes they should");
  }
  return impl_->resizer.Resize(image.pixels.data(), image.width, image.height, pixels.data());
}

std::string PreprocessingSpec(const EnhanceOptions& options) {
  return nlohmann::ordered_json{{"version", 1},
                                {"decoder", "pillow-13"},
                                {"exif_orientation", options.exif_orientation},
                                {"color", "RGB"},
                                {"filter", FilterName(options.filter)},
                                {"width", options.width},
                                {"height", options.height}}
      .dump();
}

std::string FilterName(Filter filter) { return kFilters[static_cast<size_t>(filter)].first; }

arrow::Result<Filter> ParseFilter(const std::string& name) {
  std::string known;
  for (const auto& [known_name, filter] : kFilters) {
    if (name == known_name) return filter;
    known += std::string(known.empty() ? "" : ", ") + known_name;
  }
  return Error(ErrorKind::kUsage, "there is no filter \"" + name + "\": choose one of " + known);
}

}  // namespace verger
