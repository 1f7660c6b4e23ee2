#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace verger {

/// Bytes that several threads share. Thread-safe.
class MemoryBudget {
 public:
  explicit MemoryBudget(int64_t bytes) : bytes_(bytes) {}

  /// Waits until `bytes` are free. More than there are in all is granted once nobody else holds any. A thread that
  /// holds some must not take more before it has given them back.
  void Acquire(int64_t bytes) {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [&] { return held_ == 0 || held_ + bytes <= bytes_; });
    held_ += bytes;
  }

  void Release(int64_t bytes) {
    if (bytes == 0) return;
    {
      const std::lock_guard lock(mutex_);
      held_ -= bytes;
    }
    freed_.notify_all();
  }

 private:
  const int64_t bytes_;
  int64_t held_ = 0;
  std::mutex mutex_;
  std::condition_variable freed_;
};

}  // namespace verger
