#include "verger/pipeline.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "core/json.h"
#include "core/test_folder.h"
#include "test_photos.h"

namespace verger {
namespace {

namespace fs = std::filesystem;

class RunTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteTestPhotos(photos_, 50);
    fs::remove_all(out_);
  }
  void TearDown() override { fs::remove_all(TestFolder()); }

  RunOptions Options(const fs::path& output) const {
    RunOptions options;
    options.input = photos_.string();
    options.output = output.string();
    options.featurize.model = VERGER_BINARY_DIR "/models/tiny.onnx";
    options.featurize.cache_dir = "none";
    options.exports.part_rows = 16;
    options.threads = 3;
    return options;
  }

  // Every file of an output but those that tell of time, by name.
  static std::map<std::string, std::string> Contents(const fs::path& output) {
    std::map<std::string, std::string> contents;
    for (const auto& entry : fs::recursive_directory_iterator(output)) {
      const std::string name = fs::relative(entry.path(), output).string();
      if (!entry.is_regular_file() || name == "manifest.json" || name == "report.html") continue;
      std::ifstream in(entry.path(), std::ios::binary);
      contents[name] = std::string(std::istreambuf_iterator<char>(in), {});
    }
    return contents;
  }

  static Json ManifestOf(const fs::path& output) { return Json::parse(std::ifstream(output / "manifest.json")); }

  const fs::path photos_ = TestFolder() / "photos";
  const fs::path out_ = TestFolder() / "out";
};

TEST_F(RunTest, WritesWhatTheDesignSays) {
  std::ofstream(photos_ / "Apple Red 0" / "no.jpg") << "not a photo";
  const auto result = verger::Run(Options(out_ / "a"));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->listed, 51);
  EXPECT_EQ(result->features, 50);
  EXPECT_EQ(result->rejects, 1);
  EXPECT_GE(*result->explained_variance_ratio, 0.90);
  const auto contents = Contents(out_ / "a");
  for (const char* name : {"listing.parquet", "features/part-00000.parquet", "features/part-00003.parquet",
                           "moments/part-00003.arrow", "rejects/part-00000.parquet", "pca/pca.arrow",
                           "reduced/part-00003.parquet", "json/part-00003.json", "_SUCCESS"}) {
    EXPECT_EQ(contents.count(name), 1u) << name;
  }
  EXPECT_EQ(contents.size(), 1 + 4 * 5 + 1 + 1u);
  const Json manifest = ManifestOf(out_ / "a");
  EXPECT_EQ(manifest["finished"], true);
  EXPECT_EQ(manifest["counts"]["rejects"], 1);
}

TEST_F(RunTest, RowsDoNotDependOnThreads) {
  RunOptions options = Options(out_ / "a");
  options.threads = 1;
  ASSERT_TRUE(verger::Run(options).ok());
  for (const int threads : {2, 8}) {
    options.threads = threads;
    options.output = (out_ / std::to_string(threads)).string();
    ASSERT_TRUE(verger::Run(options).ok());
    EXPECT_TRUE(Contents(options.output) == Contents(out_ / "a")) << threads;
  }
}

TEST_F(RunTest, AStoppedRunIsFinishedByResume) {
  ASSERT_TRUE(verger::Run(Options(out_ / "whole")).ok());

  RunOptions options = Options(out_ / "stopped");
  options.threads = 1;
  std::stop_source source;
  options.stop = source.get_token();
  options.progress = [&](const Progress& progress) {
    if (progress.stage == "featurize" && progress.done > 0) source.request_stop();
  };
  const auto stopped = verger::Run(options);
  EXPECT_EQ(KindOf(stopped.status()), ErrorKind::kInterrupted);
  EXPECT_EQ(ManifestOf(out_ / "stopped")["finished"], false);
  EXPECT_FALSE(fs::exists(out_ / "stopped/_SUCCESS"));
  EXPECT_EQ(KindOf(Inspect((out_ / "stopped").string()).status()), ErrorKind::kUsage);

  options = Options(out_ / "stopped");
  options.resume = true;
  const auto resumed = verger::Run(options);
  ASSERT_TRUE(resumed.ok()) << resumed.status();
  EXPECT_EQ(resumed->features, 50);
  EXPECT_TRUE(Contents(out_ / "stopped") == Contents(out_ / "whole"));
}

TEST_F(RunTest, ResumeReadsNoPhotoOfAFinishedPart) {
  ASSERT_TRUE(verger::Run(Options(out_ / "a")).ok());
  const auto before = Contents(out_ / "a");
  fs::remove(out_ / "a/features/part-00001.parquet");
  fs::remove(out_ / "a/reduced/part-00003.parquet");
  // The photos of the finished parts are gone; only those of part 1 are needed.
  std::vector<fs::path> photos;
  for (const auto& entry : fs::recursive_directory_iterator(photos_)) {
    if (entry.is_regular_file()) photos.push_back(entry.path());
  }
  std::sort(photos.begin(), photos.end());
  for (size_t i = 0; i < photos.size(); ++i) {
    if (i / 16 != 1) fs::remove(photos[i]);
  }
  RunOptions options = Options(out_ / "a");
  options.resume = true;
  const auto resumed = verger::Run(options);
  ASSERT_TRUE(resumed.ok()) << resumed.status();
  EXPECT_TRUE(Contents(out_ / "a") == before);
}

