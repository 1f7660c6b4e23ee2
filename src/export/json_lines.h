#pragma once

#include <string>

#include <arrow/record_batch.h>
#include <arrow/result.h>

namespace verger {

/// A batch of string and list<float> columns as JSON Lines: one object a row, keys in column order, each float in the
/// fewest digits that give the same float32 back. Errors: kFailed for other column types or a number JSON cannot hold.
arrow::Result<std::string> JsonLines(const arrow::RecordBatch& batch);

}  // namespace verger
