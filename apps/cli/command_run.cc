#include <iostream>
#include <memory>

#include "commands.h"
#include "interrupt.h"
#include "progress_view.h"
#include "verger/error.h"
#include "verger/pipeline.h"

namespace verger::cli {
namespace {

// The flags as they are typed; ToOptions gives them meaning.
struct Flags {
  std::string pca = "0.90";
  std::string precision = "f32";
  std::string label = "parent";
  std::string format = "parquet,json";
  std::string filter = "bicubic";
  std::string on_error = "skip";
  std::string max_rejects;
  std::string memory = "2GiB";
  std::string max_bytes = "256MiB";
  bool standardize = false;
  bool no_exif = false;
  bool no_report = false;
  RunOptions options;
};

arrow::Result<RunOptions> ToOptions(const Flags& flags) {
  RunOptions options = flags.options;
  const auto components = ParseComponents(flags.pca);
  if (!components.ok()) return components.status().WithMessage("--pca: ", components.status().message());
  if (!*components && flags.standardize) {
    return Error(ErrorKind::kUsage, "--standardize is for PCA, which --pca none leaves out: give one of the two");
  }
  options.reduce.reset();
  if (*components) options.reduce = ReduceOptions{.n_components = **components, .standardize = flags.standardize};
  ARROW_ASSIGN_OR_RAISE(options.featurize.precision, ParsePrecision(flags.precision));
  ARROW_ASSIGN_OR_RAISE(options.enhance.filter, ParseFilter(flags.filter));
  ARROW_RETURN_NOT_OK(ParseFormats(flags.format, &options.exports));
  ARROW_RETURN_NOT_OK(ParseBytes(flags.memory, &options.memory));
  ARROW_RETURN_NOT_OK(ParseBytes(flags.max_bytes, &options.enhance.max_bytes));
  if (!flags.max_rejects.empty()) {
    ARROW_ASSIGN_OR_RAISE(options.max_rejects, ParseRejectLimit(flags.max_rejects));
  }
  options.list.label = flags.label == "none" ? Label::kNone : Label::kParent;
  options.fail_on_reject = flags.on_error == "fail";
  options.enhance.exif_orientation = !flags.no_exif;
  options.exports.report = !flags.no_report;
  return options;
}

void Print(const RunResult& result, bool json) {
  if (json) {
    PrintJson({{"listed", result.listed},
               {"features", result.features},
               {"rejects", result.rejects},
               {"seconds", result.seconds},
               {"images_per_second", result.images_per_second},
               {"n_components", result.n_components ? Json(*result.n_components) : Json(nullptr)},
               {"explained_variance_ratio",
                result.explained_variance_ratio ? Json(*result.explained_variance_ratio) : Json(nullptr)},
               {"peak_rss_bytes", result.peak_rss_bytes},
               {"output", result.output}});
    return;
  }
  std::cout << WithCommas(result.listed) << " listed = " << WithCommas(result.features) << " features + "
            << WithCommas(result.rejects) << " rejects\n";
  if (result.n_components) {
    char share[32];
    std::snprintf(share, sizeof(share), "%.2f %%", 100 * *result.explained_variance_ratio);
    std::cout << *result.n_components << " components hold " << share << " of the variance\n";
  }
  std::cout << WithCommas(std::llround(result.images_per_second)) << " images/s, " << Duration(result.seconds)
            << " in all, " << Bytes(result.peak_rss_bytes) << " of memory at most\n"
            << result.output << std::endl;
}

arrow::Status Run(const Flags& flags, const CommonOptions& common) {
  ARROW_ASSIGN_OR_RAISE(RunOptions options, ToOptions(flags));
  const Interrupt interrupt;
  options.stop = interrupt.token();
  arrow::Result<RunResult> result;
  {
    const auto view = ProgressView::Make(common.progress);
    options.progress = view->callback();
    result = verger::Run(options);
  }
  ARROW_RETURN_NOT_OK(result);
  Print(*result, common.json);
  return arrow::Status::OK();
}

}  // namespace

void AddRun(CLI::App& app, CommonOptions& common, int& exit_code) {
  auto flags = std::make_shared<Flags>();
  RunOptions& options = flags->options;
  CLI::App* run = app.add_subcommand("run", "photos to features, PCA, Parquet, JSON and a report");
  run->footer(
      "INPUT is a folder or a photo. OUT must not exist, or be empty. Each photo ends as a row of features or as\n"
      "a row in OUT/rejects, so that listed = features + rejects.\n\n"
      "  verger run photos -o out                 90 % of the variance\n"
      "  verger run photos -o out --pca 100       100 components\n"
      "  verger run photos -o out --resume        finish a run that was stopped");
  run->add_option("INPUT", options.input, "folder of photos, or one photo")->required()->type_name("");
  run->add_option("-o,--output", options.output, "folder for the results, absent or empty")
      ->required()
      ->type_name("OUT");

  run->add_option("--glob", options.list.glob, "take only files of this name: '*.jpg', 'Apple*/*'")
      ->type_name("PATTERN")
      ->group("Load")
      ->capture_default_str();
  run->add_option("--label", flags->label, "variety: the parent folder's name, or none")
      ->check(CLI::IsMember({"parent", "none"}))
      ->group("Load")
      ->capture_default_str();
  run->add_option("--limit", options.list.limit, "take only the first N files of the sorted listing")
      ->group("Load")
      ->type_name("N");
  run->add_option("--on-error", flags->on_error, "a photo that cannot be used: skip it, or fail at once")
      ->check(CLI::IsMember({"skip", "fail"}))
      ->group("Load")
      ->capture_default_str();
  run->add_option("--max-rejects", flags->max_rejects, "stop when more are rejected: 100, or 5% of the listing")
      ->group("Load")
      ->type_name("N|P%");

  run->add_option("--filter", flags->filter, "resampling: nearest, box, bilinear, bicubic, lanczos")
      ->type_name("NAME")
      ->group("Enhance")
      ->capture_default_str();
  run->add_flag("--no-exif-orientation", flags->no_exif,
                "leave photos as stored, as notebooks without exif_transpose do")
      ->group("Enhance");
  run->add_option("--max-bytes", flags->max_bytes, "reject larger files")
      ->type_name("SIZE")
      ->group("Enhance")
      ->capture_default_str();
  run->add_option("--max-pixels", options.enhance.max_pixels, "reject larger photos")
      ->type_name("N")
      ->group("Enhance")
      ->capture_default_str();

  run->add_option("--model", options.featurize.model, "backbone: a name, or an .onnx or .xml file")
      ->group("Featurize")
      ->type_name("NAME|FILE")
      ->capture_default_str();
  run->add_option("--precision", flags->precision, "arithmetic: f32, bf16, f16, or auto (bf16 where the CPU has it)")
      ->type_name("NAME")
      ->group("Featurize")
      ->capture_default_str();

  run->add_option("--pca", flags->pca, "share of the variance (0.90), number of components (100), or none")
      ->type_name("RATIO|K|none")
      ->group("Reduce")
      ->capture_default_str();
  run->add_flag("--standardize", flags->standardize, "divide each feature by its standard deviation first")
      ->group("Reduce");

  run->add_option("--format", flags->format, "of the reduced rows: parquet, json or parquet,json")
      ->type_name("LIST")
      ->group("Export")
      ->capture_default_str();
  run->add_option("--part-rows", options.exports.part_rows, "photos a part: the unit of resuming and of memory")
      ->type_name("N")
      ->group("Export")
      ->capture_default_str();
  run->add_flag("--no-report", flags->no_report, "write no report.html")->group("Export");
  run->add_flag("--resume", options.resume, "finish what an earlier run with the same options left undone")
      ->group("Export");

  run->add_option("--threads", options.threads, "photos worked on at once; 0: one a core")
      ->type_name("N")
      ->group("Machine")
      ->capture_default_str();
  run->add_option("--memory", flags->memory, "that photos being decoded may take together")
      ->type_name("SIZE")
      ->group("Machine")
      ->capture_default_str();
  AddCommon(*run, common);
  run->callback([flags, &common, &exit_code] { exit_code = Finish(Run(*flags, common)); });
}

}  // namespace verger::cli
