#include "core/parallel.h"

#include <atomic>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "verger/error.h"

namespace verger {
namespace {

TEST(ParallelFor, TakesEachItemOnce) {
  for (int threads : {1, 2, 8}) {
    for (int64_t items : {0, 1, 17, 1000}) {
      std::vector<std::atomic<int>> seen(items);
      ASSERT_TRUE(ParallelFor(threads, items, [&](int worker, int64_t i) {
                    EXPECT_LT(worker, threads);
                    ++seen[i];
                    return arrow::Status::OK();
                  }).ok());
      for (const auto& count : seen) EXPECT_EQ(count, 1);
    }
  }
}

TEST(ParallelFor, ReturnsTheFailure) {
  const auto status = ParallelFor(
      4, 100, [](int, int64_t i) { return i == 0 ? arrow::Status::Invalid("first") : arrow::Status::OK(); });
  EXPECT_EQ(status.message(), "first");
}

TEST(ParallelFor, AThrowingWorkerIsAFailure) {
  const auto status = ParallelFor(2, 10, [](int, int64_t i) -> arrow::Status {
    if (i == 3) throw std::runtime_error("thrown");
    return arrow::Status::OK();
  });
  EXPECT_EQ(status.message(), "thrown");
  EXPECT_EQ(ParallelFor(2, 1, [](int, int64_t) -> arrow::Status { throw 1; }).message(), "unknown exception");
}

TEST(ParallelFor, StopsOnRequest) {
  std::stop_source source;
  std::atomic<int> done = 0;
  const auto status = ParallelFor(
      2, 1000,
      [&](int, int64_t) {
        if (++done == 5) source.request_stop();
        return arrow::Status::OK();
      },
      source.get_token());
  EXPECT_EQ(KindOf(status), ErrorKind::kInterrupted);
  EXPECT_LT(done, 1000);
}

TEST(AvailableCores, IsPositive) { EXPECT_GE(AvailableCores(), 1); }

}  // namespace
}  // namespace verger
