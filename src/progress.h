// Counting work aloud.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>

#include "core/system.h"
#include "verger/pipeline.h"

namespace verger {

/// Tells a callback how one stage is doing: at its start, at its end, and a few times a second between. Thread-safe.
class ProgressMeter {
 public:
  ProgressMeter(const std::function<void(const Progress&)>& callback, std::string stage, int64_t total,
                bool counts_images = false)
      : callback_(callback), stage_(std::move(stage)), total_(total), counts_images_(counts_images) {
    Tell();
  }
  ~ProgressMeter() { Tell(); }
  ProgressMeter(const ProgressMeter&) = delete;
  ProgressMeter& operator=(const ProgressMeter&) = delete;

  void Add(int64_t done, int64_t rejects = 0) {
    done_ += done;
    rejects_ += rejects;
    if (!callback_ || MonotonicSeconds() < next_.load(std::memory_order_relaxed)) return;
    if (mutex_.try_lock()) {
      TellLocked();
      mutex_.unlock();
    }
  }

 private:
  static constexpr double kSecondsBetween = 0.2;

  void Tell() {
    if (!callback_) return;
    const std::lock_guard lock(mutex_);
    TellLocked();
  }

  void TellLocked() {
    const double now = MonotonicSeconds();
    next_ = now + kSecondsBetween;
    Progress progress{.stage = stage_, .done = done_, .total = total_, .rejects = rejects_};
    const double rate = static_cast<double>(progress.done) / std::max(1e-9, now - start_);
    if (progress.done > 0 && counts_images_) progress.images_per_second = rate;
    if (progress.done > 0) progress.seconds_left = static_cast<double>(total_ - progress.done) / rate;
    callback_(progress);
  }

  const std::function<void(const Progress&)>& callback_;
  const std::string stage_;
  const int64_t total_;
  const bool counts_images_;
  const double start_ = MonotonicSeconds();
  std::atomic<int64_t> done_ = 0;
  std::atomic<int64_t> rejects_ = 0;
  std::atomic<double> next_ = 0;
  std::mutex mutex_;
};

}  // namespace verger
