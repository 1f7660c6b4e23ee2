#include <arrow/api.h>
#include <gtest/gtest.h>

#include "verger/error.h"
#include "verger/reduce.h"

namespace verger {
namespace {

TEST(Records, ComeBackAsTheyWent) {
  const std::vector<float> rows = {0, 1, 3, 4, 6, 9};
  const Moments moments = Moments::Of(rows, 2).ValueOrDie();
  const Moments read = Moments::FromBatch(**moments.ToBatch()).ValueOrDie();
  EXPECT_TRUE(std::ranges::equal(moments.scatter(), read.scatter()));
  for (const bool standardize : {false, true}) {
    const Pca pca = Pca::Fit(moments, {.n_components = 0.9, .standardize = standardize}).ValueOrDie();
    const Pca again = Pca::FromBatch(**pca.ToBatch()).ValueOrDie();
    EXPECT_EQ(again.components, pca.components);
    EXPECT_EQ(again.scale, pca.scale);
  }
}

}  // namespace
}  // namespace verger
