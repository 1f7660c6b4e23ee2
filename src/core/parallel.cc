#include "core/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "verger/error.h"

namespace verger {

int AvailableCores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

arrow::Status ParallelFor(int threads, int64_t items, const std::function<arrow::Status(int, int64_t)>& work,
                          const std::stop_token& stop) {
  std::atomic<int64_t> next = 0;
  std::atomic<bool> failed = false;
  std::mutex mutex;
  int64_t failed_item = items;
  arrow::Status failure;

  const auto call = [&](int worker, int64_t item) -> arrow::Status {
    try {
      return work(worker, item);
    } catch (const std::bad_alloc&) {
      return arrow::Status::OutOfMemory("out of memory");
    } catch (const std::exception& e) {
      return arrow::Status::UnknownError(e.what());
    } catch (...) {
      return arrow::Status::UnknownError("unknown exception");
    }
  };
  const auto run = [&](int worker) {
    while (!failed && !stop.stop_requested()) {
      const int64_t item = next++;
      if (item >= items) return;
      if (arrow::Status status = call(worker, item); !status.ok()) {
        failed = true;
        const std::lock_guard lock(mutex);
        if (item < failed_item) {
          failed_item = item;
          failure = std::move(status);
        }
      }
    }
  };

  {
    const int others = static_cast<int>(std::min<int64_t>(std::max(1, threads), items)) - 1;
    std::vector<std::jthread> pool;
    for (int i = 1; i <= others; ++i) pool.emplace_back(run, i);
    run(0);
  }
  if (!failure.ok()) return failure;
  if (stop.stop_requested() && next < items) return Error(ErrorKind::kInterrupted, "interrupted");
  return arrow::Status::OK();
}

}  // namespace verger
