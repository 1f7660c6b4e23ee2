#include "verger/sample.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample/fruit.h"
#include "sample/look.h"
#include "sample/render.h"
#include "verger/error.h"

namespace verger {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class SampleTest : public testing::Test {
 protected:
  SampleTest() : root_(fs::path(testing::TempDir()) / ("verger_sample_" + std::to_string(getpid()))) {}
  ~SampleTest() override { fs::remove_all(root_); }

  std::string Folder(const std::string& name) const { return (root_ / name).string(); }

  // Every file below `folder` with its content.
  static std::map<std::string, std::string> Read(const std::string& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      files[fs::relative(entry.path(), folder).string()] = {std::istreambuf_iterator<char>(in), {}};
    }
    return files;
  }

  fs::path root_;
};

SampleOptions Small() {
  SampleOptions options;
  options.varieties = 3;
  options.views = 40;
  return options;
}

TEST_F(SampleTest, DrawsWhatItSays) {
  int64_t counted = 0;
  const auto result = DrawSample(Folder("a"), Small(), [&](int64_t count) { counted = count; });
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->training, 90);
  EXPECT_EQ(result->test, 30);
  EXPECT_EQ(counted, 120);

  int training = 0, test = 0;
  std::set<std::string> varieties;
  for (const auto& [path, bytes] : Read(Folder("a"))) {
    if (path == "README.txt") {
      EXPECT_THAT(bytes, HasSubstr("no photographs"));
      continue;
    }
    const fs::path parts = path;
    (*parts.begin() == "Training" ? training : test) += 1;
    varieties.insert(parts.parent_path().filename());
    EXPECT_TRUE(bytes.starts_with("\xFF\xD8\xFF") && bytes.ends_with("\xFF\xD9")) << path;
    EXPECT_TRUE(path.ends_with("_100.jpg")) << path;
  }
  EXPECT_EQ(training, 90);
  EXPECT_EQ(test, 30);
  EXPECT_THAT(varieties, ElementsAre("Apple Braeburn", "Banana", "Strawberry"));
}

TEST_F(SampleTest, TheSeedAloneDecidesTheBytes) {
  SampleOptions options = Small();
  options.threads = 1;
  ASSERT_TRUE(DrawSample(Folder("a"), options).ok());
  options.threads = 3;
  ASSERT_TRUE(DrawSample(Folder("b"), options).ok());
  options.seed = 2;
  ASSERT_TRUE(DrawSample(Folder("c"), options).ok());
  const auto a = Read(Folder("a")), b = Read(Folder("b")), c = Read(Folder("c"));
  EXPECT_TRUE(a == b);
  ASSERT_EQ(a.size(), c.size());
  for (const auto& [path, bytes] : a) EXPECT_EQ(path == "README.txt", bytes == c.at(path)) << path;
}

// A variety stays itself however many others are drawn.
TEST_F(SampleTest, VarietiesDoNotDependOnEachOther) {
  SampleOptions options = Small();
  ASSERT_TRUE(DrawSample(Folder("three"), options).ok());
  options.varieties = 1;
  ASSERT_TRUE(DrawSample(Folder("one"), options).ok());
  const auto three = Read(Folder("three"));
  for (const auto& [path, bytes] : Read(Folder("one"))) EXPECT_EQ(bytes, three.at(path)) << path;
}

TEST_F(SampleTest, NoTwoPhotosAreTheSame) {
  ASSERT_TRUE(DrawSample(Folder("a"), Small()).ok());
  std::set<std::string> different;
  const auto files = Read(Folder("a"));
  for (const auto& [path, bytes] : files) different.insert(bytes);
  EXPECT_EQ(different.size(), files.size());
}

TEST_F(SampleTest, FewViewsLeaveNoneForTest) {
  SampleOptions options = Small();
  options.views = 3;
  const auto result = DrawSample(Folder("a"), options);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->test, 0);
  EXPECT_FALSE(fs::exists(Folder("a") + "/Test"));
}

