#include <iostream>
#include <memory>

#include "commands.h"
#include "interrupt.h"
#include "progress_view.h"
#include "verger/load.h"
#include "verger/sample.h"

namespace verger::cli {
namespace {

arrow::Status Sample(const std::string& output, const SampleOptions& options, const CommonOptions& common) {
  const Interrupt interrupt;
  const int64_t total = int64_t{options.varieties} * options.views;
  arrow::Result<SampleResult> result;
  {
    const auto view = ProgressView::Make(common.progress);
    result = DrawSample(
        output, options, [&](int64_t drawn) { view->Show({.stage = "sample", .done = drawn, .total = total}); },
        interrupt.token());
  }
  ARROW_RETURN_NOT_OK(result);
  if (common.json) {
    ARROW_ASSIGN_OR_RAISE(const Place place, Locate(output));
    PrintJson({{"training", result->training}, {"test", result->test}, {"output", place.uri}});
  } else {
    std::cout << WithCommas(result->training) << " photos in " << output << "/Training, " << WithCommas(result->test)
              << " in " << output << "/Test: drawn fruit, a stand-in for photographs" << std::endl;
  }
  return arrow::Status::OK();
}

}  // namespace

void AddSample(CLI::App& app, CommonOptions& common, int& exit_code) {
  struct Flags {
    std::string output;
    SampleOptions options;
  };
  auto flags = std::make_shared<Flags>();
  CLI::App* sample = app.add_subcommand("sample", "draw an orchard of synthetic fruit photos");
  sample->footer(
      "The fruit is drawn, not photographed: a stand-in for demos and load tests. The same seed draws the\n"
      "same bytes. One view in four goes to OUT/Test, the others to OUT/Training.");
  sample->add_option("OUT", flags->output, "folder for the photos: absent or empty")->required()->type_name("");
  sample->add_option("--varieties", flags->options.varieties, "kinds of fruit, 1 to 131")
      ->type_name("N")
      ->capture_default_str();
  sample->add_option("--views", flags->options.views, "photos a variety, from around a turntable")
      ->type_name("N")
      ->capture_default_str();
  sample->add_option("--seed", flags->options.seed, "another seed draws another orchard")
      ->type_name("N")
      ->capture_default_str();
  sample->add_option("--threads", flags->options.threads, "0: one a core")->type_name("N")->capture_default_str();
  AddCommon(*sample, common);
  sample->callback([flags, &common, &exit_code] { exit_code = Finish(Sample(flags->output, flags->options, common)); });
}

}  // namespace verger::cli
