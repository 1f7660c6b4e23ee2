// The chain: Load, Enhance, Featurize, Reduce, Export. Start here.
//
//   verger::RunOptions options;
//   options.input = "photos";
//   options.output = "features";
//   arrow::Result<verger::RunResult> result = verger::Run(options);
//
// Each stage has its own header beside this one, with its options and what it guarantees.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <arrow/result.h>

#include "verger/enhance.h"
#include "verger/error.h"
#include "verger/export.h"
#include "verger/export_macro.h"
#include "verger/featurize.h"
#include "verger/load.h"
#include "verger/reduce.h"

namespace verger {

/// "0.1.0"
VERGER_EXPORT std::string_view Version();

/// How a long request is doing.
struct Progress {
  std::string stage;             ///< "list", "featurize", "reduce", "export", "report"
  int64_t done = 0;              ///< photos (parts, from reduce on)
  int64_t total = 0;             ///< 0 while unknown
  int64_t rejects = 0;           ///< photos rejected so far
  double images_per_second = 0;  ///< 0 where it has no meaning
  double seconds_left = -1;      ///< -1 while unknown
};

/// The most rejects a run may have before it stops.
struct RejectLimit {
  double value = 0;  ///< a count, or a percentage of the listed photos
  bool percent = false;
};

/// "100" or "5%". Errors: kUsage.
VERGER_EXPORT arrow::Result<RejectLimit> ParseRejectLimit(const std::string& text);

struct RunOptions {
  std::string input;   ///< folder or photo: a local path or a URI
  std::string output;  ///< folder: created; must be empty unless `resume`

  ListOptions list;
  EnhanceOptions enhance;  ///< width and height are taken from the model
  FeaturizeOptions featurize;
  std::optional<ReduceOptions> reduce = ReduceOptions{};  ///< nothing: leave PCA out
  ExportOptions exports;

  // Behaviour
  bool fail_on_reject = false;             ///< stop at the first photo that cannot be used
  std::optional<RejectLimit> max_rejects;  ///< nothing: rejects never stop a run
  bool resume = false;                     ///< finish what an earlier run with the same options left undone

  // Performance
  int threads = 0;                    ///< 0: one a core
  int64_t memory = int64_t{2} << 30;  ///< bytes that photos being decoded may take together

  std::stop_token stop;  ///< asks the run to stop; what was finished stays in the output, which says it is unfinished
  /// Called from the run's threads, never two at a time, several times a second at most.
  std::function<void(const Progress&)> progress;
};

/// What a run did. The names are those of `verger run --json`.
struct RunResult {
  int64_t listed = 0;  ///< = features + rejects
  int64_t features = 0;
  int64_t rejects = 0;
  double seconds = 0;
  double images_per_second = 0;  ///< features and rejects over the seconds of the featurize stage
  std::optional<int64_t> n_components;
  std::optional<double> explained_variance_ratio;
  int64_t peak_rss_bytes = 0;
  std::string output;  ///< as a uri
};

/// Runs the whole chain. The output folder is described in docs/formats.md; its rows do not depend on `threads`.
/// Errors: kUsage (options, output not empty), kNotFound (input), kTooManyRejects, kInterrupted, kFailed.
VERGER_EXPORT arrow::Result<RunResult> Run(const RunOptions& options);

/// Writes OUT/report.html anew from what a finished run left. Returns its uri.
VERGER_EXPORT arrow::Result<std::string> WriteReport(const std::string& output);

/// What stands in a run's output, as one JSON object: manifest, classes, rejects by cause.
VERGER_EXPORT arrow::Result<std::string> Inspect(const std::string& output);

/// Photos to features without files: Enhance and Featurize behind one call.
class VERGER_EXPORT Featurizer {
 public:
  static arrow::Result<std::unique_ptr<Featurizer>> Make(const FeaturizeOptions& options,
                                                         const EnhanceOptions& enhance = {});
  ~Featurizer();

  /// Pixels of a photo that is decoded already: RGB, [height, width, 3], row after row. They are only resized.
  struct Pixels {
    int width = 0;
    int height = 0;
    std::span<const uint8_t> rgb;
  };
  /// A photo: where it is (a path or URI), the bytes of its file, or its pixels.
  using Source = std::variant<std::string, std::span<const uint8_t>, Pixels>;

  /// What became of each photo of a call.
  struct Outcome {
    std::vector<float> features;        ///< float32 [n, dimension]; the rows of rejected photos are zero
    std::vector<arrow::Status> status;  ///< [n], OK or a reject
  };
  /// Thread-safe; uses the threads it was made with. What `photos` point to is only read during the call.
  /// Errors: kUsage for a URI nobody serves or pixels that are not width x height x 3, kInterrupted.
  arrow::Result<Outcome> Transform(std::span<const Source> photos, const std::stop_token& stop = {});

  const BackboneInfo& info() const;
  /// The preprocessing contract, as JSON.
  std::string preprocessing() const;

 private:
  struct Impl;
  explicit Featurizer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace verger
