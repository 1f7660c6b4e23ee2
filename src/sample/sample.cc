#include "verger/sample.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <system_error>
#include <vector>

#include "core/parallel.h"
#include "sample/fruit.h"
#include "sample/jpeg.h"
#include "sample/render.h"
#include "verger/error.h"

namespace verger {
namespace {

namespace fs = std::filesystem;

constexpr int kSize = 100;  // pixels across, as in Fruits-360
constexpr int kQuality = 90;
constexpr int kMostViews = 100'000;
constexpr int kViewsOfAFruit = 36;  // at most; then another fruit of the variety takes its place on the turntable
constexpr int kTestEvery = 4;

constexpr char kReadme[] =
    "Synthetic fruit, drawn by `verger sample`.\n\n"
    "These are no photographs. They stand in for a dataset of fruit photos, such as Fruits-360 (whose variety names "
    "and\n"
    "layout they borrow), in demonstrations and load tests. A model that tells them apart has learnt nothing of real\n"
    "fruit.\n\n"
    "Training/<variety>/<view>_100.jpg   three views of four\n"
    "Test/<variety>/<view>_100.jpg       the fourth\n\n"
    "Each fruit turns upright (12_100.jpg), then on its side (r_12_100.jpg).\n";

arrow::Status Failed(const fs::path& path, const std::string& what, const std::string& why) {
  return Error(ErrorKind::kFailed, path.string() + ": " + what + ": " + why);
}

arrow::Status WriteBytes(const fs::path& path, const void* bytes, size_t size) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return Failed(path, "cannot create", std::strerror(errno));
  const bool written = std::fwrite(bytes, 1, size, file) == size;
  const int error = errno;
  if (std::fclose(file) != 0 || !written) return Failed(path, "cannot write", std::strerror(written ? errno : error));
  return arrow::Status::OK();
}

arrow::Status MakeFolder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  return error ? Failed(path, "cannot create the folder", error.message()) : arrow::Status::OK();
}

arrow::Status CheckOptions(const SampleOptions& options) {
  const auto within = [](const char* name, int value, int low, int high) {
    if (value >= low && value <= high) return arrow::Status::OK();
    return Error(ErrorKind::kUsage, std::string(name) + " is " + std::to_string(value) + ": it must be " +
                                        std::to_string(low) + " to " + std::to_string(high));
  };
  ARROW_RETURN_NOT_OK(within("varieties", options.varieties, 1, static_cast<int>(Catalogue().size())));
  ARROW_RETURN_NOT_OK(within("views", options.views, 1, kMostViews));
  return within("threads", options.threads, 0, 1024);
}

arrow::Status CheckOutput(const fs::path& output) {
  std::error_code error;
  const fs::file_status status = fs::status(output, error);
  if (!fs::exists(status)) return arrow::Status::OK();
  if (!fs::is_directory(status)) return Error(ErrorKind::kUsage, output.string() + ": is not a folder");
  const bool is_empty = fs::is_empty(output, error);
  if (error) return Failed(output, "cannot read", error.message());
  if (is_empty) return arrow::Status::OK();
  return Error(ErrorKind::kUsage, output.string() + ": is not empty; name a new folder");
}

// View `index` of the `count` that are taken of one fruit: once around upright, then once around on its side.
View ViewOf(int index, int count, Random random) {
  const int upright = (count + 1) / 2;
  const bool on_side = index >= upright;
  const float step = 2 * kPi / static_cast<float>(on_side ? count - upright : upright);
  const float angle = step * (static_cast<float>(on_side ? index - upright : index) + random.Around(0, 0.25f));
  View view;
  if (on_side) {
    view.turn = AboutX(random.Around(0.35f, 0.2f)) * AboutY(angle) * AboutZ(random.Around(kPi / 2, 0.15f));
  } else {
    view.turn = AboutX(random.Around(0.45f, 0.25f)) * AboutZ(random.Around(0, 0.08f)) * AboutY(angle);
  }
  view.lamp = view.lamp + Vec3{random.Around(0, 0.12f), random.Around(0, 0.12f), 0};
  view.exposure = random.Around(1, 0.07f);
  view.margin = random.Uniform(1.5f, 4);
  return view;
}

struct Tools {
  Renderer renderer{kSize};
  JpegWriter jpeg{kSize, kSize, kQuality};
  std::vector<uint8_t> rgb = std::vector<uint8_t>(kSize * kSize * 3);
};

}  // namespace

arrow::Result<SampleResult> DrawSample(const std::string& output, const SampleOptions& options,
                                       const std::function<void(int64_t)>& on_count, const std::stop_token& stop) {
  ARROW_RETURN_NOT_OK(CheckOptions(options));
  const fs::path root = output;
  ARROW_RETURN_NOT_OK(CheckOutput(root));
  ARROW_RETURN_NOT_OK(MakeFolder(root));
  ARROW_RETURN_NOT_OK(WriteBytes(root / "README.txt", kReadme, sizeof(kReadme) - 1));
  for (int variety = 0; variety < options.varieties; ++variety) {
    const char* name = Catalogue()[variety].name;
    ARROW_RETURN_NOT_OK(MakeFolder(root / "Training" / name));
    if (options.views >= kTestEvery) ARROW_RETURN_NOT_OK(MakeFolder(root / "Test" / name));
  }

  const int threads = options.threads > 0 ? options.threads : AvailableCores();
  const int fruits = (options.views + kViewsOfAFruit - 1) / kViewsOfAFruit;  // of a variety
  std::vector<std::unique_ptr<Tools>> tools(threads);
  std::mutex mutex;
  int64_t drawn = 0;
  const auto draw_fruit = [&](int worker, int64_t item) -> arrow::Status {
    if (tools[worker] == nullptr) tools[worker] = std::make_unique<Tools>();
    Tools& tool = *tools[worker];
    const int variety = static_cast<int>(item / fruits);
    const int64_t fruit = item % fruits;
    const Random random = Random(options.seed).Fork(variety).Fork(fruit);
    const Mesh mesh = GrowFruit(Catalogue()[variety].look, random);
    const int begin = static_cast<int>(fruit * options.views / fruits);
    const int end = static_cast<int>((fruit + 1) * options.views / fruits);
    for (int view = begin; view < end; ++view) {
      if (stop.stop_requested()) return arrow::Status::Cancelled("stopped");
      tool.renderer.Draw(mesh, ViewOf(view - begin, end - begin, random.Fork(1000 + view)), tool.rgb.data());
      ARROW_ASSIGN_OR_RAISE(const auto bytes, tool.jpeg.Compress(tool.rgb.data()));
      const bool on_side = view - begin >= (end - begin + 1) / 2;
      const std::string name = (on_side ? "r_" : "") + std::to_string(view) + "_" + std::to_string(kSize) + ".jpg";
      const fs::path folder = root / (view % kTestEvery == kTestEvery - 1 ? "Test" : "Training");
      ARROW_RETURN_NOT_OK(WriteBytes(folder / Catalogue()[variety].name / name, bytes.data(), bytes.size()));
    }
    const std::lock_guard lock(mutex);
    drawn += end - begin;
    if (on_count) on_count(drawn);
    return arrow::Status::OK();
  };
  ARROW_RETURN_NOT_OK(ParallelFor(threads, int64_t{options.varieties} * fruits, draw_fruit, stop));

  SampleResult result;
  result.test = int64_t{options.varieties} * (options.views / kTestEvery);
  result.training = int64_t{options.varieties} * options.views - result.test;
  return result;
}

}  // namespace verger
