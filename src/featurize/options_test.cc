#include <gtest/gtest.h>

#include "verger/error.h"
#include "verger/featurize.h"

namespace verger {
namespace {

TEST(Precision, NamesGoBothWays) {
  for (const char* name : {"f32", "bf16", "f16", "auto"}) EXPECT_EQ(PrecisionName(*ParsePrecision(name)), name);
}

TEST(Precision, AnUnknownNameIsTold) {
  const auto result = ParsePrecision("int8");
  EXPECT_EQ(KindOf(result.status()), ErrorKind::kUsage);
  EXPECT_EQ(result.status().message(), "precision 'int8' is not known: use f32, bf16, f16 or auto");
}

TEST(Threads, ZeroMeansOneACore) {
  EXPECT_GE(ResolveThreads(0), 1);
  EXPECT_EQ(ResolveThreads(7), 7);
}

}  // namespace
}  // namespace verger
