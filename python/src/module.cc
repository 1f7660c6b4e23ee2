// verger._verger: what python/verger stands on. Everything here is in the words of include/verger; the pythonic face,
// with its documentation, is there.
#include "module.h"

#include <optional>
#include <string>
#include <utility>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/typing.h>

#include "attend.h"
#include "errors.h"
#include "verger/pipeline.h"
#include "verger/sample.h"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace verger::python {
namespace {

// The value of `text` among `first` and `second`, which stand for false and true.
bool Either(const char* name, const std::string& text, const char* first, const char* second) {
  if (text != first && text != second) {
    Check(Error(ErrorKind::kUsage, std::string(name) + " '" + text + "' is neither " + first + " nor " + second));
  }
  return text == second;
}

nb::typed<nb::dict, nb::str, nb::any> RunChain(const nb::str& input, const nb::str& output, const std::string& pca,
                                               bool standardize, const nb::str& model, const std::string& precision,
                                               int threads, int64_t memory, const std::string& glob,
                                               const std::string& label, int64_t limit, const std::string& format,
                                               bool report, int part_rows, const std::string& on_error,
                                               const std::optional<std::string>& max_rejects, bool resume,
                                               const std::string& filter, bool exif_orientation, int64_t max_bytes,
                                               int64_t max_pixels, const nb::object& progress) {
  RunOptions options;
  options.input = FromPath(input);
  options.output = FromPath(output);
  options.list.glob = glob;
  options.list.label = Either("label", label, "parent", "none") ? Label::kNone : Label::kParent;
  options.list.limit = limit;
  options.enhance.filter = Check(ParseFilter(filter));
  options.enhance.exif_orientation = exif_orientation;
  options.enhance.max_bytes = max_bytes;
  options.enhance.max_pixels = max_pixels;
  options.featurize.model = FromPath(model);
  options.featurize.precision = Check(ParsePrecision(precision));
  const auto components = Check(ParseComponents(pca));
  options.reduce.reset();
  if (components) options.reduce = ReduceOptions{.n_components = *components, .standardize = standardize};
  Check(ParseFormats(format, &options.exports));
  options.exports.report = report;
  options.exports.part_rows = part_rows;
  options.fail_on_reject = Either("on_error", on_error, "skip", "fail");
  if (max_rejects) options.max_rejects = Check(ParseRejectLimit(*max_rejects));
  options.resume = resume;
  options.threads = threads;
  options.memory = memory;

  const RunResult result = Attend(progress, [&](const std::stop_token& stop, const OnProgress& on_progress) {
    options.stop = stop;
    options.progress = on_progress;
    return Run(options);
  });
  nb::dict dict;
  dict["listed"] = result.listed;
  dict["features"] = result.features;
  dict["rejects"] = result.rejects;
  dict["seconds"] = result.seconds;
  dict["images_per_second"] = result.images_per_second;
  dict["n_components"] = result.n_components;
  dict["explained_variance_ratio"] = result.explained_variance_ratio;
  dict["peak_rss_bytes"] = result.peak_rss_bytes;
  dict["output"] = ToPath(result.output);
  return dict;
}

std::pair<int64_t, int64_t> Sample(const nb::str& output, int varieties, int views, uint64_t seed, int threads,
                                   const nb::object& progress) {
  const std::string path = FromPath(output);
  const SampleOptions options{.varieties = varieties, .views = views, .seed = seed, .threads = threads};
  const int64_t total = int64_t{varieties} * views;
  const SampleResult result = Attend(progress, [&](const std::stop_token& stop, const OnProgress& on_progress) {
    return DrawSample(
        path, options,
        [&](int64_t done) {
          if (on_progress) on_progress({.stage = "sample", .done = done, .total = total});
        },
        stop);
  });
  return {result.training, result.test};
}

template <arrow::Result<std::string> (*function)(const std::string&)>
nb::str OnOutput(const nb::str& output) {
  const std::string path = FromPath(output);
  return ToPath(Attend(nb::none(), [&](const std::stop_token&, const OnProgress&) { return function(path); }));
}

}  // namespace
}  // namespace verger::python

NB_MODULE(_verger, m) {
  using namespace verger::python;
  m.doc() = "The native part of verger: use the names in verger instead.";
  RegisterErrors();
  m.def("version", &verger::Version);
  m.def("run", &RunChain, nb::kw_only(), "input"_a, "output"_a, "pca"_a, "standardize"_a, "model"_a, "precision"_a,
        "threads"_a, "memory"_a, "glob"_a, "label"_a, "limit"_a, "format"_a, "report"_a, "part_rows"_a, "on_error"_a,
        "max_rejects"_a.none(), "resume"_a, "filter"_a, "exif_orientation"_a, "max_bytes"_a, "max_pixels"_a,
        "progress"_a.none());
  m.def("sample", &Sample, nb::kw_only(), "output"_a, "varieties"_a, "views"_a, "seed"_a, "threads"_a,
        "progress"_a.none());
  m.def("report", &OnOutput<&verger::WriteReport>, "output"_a);
  m.def("inspect", &OnOutput<&verger::Inspect>, "output"_a);
  BindFeaturizer(m);
  BindPca(m);
}
