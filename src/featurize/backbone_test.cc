#include <atomic>
#include <filesystem>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/test_folder.h"
#include "verger/error.h"
#include "verger/featurize.h"

namespace verger {
namespace {

using Pixels = std::vector<uint8_t>;
using Features = std::vector<float>;

FeaturizeOptions Tiny() { return {.model = VERGER_BINARY_DIR "/models/tiny.onnx", .threads = 2, .cache_dir = "none"}; }

Pixels RandomImages(int images, int width = 224, int height = 224, uint32_t seed = 1) {
  std::mt19937 random(seed);
  Pixels pixels(static_cast<size_t>(images) * width * height * 3);
  for (auto& value : pixels) value = static_cast<uint8_t>(random());
  return pixels;
}

Features RunAll(Backbone& backbone, const Pixels& pixels, int images) {
  Features features(static_cast<size_t>(images) * backbone.info().dimension);
  const auto session = backbone.NewSession();
  EXPECT_TRUE(session.ok()) << session.status();
  const auto status = (*session)->Run(pixels, features);
  EXPECT_TRUE(status.ok()) << status;
  return features;
}

TEST(Backbone, TellsWhatItIs) {
  const auto backbone = Backbone::Load(Tiny());
  ASSERT_TRUE(backbone.ok()) << backbone.status();
  const BackboneInfo& info = (*backbone)->info();
  EXPECT_EQ(info.name, "tiny");
  EXPECT_EQ(info.dimension, 1280);
  EXPECT_EQ(info.width, 224);
  EXPECT_EQ(info.height, 224);
  EXPECT_EQ(info.precision, Precision::kF32);
}

TEST(Backbone, FeaturesDependOnTheImageAlone) {
  FeaturizeOptions options = Tiny();
  options.batch = 4;
  const auto backbone = *Backbone::Load(options);
  const size_t size = 224 * 224 * 3, dimension = 1280;
  const Pixels four = RandomImages(4);
  const Features together = RunAll(*backbone, four, 4);
  EXPECT_NE(Features(together.begin(), together.begin() + dimension),
            Features(together.begin() + dimension, together.begin() + 2 * dimension));
  for (size_t i = 0; i < 4; ++i) {
    const Pixels one(four.begin() + i * size, four.begin() + (i + 1) * size);
    EXPECT_EQ(RunAll(*backbone, one, 1),
              Features(together.begin() + i * dimension, together.begin() + (i + 1) * dimension));
  }
}

TEST(Backbone, MoreSessionsThanCoresGiveTheSameBits) {
  FeaturizeOptions one = Tiny();
  one.threads = 1;
  const Pixels pixels = RandomImages(1);
  const Features expected = RunAll(**Backbone::Load(one), pixels, 1);

  FeaturizeOptions many = Tiny();
  many.threads = 8;
  const auto backbone = *Backbone::Load(many);
  std::atomic<int> equal = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 3; ++k) equal += RunAll(*backbone, pixels, 1) == expected;
      });
    }
  }
  EXPECT_EQ(equal, 24);
}

TEST(Backbone, TheCompiledModelIsKeptAndGivesTheSame) {
  FeaturizeOptions options = Tiny();
  options.cache_dir = TestFolder().string();
  std::filesystem::remove_all(options.cache_dir);
  const Pixels pixels = RandomImages(1);
  const Features first = RunAll(**Backbone::Load(options), pixels, 1);
  EXPECT_FALSE(std::filesystem::is_empty(options.cache_dir));
  EXPECT_EQ(RunAll(**Backbone::Load(options), pixels, 1), first);
}

TEST(Backbone, WrongSizesAreRefused) {
  const auto backbone = *Backbone::Load(Tiny());
  const auto session = *backbone->NewSession();
  Features features(1280);
  EXPECT_FALSE(session->Run(Pixels(10), features).ok());
  EXPECT_FALSE(session->Run(RandomImages(2), features).ok());
  features.resize(5);
  EXPECT_FALSE(session->Run(RandomImages(1), features).ok());
}

TEST(Backbone, AutoChoosesWhatTheCpuHas) {
  FeaturizeOptions options = Tiny();
  options.precision = Precision::kAuto;
  const auto backbone = Backbone::Load(options);
  ASSERT_TRUE(backbone.ok()) << backbone.status();
  EXPECT_NE((*backbone)->info().precision, Precision::kAuto);
}

TEST(Backbone, AFloatModelIsScaledAsItsSidecarSays) {
  FeaturizeOptions options = Tiny();
  options.model = VERGER_BINARY_DIR "/models/tiny_nchw.onnx";
  const auto backbone = Backbone::Load(options);
  ASSERT_TRUE(backbone.ok()) << backbone.status();
  EXPECT_EQ((*backbone)->info().width, 96);
  RunAll(**backbone, RandomImages(1, 96, 96), 1);
}

}  // namespace
}  // namespace verger
