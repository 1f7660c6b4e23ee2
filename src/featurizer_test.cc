#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "test_photos.h"
#include "verger/pipeline.h"

namespace verger {
namespace {

using Bytes = std::span<const uint8_t>;

Bytes AsBytes(const std::string& text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

std::unique_ptr<Featurizer> Tiny(int threads) {
  return *Featurizer::Make({.model = VERGER_BINARY_DIR "/models/tiny.onnx", .threads = threads, .cache_dir = "none"});
}

TEST(Featurizer, TellsPhotosFromRejects) {
  const std::string good = TestPhoto(1), other = TestPhoto(2), bad = "no photo";
  const std::vector<Bytes> photos = {AsBytes(good), AsBytes(bad), AsBytes(other), Bytes()};
  const auto featurizer = Tiny(2);
  const auto outcome = featurizer->Transform(photos);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_TRUE(outcome->status[0].ok() && outcome->status[2].ok());
  EXPECT_EQ(RejectCodeOf(outcome->status[1]), RejectCode::kUnknownFormat);
  EXPECT_EQ(RejectCodeOf(outcome->status[3]), RejectCode::kEmpty);
  ASSERT_EQ(outcome->features.size(), 4u * 1280);
  const auto row = [&](int i) {
    return std::vector<float>(outcome->features.begin() + i * 1280, outcome->features.begin() + (i + 1) * 1280);
  };
  EXPECT_EQ(row(1), std::vector<float>(1280, 0.0f));
  EXPECT_NE(row(0), row(1));
  EXPECT_NE(row(0), row(2));
}

TEST(Featurizer, ServesSeveralThreads) {
  const std::string photo = TestPhoto(1);
  const std::vector<Bytes> photos(5, AsBytes(photo));
  const auto featurizer = Tiny(2);
  const auto expected = featurizer->Transform(photos)->features;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { EXPECT_EQ(featurizer->Transform(photos)->features, expected); });
  }
}

TEST(Featurizer, TellsItsContract) {
  const auto featurizer = Tiny(1);
  EXPECT_EQ(featurizer->info().dimension, 1280);
  EXPECT_NE(featurizer->preprocessing().find("\"filter\":\"bicubic\""), std::string::npos)
      << featurizer->preprocessing();
}

}  // namespace
}  // namespace verger
