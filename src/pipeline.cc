#include "verger/pipeline.h"

#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "core/system.h"
#include "export/output_folder.h"
#include "export/rows.h"
#include "feature_parts.h"
#include "frozen_listing.h"
#include "progress.h"
#include "report_data.h"
#include "run_options.h"

namespace verger {
namespace {

using json = Json;

// One run, stage by stage. Each stage reads what the one before left in the output folder, so that a resumed run takes
// the same path.
class Chain {
 public:
  Chain(const RunOptions& options, OutputFolder output)
      : options_(options), output_(std::move(output)), threads_(ResolveThreads(options.threads)) {}

  arrow::Result<RunResult> Run();

 private:
  arrow::Status Load();
  arrow::Status FreezeListing();
  arrow::Status Featurize();
  arrow::Status Reduce();
  arrow::Status Project(const Pca& pca);
  arrow::Status LoadBackbone();
  arrow::Status CheckComponents() const;
  // Counts the rows of the parts that are there; returns which of them can be relied on.
  std::vector<bool> CountFinished(std::vector<bool> finished);
  int64_t AllowedRejects() const;
  int64_t parts() const {
    const int64_t rows = options_.exports.part_rows;
    return (static_cast<int64_t>(listing_.photos.size()) + rows - 1) / rows;
  }
  // Runs one stage and notes its seconds.
  arrow::Status Timed(const char* name, const std::function<arrow::Status()>& stage);
  json Manifest(bool finished, const std::string& stopped) const;

  RunOptions options_;
  OutputFolder output_;
  const int threads_;
  const double start_ = MonotonicSeconds();
  const std::string created_ = UtcTimestamp();

