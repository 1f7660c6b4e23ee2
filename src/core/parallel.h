// Work on many items by a few threads.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

#include <arrow/status.h>

namespace verger {

/// Cores this process may run on (its affinity mask), at least 1.
int AvailableCores();

/// Calls work(worker, item) once for each item in [0, items), from `threads` threads (this one among them), items in
/// rising order of claim. Returns the failure of the lowest failed item; after a failure, or when `stop` asks, no new
/// item begins. Stopped: kInterrupted. An exception in `work` becomes a failure too.
arrow::Status ParallelFor(int threads, int64_t items, const std::function<arrow::Status(int, int64_t)>& work,
                          const std::stop_token& stop = {});

}  // namespace verger
