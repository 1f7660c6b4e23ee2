// report.html: the page of web/ with a run's data in it.
#pragma once

#include <string>

#include <arrow/result.h>
#include "core/json.h"

namespace verger {

/// The report page with `data` (web/src/data.ts describes it) in the place made for it. Strings in `data` may hold
/// anything; the page shows them as text. Errors: internal, when the page was built without its place for data.
arrow::Result<std::string> RenderReport(const Json& data);

}  // namespace verger
