#include "progress_view.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <sstream>

#include "output.h"

namespace verger::cli {
namespace {

std::string Numbers(const Progress& progress) {
  std::ostringstream text;
  text << WithCommas(progress.done);
  if (progress.total > 0) text << "/" << WithCommas(progress.total);
  if (progress.images_per_second > 0)
    text << "  " << WithCommas(std::llround(progress.images_per_second)) << " images/s";
  if (progress.total > progress.done && progress.seconds_left >= 0)
    text << "  " << Duration(progress.seconds_left) << " left";
  if (progress.rejects > 0) text << "  " << WithCommas(progress.rejects) << " rejects";
  return text.str();
}

class NoView final : public ProgressView {
 public:
  void Show(const Progress&) override {}
};

// One line that is written over, and kept at the end of each stage.
class BarView final : public ProgressView {
 public:
  ~BarView() override {
    if (open_) std::cerr << std::endl;
  }

  void Show(const Progress& progress) override {
    if (open_ && progress.stage != stage_) std::cerr << '\n';
    stage_ = progress.stage;
    open_ = true;

    winsize window{};
    const int width = ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 ? window.ws_col : 80;
    std::string line = stage_ + std::string(std::max<size_t>(1, 11 - std::min<size_t>(10, stage_.size())), ' ');
    if (progress.total > 0) {
      constexpr int kCells = 24;
      const auto filled = static_cast<int>(kCells * progress.done / progress.total);
      for (int i = 0; i < kCells; ++i) line += i < filled ? "#" : ".";
      line += "  ";
    }
    line += Numbers(progress);
    if (static_cast<int>(line.size()) >= width) line.resize(static_cast<size_t>(width) - 1);
    std::cerr << '\r' << line << "\x1b[K" << std::flush;
  }

 private:
  std::string stage_;
  bool open_ = false;
};

// A line when a stage begins and ends, and every few seconds between.
class PlainView final : public ProgressView {
 public:
  ~PlainView() override { Print(); }

  void Show(const Progress& progress) override {
    const bool begins = progress.stage != last_.stage;
    if (begins) Print();  // how the stage before ended
    if (!begins && progress.done == last_.done) return;
    last_ = progress;
    is_printed_ = false;
    const bool ends = progress.total > 0 && progress.done == progress.total;
    if (begins || ends || std::chrono::steady_clock::now() >= next_) Print();
  }

 private:
  void Print() {
    if (is_printed_) return;
    std::cerr << last_.stage << ": " << Numbers(last_) << std::endl;
    is_printed_ = true;
    next_ = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  }

  Progress last_;
  bool is_printed_ = true;
  std::chrono::steady_clock::time_point next_;
};

class JsonView final : public ProgressView {
 public:
  void Show(const Progress& progress) override {
    Json line = {{"stage", progress.stage},
                 {"done", progress.done},
                 {"total", progress.total},
                 {"rejects", progress.rejects},
                 {"images_per_second", progress.images_per_second}};
    line["seconds_left"] = progress.seconds_left < 0 ? Json(nullptr) : Json(progress.seconds_left);
    std::cerr << line.dump() << std::endl;
  }
};

}  // namespace

std::unique_ptr<ProgressView> ProgressView::Make(const std::string& mode) {
  if (mode == "none") return std::make_unique<NoView>();
  if (mode == "json") return std::make_unique<JsonView>();
  if (mode == "bar" || (mode == "auto" && isatty(STDERR_FILENO) != 0)) return std::make_unique<BarView>();
  return std::make_unique<PlainView>();
}

}  // namespace verger::cli
