#include <gtest/gtest.h>

#include "verger/error.h"
#include "verger/reduce.h"

namespace verger {
namespace {

TEST(Pca, OfPointsOnALineHasOneComponent) {
  const std::vector<float> rows = {0, 0, 3, 4, 6, 8};
  const Moments moments = Moments::Of(rows, 2).ValueOrDie();
  const Pca pca = Pca::Fit(moments, {.n_components = 0.9}).ValueOrDie();
  ASSERT_EQ(pca.n_components(), 1);
  EXPECT_NEAR(pca.components[0], 0.6, 1e-15);
  EXPECT_NEAR(pca.components[1], 0.8, 1e-15);
  EXPECT_NEAR(pca.explained_variance[0], 25, 1e-13);
  std::vector<float> out(3);
  ASSERT_TRUE(pca.Transform(rows, out).ok());
  EXPECT_EQ(out, (std::vector<float>{-5, 0, 5}));
}

}  // namespace
}  // namespace verger
