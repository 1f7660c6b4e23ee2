#include <gtest/gtest.h>

#include "verger/error.h"
#include "verger/export.h"

namespace verger {
namespace {

TEST(ParseFormats, TakesOneOrBoth) {
  ExportOptions options;
  ASSERT_TRUE(ParseFormats("json", &options).ok());
  EXPECT_TRUE(options.json && !options.parquet);
  ASSERT_TRUE(ParseFormats("parquet", &options).ok());
  EXPECT_TRUE(!options.json && options.parquet);
  ASSERT_TRUE(ParseFormats("json,parquet", &options).ok());
  EXPECT_TRUE(options.json && options.parquet);
}

TEST(ParseFormats, TellsWhatIsWrong) {
  ExportOptions options;
  const auto unknown = ParseFormats("parquet,csv", &options);
  EXPECT_EQ(KindOf(unknown), ErrorKind::kUsage);
  EXPECT_EQ(unknown.message(), "format 'csv' is not known: use parquet, json or parquet,json");
  EXPECT_EQ(ParseFormats("", &options).message(), "no format is given: use parquet, json or parquet,json");
}

}  // namespace
}  // namespace verger
