// Long work beside a responsive Python.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>

#include <nanobind/nanobind.h>

#include "errors.h"
#include "verger/pipeline.h"

namespace verger::python {

using OnProgress = std::function<void(const Progress&)>;

/// What the working thread tells the attending one.
class Mailbox {
 public:
  void Post(const Progress& progress) {
    const std::lock_guard lock(mutex_);
    letters_.push_back(progress);
    changed_.notify_one();
  }
  void Close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_one();
  }
  /// Waits a moment for letters. Nothing once the box is closed and empty.
  std::optional<std::deque<Progress>> Collect(std::chrono::milliseconds moment) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, moment, [this] { return closed_ || !letters_.empty(); });
    if (closed_ && letters_.empty()) return std::nullopt;
    return std::exchange(letters_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Progress> letters_;
  bool closed_ = false;
};

/// Calls work(stop_token, on_progress), which returns an arrow::Result, on a thread of its own with the GIL released.
/// Meanwhile this thread runs signal handlers and calls `progress` (None, or a callable of Progress' fields); when one
/// of them raises, the work is asked to stop and the exception goes on once it has. Throws StatusError when work fails.
template <typename Work>
auto Attend(const nanobind::object& progress, const Work& work) {
  using Result = std::invoke_result_t<Work, std::stop_token, OnProgress>;
  Mailbox mailbox;
  std::stop_source stop;
  std::exception_ptr raised;
  Result result = arrow::Status::UnknownError("the work did not end");
  {
    const nanobind::gil_scoped_release released;
    const std::jthread worker([&] {
      try {
        result = work(
            stop.get_token(),
            progress.is_none() ? OnProgress() : [&mailbox](const Progress& now) { mailbox.Post(now); });
      } catch (const std::exception& e) {
        result = arrow::Status::UnknownError(e.what());
      }
      mailbox.Close();
    });
    while (const auto letters = mailbox.Collect(std::chrono::milliseconds(50))) {
      if (raised) continue;
      const nanobind::gil_scoped_acquire acquired;
      try {
        if (PyErr_CheckSignals() != 0) throw nanobind::python_error();
        for (const Progress& p : *letters) {
          progress(ToPath(p.stage), p.done, p.total, p.rejects, p.images_per_second, p.seconds_left);
        }
      } catch (const std::exception&) {
        raised = std::current_exception();
        stop.request_stop();
      }
    }
  }
  if (raised) std::rethrow_exception(raised);
  return Check(std::move(result));
}

}  // namespace verger::python
