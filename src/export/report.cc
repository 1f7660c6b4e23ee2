#include "export/report.h"

#include <string_view>

namespace verger {

extern const std::string_view kReportPage;  // made by the build from web/dist/report.html

arrow::Result<std::string> RenderReport(const Json& data) {
  constexpr std::string_view kMarker = "/*VERGER_DATA*/null";
  const size_t at = kReportPage.find(kMarker);
  if (at == std::string_view::npos) return arrow::Status::UnknownError("the report page has no place for data");

  std::string text = data.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
  std::string page(kReportPage.substr(0, at));
  for (const char c : text) {
    if (c == '<') {
      page += "\\u003c";  // or "</script>" in a file's name would end the data
    } else {
      page += c;
    }
  }
  page += kReportPage.substr(at + kMarker.size());
  return page;
}

}  // namespace verger
