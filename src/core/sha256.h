#pragma once

#include <span>
#include <string>

#include <arrow/buffer.h>

namespace verger {

/// SHA-256 (FIPS 180-4) of the concatenation of `pieces`, as 64 lower-case hex digits.
std::string Sha256(std::span<const std::shared_ptr<arrow::Buffer>> pieces);

}  // namespace verger
