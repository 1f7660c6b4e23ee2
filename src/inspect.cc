#include "export/output_folder.h"
#include "frozen_listing.h"
#include "load/names.h"
#include "report_data.h"
#include "verger/pipeline.h"

namespace verger {
namespace {

struct Finished {
  OutputFolder output;
  Json manifest;
};

// The output of a run that went through. Errors: kNotFound, kUsage when it is unfinished.
arrow::Result<Finished> OpenFinished(const std::string& output, const char* purpose) {
  ARROW_ASSIGN_OR_RAISE(const Place place, Locate(output));
  OutputFolder folder(place.filesystem, place.path, place.uri);
  ARROW_ASSIGN_OR_RAISE(Json manifest, folder.ReadManifest());
  if (!manifest.value("finished", false)) {
    return Error(ErrorKind::kUsage, place.uri + " is the output of an unfinished run, which cannot be " + purpose +
                                        ": finish it by `verger run ... --resume`");
  }
  return Finished{std::move(folder), std::move(manifest)};
}

}  // namespace

arrow::Result<std::string> WriteReport(const std::string& output) {
  ARROW_ASSIGN_OR_RAISE(Finished run, OpenFinished(output, "reported on"));
  ARROW_ASSIGN_OR_RAISE(const Listing listing, FrozenListing(run.output, PathOf(run.manifest.value("input", ""))));
  return BuildReport(run.output, listing, run.manifest, ResolveThreads(0));
}

arrow::Result<std::string> Inspect(const std::string& output) {
  ARROW_ASSIGN_OR_RAISE(const Finished run, OpenFinished(output, "inspected"));
  ARROW_ASSIGN_OR_RAISE(const Listing listing, FrozenListing(run.output, PathOf(run.manifest.value("input", ""))));
  ARROW_ASSIGN_OR_RAISE(const Json rejects, AllRejects(run.output, run.manifest.value("parts", int64_t{0})));
  Json result = run.manifest;
  result["classes"] = ClassCounts(listing, rejects);
  result["rejects"] = {{"total", rejects.size()}, {"by_code", RejectsByCode(rejects)}};
  return result.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace verger