TEST_F(RunTest, NothingIsWrittenBeforeTheRequestMakesSense) {
  RunOptions options = Options(out_ / "a");
  options.featurize.model = (photos_ / "none.onnx").string();
  EXPECT_EQ(KindOf(verger::Run(options).status()), ErrorKind::kNotFound);
  options = Options(out_ / "a");
  options.reduce->n_components = int64_t{51};
  EXPECT_EQ(
      verger::Run(options).status().message(),
      "n_components=51, but 50 photos of 1280 features allow 1 to 50: ask for fewer, or for a ratio such as 0.90");
  EXPECT_FALSE(fs::exists(out_ / "a"));

  ASSERT_TRUE(verger::Run(Options(out_ / "a")).ok());
  options.resume = true;
  EXPECT_EQ(KindOf(verger::Run(options).status()), ErrorKind::kUsage);
  EXPECT_TRUE(fs::exists(out_ / "a/_SUCCESS"));
}

TEST_F(RunTest, ResumeListsAnewWhereNothingWasFrozen) {
  ASSERT_TRUE(verger::Run(Options(out_ / "a")).ok());
  const auto whole = Contents(out_ / "a");
  for (const auto& entry : fs::directory_iterator(out_ / "a")) {
    if (entry.path().filename() != "manifest.json") fs::remove_all(entry.path());
  }
  RunOptions options = Options(out_ / "a");
  options.resume = true;
  ASSERT_TRUE(verger::Run(options).ok());
  EXPECT_TRUE(Contents(out_ / "a") == whole);
}

TEST_F(RunTest, RejectsStopARunWhenTheyMust) {
  for (int i = 0; i < 5; ++i) std::ofstream(photos_ / ("bad" + std::to_string(i) + ".jpg")) << "no photo";
  RunOptions options = Options(out_ / "a");
  options.fail_on_reject = true;
  const auto failed = verger::Run(options).status();
  EXPECT_EQ(KindOf(failed), ErrorKind::kTooManyRejects);
  EXPECT_EQ(failed.message().find("stopped at the first reject: " + photos_.string() + "/bad"), 0u) << failed;

  options = Options(out_ / "b");
  options.max_rejects = RejectLimit{.value = 4};
  const auto limited = verger::Run(options).status();
  EXPECT_EQ(KindOf(limited), ErrorKind::kTooManyRejects);
  EXPECT_EQ(limited.message().find("stopped: 5 photos rejected, 4 are allowed; the last was "), 0u) << limited;
  EXPECT_EQ(ManifestOf(out_ / "b")["stopped"], limited.message());

  options = Options(out_ / "c");
  options.max_rejects = RejectLimit{.value = 10, .percent = true};  // of 55: 5
  EXPECT_TRUE(verger::Run(options).ok());
}

TEST_F(RunTest, WithoutAnyPhotoThereIsNoResult) {
  fs::remove_all(photos_);
  fs::create_directories(photos_);
  for (const char* name : {"a.txt", "b.txt"}) std::ofstream(photos_ / name) << "text";
  const auto status = verger::Run(Options(out_ / "a")).status();
  EXPECT_EQ(KindOf(status), ErrorKind::kTooManyRejects);
  EXPECT_EQ(status.message().find("none of the 2 listed files is a photo that can be used; the first is "), 0u)
      << status;
}

TEST_F(RunTest, PcaCanBeLeftOutAndFormatsChosen) {
  RunOptions options = Options(out_ / "a");
  options.reduce.reset();
  const auto result = verger::Run(options);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_FALSE(result->n_components);
  for (const char* name : {"moments", "pca", "reduced", "json"}) EXPECT_FALSE(fs::exists(out_ / "a" / name)) << name;

  options = Options(out_ / "b");
  options.exports.parquet = false;
  options.exports.report = false;
  ASSERT_TRUE(verger::Run(options).ok());
  EXPECT_FALSE(fs::exists(out_ / "b/reduced"));
  EXPECT_FALSE(fs::exists(out_ / "b/report.html"));
  EXPECT_TRUE(fs::exists(out_ / "b/json/part-00000.json"));
}

TEST_F(RunTest, ProgressRisesToTheEnd) {
  std::map<std::string, std::pair<int64_t, int64_t>> last;
  std::atomic<bool> busy = false;
  RunOptions options = Options(out_ / "a");
  options.progress = [&](const Progress& progress) {
    EXPECT_FALSE(busy.exchange(true));  // never two at a time
    EXPECT_GE(progress.done, last[progress.stage].first);
    last[progress.stage] = {progress.done, progress.total};
    busy = false;
  };
  ASSERT_TRUE(verger::Run(options).ok());
  EXPECT_EQ(last["featurize"], std::make_pair(int64_t{50}, int64_t{50}));
  EXPECT_EQ(last["export"], std::make_pair(int64_t{4}, int64_t{4}));
}

TEST_F(RunTest, ReportAndInspectReadItBack) {
  ASSERT_TRUE(verger::Run(Options(out_ / "a")).ok());
  fs::remove(out_ / "a/report.html");
  const auto report = WriteReport((out_ / "a").string());
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(*report, (out_ / "a/report.html").string());
  EXPECT_GT(fs::file_size(*report), 10'000u);
  const Json inspected = Json::parse(*Inspect((out_ / "a").string()));
  EXPECT_EQ(inspected["classes"].size(), 3u);
  EXPECT_EQ(inspected["classes"][0]["variety"], "Apple Red 0");
  EXPECT_EQ(KindOf(WriteReport(photos_.string()).status()), ErrorKind::kNotFound);
}

}  // namespace
}  // namespace verger
