#include <iostream>
#include <memory>

#include "commands.h"
#include "verger/pipeline.h"

namespace verger::cli {
namespace {

arrow::Status Report(const std::string& output, const CommonOptions& common) {
  ARROW_ASSIGN_OR_RAISE(const std::string report, WriteReport(output));
  if (common.json) {
    PrintJson({{"report", report}});
  } else {
    std::cout << report << std::endl;
  }
  return arrow::Status::OK();
}

}  // namespace

void AddReport(CLI::App& app, CommonOptions& common, int& exit_code) {
  auto output = std::make_shared<std::string>();
  CLI::App* report = app.add_subcommand("report", "write OUT/report.html anew");
  report->add_option("OUT", *output, "output of a finished run")->required()->type_name("");
  AddCommon(*report, common);
  report->callback([output, &common, &exit_code] { exit_code = Finish(Report(*output, common)); });
}

}  // namespace verger::cli
