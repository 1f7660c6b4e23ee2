#include "export/report.h"

#include <gtest/gtest.h>

namespace verger {
namespace {

TEST(RenderReport, PutsTheDataIntoThePage) {
  const auto page = RenderReport({{"format", 1}, {"input", "a </script><!-- \" \n \xF0\x9F\x8D\x8E"}});
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_NE(page->find(R"("input":"a \u003c/script>\u003c!-- \" \n \ud83c\udf4e")"), std::string::npos);
  EXPECT_EQ(page->find("/*VERGER_DATA*/"), std::string::npos);
  EXPECT_EQ(page->find("a </script>"), std::string::npos);
}

}  // namespace
}  // namespace verger
