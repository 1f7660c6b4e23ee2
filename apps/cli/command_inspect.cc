#include <algorithm>
#include <iomanip>
#include <iostream>
#include <memory>

#include "commands.h"
#include "verger/pipeline.h"

namespace verger::cli {
namespace {

void Print(const Json& run) {
  const Json& counts = run["counts"];
  std::cout << OneLine(run["input"]) << "\n"
            << WithCommas(counts["listed"]) << " listed = " << WithCommas(counts["features"]) << " features + "
            << WithCommas(counts["rejects"]) << " rejects, made " << run["created"].get<std::string>() << " by Verger "
            << run["verger"].get<std::string>() << "\n"
            << "model " << run["model"]["name"].get<std::string>() << ", "
            << run["model"]["precision"].get<std::string>() << ", sha256 " << run["model"]["sha256"].get<std::string>()
            << "\n";
  if (!run["pca"].is_null()) {
    std::cout << run["pca"]["n_components"] << " components hold " << std::fixed << std::setprecision(2)
              << 100 * run["pca"]["explained_variance_ratio"].get<double>() << " % of the variance\n";
  }
  size_t width = 7;
  for (const auto& row : run["classes"]) width = std::max(width, row["variety"].get<std::string>().size());
  std::cout << "\n"
            << std::left << std::setw(static_cast<int>(width)) << "variety" << std::right << std::setw(10) << "features"
            << std::setw(10) << "rejects" << "\n";
  for (const auto& row : run["classes"]) {
    std::cout << std::left << std::setw(static_cast<int>(width)) << OneLine(row["variety"]) << std::right
              << std::setw(10) << WithCommas(row["features"]) << std::setw(10) << WithCommas(row["rejects"]) << "\n";
  }
  for (const auto& row : run["rejects"]["by_code"]) {
    std::cout << "rejected in " << row["stage"].get<std::string>() << ": " << row["code"].get<std::string>() << " "
              << WithCommas(row["count"]) << "\n";
  }
  std::cout << std::flush;
}

arrow::Status Inspect(const std::string& output, const CommonOptions& common) {
  ARROW_ASSIGN_OR_RAISE(const std::string text, verger::Inspect(output));
  const Json run = Json::parse(text);
  if (common.json) {
    PrintJson(run);
  } else {
    Print(run);
  }
  return arrow::Status::OK();
}

}  // namespace

void AddInspect(CLI::App& app, CommonOptions& common, int& exit_code) {
  auto output = std::make_shared<std::string>();
  CLI::App* inspect = app.add_subcommand("inspect", "what a finished run left: counts, classes, rejects by cause");
  inspect->add_option("OUT", *output, "output of a finished run")->required()->type_name("");
  AddCommon(*inspect, common);
  inspect->callback([output, &common, &exit_code] { exit_code = Finish(Inspect(*output, common)); });
}

}  // namespace verger::cli
