// What report.html and `inspect` show, gathered from a run's output.
#pragma once

#include <stop_token>
#include <string>

#include <arrow/result.h>
#include "core/json.h"

#include "export/output_folder.h"
#include "verger/load.h"

namespace verger {

/// Writes report.html of a run. `listing` is the run's own; thumbnails are drawn from its photos where they can still
/// be read. Returns the report's uri.
arrow::Result<std::string> BuildReport(OutputFolder& output, const Listing& listing, const Json& manifest, int threads,
                                       const std::stop_token& stop = {});

/// [{"variety", "category", "features", "rejects"}], sorted by variety.
Json ClassCounts(const Listing& listing, const Json& reject_rows);

/// Every reject of the run: [{"uri", "stage", "code", "message", "size"}].
arrow::Result<Json> AllRejects(const OutputFolder& output, int64_t parts);

/// [{"stage", "code", "count"}], the most frequent first.
Json RejectsByCode(const Json& reject_rows);

}  // namespace verger
