#include <fstream>
#include <thread>
#include <vector>

#include <arrow/util/io_util.h>
#include <gtest/gtest.h>

#include "test_photos.h"
#include "verger/pipeline.h"

namespace verger {
namespace {

using Bytes = std::span<const uint8_t>;
using Source = Featurizer::Source;

Bytes AsBytes(const std::string& text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

std::unique_ptr<Featurizer> Tiny(int threads, int batch = 0) {
  return *Featurizer::Make(
      {.model = VERGER_BINARY_DIR "/models/tiny.onnx", .threads = threads, .cache_dir = "none", .batch = batch});
}

std::vector<float> Row(const Featurizer::Outcome& outcome, int i) {
  return {outcome.features.begin() + i * 1280, outcome.features.begin() + (i + 1) * 1280};
}

TEST(Featurizer, TellsPhotosFromRejects) {
  const std::string good = TestPhoto(1), other = TestPhoto(2), bad = "no photo";
  const std::vector<Source> photos = {AsBytes(good), AsBytes(bad), AsBytes(other), Bytes()};
  const auto featurizer = Tiny(2);
  const auto outcome = featurizer->Transform(photos);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_TRUE(outcome->status[0].ok() && outcome->status[2].ok());
  EXPECT_EQ(RejectCodeOf(outcome->status[1]), RejectCode::kUnknownFormat);
  EXPECT_EQ(RejectCodeOf(outcome->status[3]), RejectCode::kEmpty);
  ASSERT_EQ(outcome->features.size(), 4u * 1280);
  EXPECT_EQ(Row(*outcome, 1), std::vector<float>(1280, 0.0f));
  EXPECT_NE(Row(*outcome, 0), Row(*outcome, 1));
  EXPECT_NE(Row(*outcome, 0), Row(*outcome, 2));
}

TEST(Featurizer, TakesAPhotoAsPlaceBytesOrPixels) {
  const auto dir = *arrow::internal::TemporaryDir::Make("verger-featurizer-");
  const std::string path = dir->path().ToString() + "photo.jpg", photo = TestPhoto(1);
  std::ofstream(path, std::ios::binary) << photo;
  const Image image = *Decode(AsBytes(photo));

  const Featurizer::Pixels pixels{image.width, image.height, image.pixels};
  const std::vector<Source> photos = {path, AsBytes(photo), pixels, path + ".gone"};
  const auto outcome = Tiny(2)->Transform(photos);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(Row(*outcome, 0), Row(*outcome, 1));
  EXPECT_EQ(Row(*outcome, 0), Row(*outcome, 2));
  EXPECT_EQ(RejectCodeOf(outcome->status[3]), RejectCode::kNotFound);
}

TEST(Featurizer, RefusesPixelsOfAnotherSize) {
  const std::vector<uint8_t> bytes(10 * 10 * 3 - 1);
  const auto outcome = Tiny(1)->Transform(std::vector<Source>{Featurizer::Pixels{10, 10, bytes}});
  EXPECT_EQ(KindOf(outcome.status()), ErrorKind::kUsage) << outcome.status();
}

TEST(Featurizer, FeaturesDoNotDependOnCompany) {
  std::vector<std::string> bytes;
  for (int i = 0; i < 7; ++i) bytes.push_back(i == 2 ? "no photo" : TestPhoto(i));
  std::vector<Source> photos;
  for (const auto& photo : bytes) photos.emplace_back(AsBytes(photo));
  const auto featurizer = Tiny(2, /*batch=*/4);
  const auto together = featurizer->Transform(photos);
  for (int i = 0; i < 7; ++i) {
    const auto alone = featurizer->Transform(std::span(photos).subspan(static_cast<size_t>(i), 1));
    EXPECT_EQ(Row(*together, i), Row(*alone, 0)) << i;
  }
}

TEST(Featurizer, StopsWhenAsked) {
  std::stop_source stop;
  stop.request_stop();
  const auto outcome = Tiny(1)->Transform(std::vector<Source>{Bytes()}, stop.get_token());
  EXPECT_EQ(KindOf(outcome.status()), ErrorKind::kInterrupted) << outcome.status();
}

TEST(Featurizer, ServesSeveralThreads) {
  const std::string photo = TestPhoto(1);
  const std::vector<Source> photos(5, AsBytes(photo));
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
