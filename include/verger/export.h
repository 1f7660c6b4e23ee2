// Export: rows become files that any tool reads. docs/formats.md describes each file.
#pragma once

#include <string>
#include <vector>

#include <arrow/result.h>

#include "verger/export_macro.h"

namespace verger {

struct ExportOptions {
  // Behaviour
  bool parquet = true;  ///< write reduced/ (listing, features and rejects are always Parquet)
  bool json = true;     ///< write json/, the rows of reduced/ as JSON Lines
  bool report = true;   ///< write report.html

  // Performance
  /// Photos a part, 8 to 1,000,000, a multiple of 8. Parts are the unit of resuming and of memory.
  int part_rows = 2048;
};

/// "parquet,json" and the like: which of the two are written. Errors: kUsage, naming the formats there are.
VERGER_EXPORT arrow::Status ParseFormats(const std::string& text, ExportOptions* options);

}  // namespace verger
