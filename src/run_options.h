// The options of a run as the manifest keeps them.
#pragma once

#include "core/json.h"

#include "verger/pipeline.h"

namespace verger {

/// Refuses what makes no sense, naming the option. Errors: kUsage.
arrow::Status CheckOptions(const RunOptions& options);

/// Those options that decide what the rows are, by the names of their command-line flags. A run is resumed with these
/// alone.
Json RowOptions(const RunOptions& options);

/// Errors: kUsage, naming each option that differs.
arrow::Status CheckSameOptions(const Json& first, const Json& now);

}  // namespace verger