  Listing listing_;
  bool is_frozen_ = false;  // the listing stands in the output already
  std::shared_ptr<Backbone> backbone_;
  std::shared_ptr<const arrow::KeyValueMetadata> metadata_;
  json first_manifest_ = json::object();  // of the run that is resumed
  json pca_;
  std::vector<std::pair<std::string, double>> seconds_;
  int64_t featurized_here_ = 0;  // photos that went through the featurize stage of this process
  RunResult result_;
};

arrow::Status Chain::Timed(const char* name, const std::function<arrow::Status()>& stage) {
  const double begin = MonotonicSeconds();
  const auto status = stage();
  seconds_.emplace_back(name, MonotonicSeconds() - begin);
  return status;
}

arrow::Status Chain::Load() {
  if (options_.resume) {
    ARROW_ASSIGN_OR_RAISE(first_manifest_, output_.ReadManifest());
    ARROW_RETURN_NOT_OK(CheckSameOptions(first_manifest_.value("options", json::object()), RowOptions(options_)));
    ARROW_ASSIGN_OR_RAISE(const Place place, Locate(options_.input));
    if (first_manifest_.value("input", "") != place.uri) {
      return Error(ErrorKind::kUsage, "cannot resume with another input: it was " + first_manifest_.value("input", "") +
                                          ", now it is " + place.uri);
    }
    ARROW_ASSIGN_OR_RAISE(is_frozen_, output_.HasListing());
    if (is_frozen_) {
      ARROW_ASSIGN_OR_RAISE(listing_, FrozenListing(output_, options_.input));
      return arrow::Status::OK();
    }
  } else {
    ARROW_RETURN_NOT_OK(output_.CheckUnused());
  }
  const auto on_count = [this](int64_t count) {
    if (options_.progress) options_.progress({.stage = "list", .done = count});
  };
  ARROW_ASSIGN_OR_RAISE(listing_, List(options_.input, options_.list, on_count, options_.stop));
  return arrow::Status::OK();
}

arrow::Status Chain::FreezeListing() {
  if (is_frozen_) return arrow::Status::OK();
  ARROW_ASSIGN_OR_RAISE(const auto batch, ListingBatch(RowsOf(listing_)));
  return output_.WriteListing(batch);
}

// Pca::Fit would refuse the same, but only when all photos are through.
arrow::Status Chain::CheckComponents() const {
  if (!options_.reduce) return arrow::Status::OK();
  const auto photos = static_cast<int64_t>(listing_.photos.size());
  const int64_t most = std::min<int64_t>(photos, backbone_->info().dimension);
  if (photos < 2) return Error(ErrorKind::kUsage, "PCA needs at least 2 photos and has 1: add --pca none");
  const auto* count = std::get_if<int64_t>(&options_.reduce->n_components);
  if (count == nullptr || *count <= most) return arrow::Status::OK();
  return Error(ErrorKind::kUsage, "n_components=" + std::to_string(*count) + ", but " + std::to_string(photos) +
                                      " photos of " + std::to_string(backbone_->info().dimension) +
                                      " features allow 1 to " + std::to_string(most) +
                                      ": ask for fewer, or for a ratio such as 0.90");
}

arrow::Status Chain::LoadBackbone() {
  FeaturizeOptions featurize = options_.featurize;
  featurize.threads = threads_;
  ARROW_ASSIGN_OR_RAISE(backbone_, Backbone::Load(featurize));
  const BackboneInfo& info = backbone_->info();
  options_.enhance.width = info.width;
  options_.enhance.height = info.height;
  metadata_ = arrow::key_value_metadata({{"verger.version", std::string(Version())},
                                         {"verger.preprocessing", PreprocessingSpec(options_.enhance)},
                                         {"verger.model", info.name},
                                         {"verger.model_sha256", info.sha256},
                                         {"verger.precision", PrecisionName(info.precision)}});
  const json before = first_manifest_.value("model", json::object());
  if (options_.resume && before.value("sha256", info.sha256) != info.sha256) {
    return Error(ErrorKind::kUsage, "cannot resume with another model: it was " + before.value("sha256", "") +
                                        ", now it is " + info.sha256);
  }
  return arrow::Status::OK();
}

int64_t Chain::AllowedRejects() const {
  if (options_.fail_on_reject) return 0;
  const auto listed = static_cast<double>(listing_.photos.size());
  if (!options_.max_rejects) return static_cast<int64_t>(listed);
  return static_cast<int64_t>(options_.max_rejects->percent ? std::floor(options_.max_rejects->value / 100 * listed)
                                                            : options_.max_rejects->value);
}

std::vector<bool> Chain::CountFinished(std::vector<bool> finished) {
  for (size_t i = 0; i < finished.size(); ++i) {
    if (!finished[i]) continue;
    const auto part = static_cast<int64_t>(i);
    const int64_t rows = options_.exports.part_rows;
    const int64_t photos = std::min(rows, static_cast<int64_t>(listing_.photos.size()) - part * rows);
    const auto features = output_.ReadFeatures(part, {"uri"});
    const auto rejects = output_.ReadRejects(part);
    const bool is_whole = features.ok() && rejects.ok() && (!options_.reduce || output_.ReadMoments(part).ok()) &&
                          (*features)->num_rows() + (*rejects)->num_rows() == photos;
    finished[i] = is_whole;  // what a crash of the machine left of a part is made anew
    if (!is_whole) continue;
    result_.features += (*features)->num_rows();
    result_.rejects += (*rejects)->num_rows();
  }
  return finished;
}

arrow::Status Chain::Featurize() {
  std::vector<bool> finished(static_cast<size_t>(parts()), false);
  if (options_.resume) {
    ARROW_ASSIGN_OR_RAISE(finished, output_.FinishedParts(parts(), options_.reduce.has_value()));
    finished = CountFinished(std::move(finished));
  }
  std::vector<int64_t> missing;
  for (int64_t part = 0; part < parts(); ++part) {
    if (!finished[static_cast<size_t>(part)]) missing.push_back(part);
  }
  const int64_t earlier = result_.features + result_.rejects;
  featurized_here_ = static_cast<int64_t>(listing_.photos.size()) - earlier;

  FeatureParts work(options_, listing_, *backbone_, output_, metadata_, AllowedRejects(), result_.rejects);
  ProgressMeter progress(options_.progress, "featurize", featurized_here_, /*counts_images=*/true);
  const auto status = work.Run(missing, threads_, progress);
  result_.features += work.features();
  result_.rejects = work.rejects();
  ARROW_RETURN_NOT_OK(status);
  if (result_.features == 0) {
    ARROW_ASSIGN_OR_RAISE(const auto batch, output_.ReadRejects(0));
    ARROW_ASSIGN_OR_RAISE(const auto rejects, RejectRows(*batch));
    return Error(ErrorKind::kTooManyRejects, "none of the " + std::to_string(result_.listed) +
                                                 " listed files is a photo that can be used; the first is " +
                                                 rejects[0].uri + ": " + rejects[0].code + ": " + rejects[0].message);
  }
  return arrow::Status::OK();
}

arrow::Status Chain::Reduce() {
  Moments moments(backbone_->info().dimension);
  {
    ProgressMeter progress(options_.progress, "reduce", parts());
    for (int64_t part = 0; part < parts(); ++part) {
      ARROW_ASSIGN_OR_RAISE(const auto batch, output_.ReadMoments(part));
      ARROW_ASSIGN_OR_RAISE(const auto block, Moments::FromBatch(*batch));
      ARROW_RETURN_NOT_OK(moments.Merge(block));
      progress.Add(1);
    }
  }
  ARROW_ASSIGN_OR_RAISE(const Pca pca, Pca::Fit(moments, *options_.reduce));
  ARROW_ASSIGN_OR_RAISE(const auto batch, pca.ToBatch());
  ARROW_RETURN_NOT_OK(output_.WritePca(batch));
  result_.n_components = pca.n_components();
  result_.explained_variance_ratio = pca.achieved_ratio();
  pca_ = {{"requested", RowOptions(options_)["pca"]},
          {"n_components", pca.n_components()},
          {"explained_variance_ratio", pca.achieved_ratio()},
          {"standardize", options_.reduce->standardize},
          {"n_samples", pca.n_samples}};
  return Project(pca);
}

arrow::Status Chain::Project(const Pca& pca) {
  ProgressMeter progress(options_.progress, "export", parts());
  return ParallelFor(
      threads_, parts(),
      [&](int, int64_t part) -> arrow::Status {
        arrow::RecordBatchVector reduced;
        const auto project = [&](const std::shared_ptr<arrow::RecordBatch>& rows) -> arrow::Status {
          ARROW_ASSIGN_OR_RAISE(const ListValues features, ValuesOf(*rows, "features"));
          std::vector<float> components(static_cast<size_t>(rows->num_rows() * pca.n_components()));
          ARROW_RETURN_NOT_OK(pca.Transform(features.values, components));
          ARROW_ASSIGN_OR_RAISE(reduced.emplace_back(),
                                ReducedBatch(*rows, std::move(components), static_cast<int>(pca.n_components())));
          return arrow::Status::OK();
        };
        ARROW_RETURN_NOT_OK(output_.VisitFeatures(part, {"uri", "variety", "category", "features"}, project));
        if (options_.exports.parquet) ARROW_RETURN_NOT_OK(output_.WriteReduced(part, reduced, metadata_));
        if (options_.exports.json) ARROW_RETURN_NOT_OK(output_.WriteJson(part, reduced));
        progress.Add(1);
        return arrow::Status::OK();
      },
      options_.stop);
}

json Chain::Manifest(bool finished, const std::string& stopped) const {
  json manifest = {
      {"format", 1},
      {"verger", Version()},
      {"created", first_manifest_.value("created", created_)},
      {"finished", finished},
      {"input", listing_.root},
      {"output", output_.uri()},
      {"options", RowOptions(options_)},
      {"threads", threads_},
      {"cpu", CpuName()},
      {"parts", parts()},
      {"part_rows", options_.exports.part_rows},
      {"counts", {{"listed", listing_.photos.size()}, {"features", result_.features}, {"rejects", result_.rejects}}},
      {"pca", pca_},
      {"images_per_second", result_.images_per_second},
      {"peak_rss_bytes", PeakRssBytes()}};
  if (backbone_ != nullptr) {
    const BackboneInfo& info = backbone_->info();
    manifest["model"] = {{"name", info.name},           {"sha256", info.sha256},
                         {"width", info.width},         {"height", info.height},
                         {"dimension", info.dimension}, {"precision", PrecisionName(info.precision)}};
    manifest["preprocessing"] = json::parse(PreprocessingSpec(options_.enhance));
  }
  for (const auto& [stage, seconds] : seconds_) manifest["seconds"][stage] = seconds;
  manifest["seconds"]["total"] = MonotonicSeconds() - start_;
  if (!stopped.empty()) manifest["stopped"] = stopped;
  return manifest;
}

arrow::Result<RunResult> Chain::Run() {
  // Nothing is written before the request is known to make sense.
  ARROW_RETURN_NOT_OK(Timed("list", [this] { return Load(); }));
  result_.listed = static_cast<int64_t>(listing_.photos.size());
  result_.output = output_.uri();
  ARROW_RETURN_NOT_OK(Timed("model", [this] { return LoadBackbone(); }));
  ARROW_RETURN_NOT_OK(CheckComponents());
  ARROW_RETURN_NOT_OK(output_.Begin(Manifest(false, "")));

  const auto stages = [this]() -> arrow::Status {
    ARROW_RETURN_NOT_OK(FreezeListing());
    ARROW_RETURN_NOT_OK(Timed("featurize", [this] { return Featurize(); }));
    result_.images_per_second = static_cast<double>(featurized_here_) / std::max(1e-9, seconds_.back().second);
    if (options_.reduce) ARROW_RETURN_NOT_OK(Timed("reduce", [this] { return Reduce(); }));
    if (options_.exports.report) {
      ARROW_RETURN_NOT_OK(Timed("report", [this]() -> arrow::Status {
        return BuildReport(output_, listing_, Manifest(true, ""), threads_, options_.stop).status();
      }));
    }
    return output_.Finish(Manifest(true, ""));
  };
  if (const auto status = stages(); !status.ok()) {
    // What failed is the error to tell; a full disk may well refuse the manifest too.
    (void)output_.WriteManifest(Manifest(false, status.message()));
    const bool may_go_on = KindOf(status) == ErrorKind::kInterrupted || KindOf(status) == ErrorKind::kFailed;
    return may_go_on ? status.WithMessage(status.message(), ": what is finished stays, go on by --resume") : status;
  }
  result_.seconds = MonotonicSeconds() - start_;
  result_.peak_rss_bytes = PeakRssBytes();
  return result_;
}

}  // namespace

std::string_view Version() { return VERGER_VERSION; }

arrow::Result<RunResult> Run(const RunOptions& options) {
  ARROW_RETURN_NOT_OK(CheckOptions(options));
  ARROW_ASSIGN_OR_RAISE(const Place place, Locate(options.output));
  return Chain(options, OutputFolder(place.filesystem, place.path, place.uri)).Run();
}

}  // namespace verger
