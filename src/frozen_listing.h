#pragma once

#include <arrow/result.h>

#include "export/output_folder.h"
#include "export/rows.h"
#include "verger/load.h"

namespace verger {

/// The listing as rows of listing.parquet.
std::vector<ListingRow> RowsOf(const Listing& listing);

/// The listing of an earlier run of `input`, as it was frozen in `output`.
arrow::Result<Listing> FrozenListing(const OutputFolder& output, const std::string& input);

}  // namespace verger
