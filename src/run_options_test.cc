#include "run_options.h"

#include <gtest/gtest.h>

namespace verger {
namespace {

TEST(ParseRejectLimit, CountsAndShares) {
  EXPECT_EQ(ParseRejectLimit("100")->value, 100);
  EXPECT_FALSE(ParseRejectLimit("100")->percent);
  EXPECT_TRUE(ParseRejectLimit("2.5%")->percent);
  EXPECT_EQ(ParseRejectLimit("0")->value, 0);
  for (const char* text : {"", "-1", "many", "5%%", "101%", "1.5", "nan", "%"}) {
    const auto status = ParseRejectLimit(text).status();
    EXPECT_EQ(KindOf(status), ErrorKind::kUsage) << text;
    EXPECT_EQ(status.message(),
              "max-rejects '" + std::string(text) + "' is neither a count like 100 nor a share like 5%");
  }
}

TEST(CheckOptions, NamesWhatIsWrong) {
  RunOptions options;
  EXPECT_EQ(CheckOptions(options).message(), "no output is given: name a folder by -o");
  options.output = "out";
  EXPECT_TRUE(CheckOptions(options).ok());
  options.threads = -1;
  EXPECT_EQ(CheckOptions(options).message(), "threads -1 is not within 0 (one a core) to 1024");
  options.threads = 0;
  options.memory = 1;
  EXPECT_EQ(CheckOptions(options).message(), "memory is below 64MiB: give more");
  options.memory = int64_t{1} << 30;
  options.exports.part_rows = 12;
  EXPECT_EQ(CheckOptions(options).message(), "part-rows 12 is not a multiple of 8 within 8 to 1000000");
  options.exports.part_rows = 8;
  options.enhance.max_pixels = 0;
  EXPECT_EQ(CheckOptions(options).message(), "max-bytes and max-pixels must be positive");
}

TEST(CheckSameOptions, NamesEachDifference) {
  RunOptions first, now;
  EXPECT_TRUE(CheckSameOptions(RowOptions(first), RowOptions(now)).ok());
  now.threads = 7;
  EXPECT_TRUE(CheckSameOptions(RowOptions(first), RowOptions(now)).ok());
  now.list.glob = "*.png";
  now.reduce->n_components = int64_t{100};
  const auto status = CheckSameOptions(RowOptions(first), RowOptions(now));
  EXPECT_EQ(KindOf(status), ErrorKind::kUsage);
  EXPECT_EQ(status.message(),
            "cannot resume with other options than the first run's: glob (\"*\" then, \"*.png\" now), "
            "pca (0.9 then, 100 now): give the same, or another output");
}

}  // namespace
}  // namespace verger