TEST_F(SampleTest, LeavesAFolderThatIsNotEmptyAlone) {
  fs::create_directories(Folder("full"));
  std::ofstream(Folder("full") + "/mine.txt") << "mine";
  const arrow::Status status = DrawSample(Folder("full"), Small()).status();
  EXPECT_EQ(KindOf(status), ErrorKind::kUsage);
  EXPECT_THAT(status.message(), HasSubstr("is not empty"));
  EXPECT_THAT(status.message(), HasSubstr(Folder("full")));
  EXPECT_EQ(Read(Folder("full")).size(), 1);
}

TEST_F(SampleTest, AFileIsNoFolder) {
  fs::create_directories(root_);
  std::ofstream(Folder("file")) << "x";
  EXPECT_EQ(KindOf(DrawSample(Folder("file"), Small()).status()), ErrorKind::kUsage);
  EXPECT_EQ(KindOf(DrawSample(Folder("file/below"), Small()).status()), ErrorKind::kFailed);
}

TEST_F(SampleTest, OptionsOutOfRange) {
  for (const auto& [varieties, views, threads] : {std::tuple(0, 40, 0), {132, 40, 0}, {3, 0, 0}, {3, 40, -1}}) {
    const arrow::Status status = DrawSample(Folder("a"), {varieties, views, 1, threads}).status();
    EXPECT_EQ(KindOf(status), ErrorKind::kUsage) << status;
    EXPECT_THAT(status.message(), HasSubstr("must be"));
  }
  EXPECT_FALSE(fs::exists(Folder("a")));
}

TEST_F(SampleTest, Stops) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(KindOf(DrawSample(Folder("a"), Small(), {}, stop.get_token()).status()), ErrorKind::kInterrupted);
}

TEST(CatalogueTest, NamesAreThoseOfFruits360) {
  std::set<std::string> names, categories;
  for (const Variety& variety : Catalogue()) {
    const std::string name = variety.name;
    names.insert(name);
    categories.insert(name.substr(0, name.find(' ')));
  }
  EXPECT_EQ(names.size(), 131);
  EXPECT_EQ(categories.size(), 67);
}

// Touches the frame up to its margin in one direction, and leaves the corners white.
TEST(CatalogueTest, EveryFruitFillsItsFrameOnWhite) {
  constexpr int kSize = 100, kMargin = 3;
  Renderer renderer(kSize);
  std::vector<uint8_t> rgb(kSize * kSize * 3);
  for (const Variety& variety : Catalogue()) {
    View view;
    view.margin = kMargin;
    renderer.Draw(GrowFruit(variety.look, Random(7)), view, rgb.data());
    int left = kSize, right = -1, top = kSize, bottom = -1, covered = 0;
    for (int y = 0; y < kSize; ++y) {
      for (int x = 0; x < kSize; ++x) {
        const uint8_t* pixel = &rgb[(y * kSize + x) * 3];
        if (pixel[0] == 255 && pixel[1] == 255 && pixel[2] == 255) continue;
        left = std::min(left, x), right = std::max(right, x), top = std::min(top, y), bottom = std::max(bottom, y);
        ++covered;
      }
    }
    EXPECT_GE(std::min({left, top, kSize - 1 - right, kSize - 1 - bottom}), kMargin) << variety.name;
    EXPECT_GE(std::max(right - left, bottom - top), kSize * 4 / 5)
        << variety.name;  // tips of hairs are too thin to show
    EXPECT_GT(covered, kSize * kSize / 10) << variety.name;
    EXPECT_LT(covered, kSize * kSize * 9 / 10) << variety.name;
  }
}

// The pattern is on the skin: half a turn shows another side, a whole turn the same.
TEST(CatalogueTest, TurningShowsAnotherSide) {
  Renderer renderer(100);
  const Mesh mesh = GrowFruit(Catalogue()[0].look, Random(1));
  const auto draw = [&](float angle) {
    std::vector<uint8_t> rgb(30000);
    View view;
    view.turn = AboutX(0.4f) * AboutY(angle);
    renderer.Draw(mesh, view, rgb.data());
    return rgb;
  };
  const auto difference = [](const std::vector<uint8_t>& a, const std::vector<uint8_t>& b) {
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
    return sum / static_cast<double>(a.size());
  };
  const auto front = draw(0);
  EXPECT_LT(difference(front, draw(2 * kPi)), 0.1);
  EXPECT_GT(difference(front, draw(kPi)), 5);
}

}  // namespace
}  // namespace verger
