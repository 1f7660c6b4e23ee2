#include <gtest/gtest.h>

#include "verger/error.h"
#include "verger/reduce.h"

namespace verger {
namespace {

TEST(ParseComponents, ReadsCountsRatiosAndNone) {
  EXPECT_EQ(*ParseComponents("100"), Components(int64_t{100}));
  EXPECT_EQ(*ParseComponents("1"), Components(int64_t{1}));
  EXPECT_EQ(*ParseComponents("0.90"), Components(0.90));
  EXPECT_EQ(*ParseComponents(".5"), Components(0.5));
  EXPECT_EQ(*ParseComponents("9e-1"), Components(0.9));
  EXPECT_EQ(*ParseComponents("none"), std::nullopt);
}

TEST(ParseComponents, RefusesTheRestAndSaysWhy) {
  for (const char* text : {"", "many", "None", "1.5", "0", "0.0", "-3", "-0.5", "1.0", "1e3", "nan", "inf", " 0.9",
                           "0.9 ", "+5", "90%", "0x10", "99999999999999999999", "0,90"}) {
    const auto result = ParseComponents(text);
    ASSERT_FALSE(result.ok()) << text;
    EXPECT_EQ(KindOf(result.status()), ErrorKind::kUsage) << text;
    EXPECT_NE(result.status().message().find(text), std::string::npos) << result.status().message();
  }
  EXPECT_NE(ParseComponents("1.0").status().message().find("1 for one component"), std::string::npos);
  EXPECT_NE(ParseComponents("many").status().message().find("not a number"), std::string::npos);
}

}  // namespace
}  // namespace verger
