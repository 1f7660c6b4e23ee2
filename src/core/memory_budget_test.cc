#include "core/memory_budget.h"

#include <atomic>

#include <gtest/gtest.h>

#include "core/parallel.h"

namespace verger {
namespace {

TEST(MemoryBudget, NeverHoldsMoreThanThereIs) {
  MemoryBudget budget(100);
  std::atomic<int64_t> held = 0;
  ASSERT_TRUE(ParallelFor(4, 2000, [&](int, int64_t i) {
                const int64_t bytes = 1 + i % 60;
                budget.Acquire(bytes);
                EXPECT_LE(held += bytes, 100);
                held -= bytes;
                budget.Release(bytes);
                return arrow::Status::OK();
              }).ok());
}

TEST(MemoryBudget, WhatIsLargerThanAllGoesAlone) {
  MemoryBudget budget(100);
  std::atomic<int> inside = 0;
  ASSERT_TRUE(ParallelFor(4, 400, [&](int, int64_t) {
                budget.Acquire(1000);
                EXPECT_EQ(++inside, 1);
                --inside;
                budget.Release(1000);
                return arrow::Status::OK();
              }).ok());
}

}  // namespace
}  // namespace verger
