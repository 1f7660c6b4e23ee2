// Enhance: resizing by size and filter, and a photo of Fruits-360's size from JPEG to the network's pixels.
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "verger/enhance.h"

namespace verger {
namespace {

// Smooth with some noise, as photos are: noise alone takes a decoder twice as long.
Image Picture(int width, int height) {
  std::mt19937 random(1);
  Image image{width, height, std::vector<uint8_t>(static_cast<size_t>(width) * height * 3)};
  uint8_t* pixel = image.pixels.data();
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < 3; ++c)
        *pixel++ = static_cast<uint8_t>((x * 128 / width + y * 100 / height * c) + random() % 16);
    }
  }
  return image;
}

void BM_Resize(benchmark::State& state, int width, int height, EnhanceOptions options) {
  const Image image = Picture(width, height);
  auto enhancer = Enhancer::Make(options).ValueOrDie();
  std::vector<uint8_t> pixels(static_cast<size_t>(options.width) * options.height * 3);
  for (auto _ : state) {
    if (!enhancer->Resize(image, pixels).ok()) state.SkipWithError("resize failed");
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(image.pixels.size()));
}

void BM_Enhance(benchmark::State& state, int width, int height) {
  const Image image = Picture(width, height);
  const std::string jpeg = EncodeJpeg(image.pixels, width, height, 90).ValueOrDie();
  const EnhanceOptions options;
  auto enhancer = Enhancer::Make(options).ValueOrDie();
  std::vector<uint8_t> pixels(static_cast<size_t>(options.width) * options.height * 3);
  for (auto _ : state) {
    const auto size = enhancer->Enhance({reinterpret_cast<const uint8_t*>(jpeg.data()), jpeg.size()}, pixels);
    if (!size.ok()) state.SkipWithError("enhance failed");
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations());
}

void RegisterAll() {
  for (const auto& [width, height] : {std::pair(100, 100), {320, 240}, {1024, 768}, {4000, 3000}, {3000, 4000}}) {
    const std::string size = std::to_string(width) + "x" + std::to_string(height);
    for (const Filter filter :
         {Filter::kNearest, Filter::kBox, Filter::kBilinear, Filter::kBicubic, Filter::kLanczos}) {
      EnhanceOptions options;
      options.filter = filter;
      benchmark::RegisterBenchmark(("resize/" + size + "/" + FilterName(filter)).c_str(), BM_Resize, width, height,
                                   options)
          ->Unit(benchmark::kMicrosecond);
    }
    benchmark::RegisterBenchmark(("jpeg/" + size).c_str(), BM_Enhance, width, height)->Unit(benchmark::kMicrosecond);
  }
}

}  // namespace
}  // namespace verger

int main(int argc, char** argv) {
  verger::RegisterAll();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
