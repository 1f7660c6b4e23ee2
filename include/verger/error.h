// What can go wrong, and how a caller tells the kinds apart.
//
// Every failure is an arrow::Status. Two details may ride on it:
//  - a reject: a *photo* that could not be used. It is data: the run writes it to rejects/ and goes on.
//  - a kind:   why a *request* failed. Each border (exit code, Python exception, HTTP status) maps it by one table.
// A Status with neither is an internal failure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <arrow/status.h>

#include "verger/export_macro.h"

namespace verger {

/// Why a request failed. The CLI's exit codes are these values.
enum class ErrorKind : int {
  kFailed = 1,          ///< the work itself failed: a full disk, a broken model
  kUsage = 2,           ///< the request makes no sense: a ratio of 1.5, an output that is not empty
  kNotFound = 3,        ///< an input does not exist or cannot be read
  kTooManyRejects = 4,  ///< more photos were rejected than the caller allows
  kInterrupted = 130,   ///< stopped by the caller; what was finished stays valid
};

/// Why a photo was rejected. The names (RejectName) are frozen: they stand in rejects/*.parquet.
enum class RejectCode : int {
  kNotFound,       ///< "not_found": gone, or a link to nothing
  kUnreadable,     ///< "unreadable": no permission, or reading failed
  kNotAFile,       ///< "not_a_file": a pipe, socket or device
  kEmpty,          ///< "empty": zero bytes
  kTooManyBytes,   ///< "too_many_bytes": larger than EnhanceOptions::max_bytes
  kTooManyPixels,  ///< "too_many_pixels": larger than EnhanceOptions::max_pixels
  kUnknownFormat,  ///< "unknown_format": no image format Verger reads
  kUnsupported,    ///< "unsupported": a known format in a variety that neither Verger nor Pillow reads
  kTruncated,      ///< "truncated": ends before the image does
  kCorrupt,        ///< "corrupt": breaks its format's rules
};

/// The frozen name of a code, e.g. "too_many_pixels".
VERGER_EXPORT std::string_view RejectName(RejectCode code);

/// A Status that rejects one photo. `message` says what is wrong, without the URI.
VERGER_EXPORT arrow::Status Reject(RejectCode code, std::string message);

/// The code of a status made by Reject, or nothing for any other status.
VERGER_EXPORT std::optional<RejectCode> RejectCodeOf(const arrow::Status& status);

/// A Status that fails a request. `message` says what failed, on which URI, and what to do.
VERGER_EXPORT arrow::Status Error(ErrorKind kind, std::string message);

/// The kind of a failed status: as given to Error; kInterrupted for a cancelled status; else kFailed.
VERGER_EXPORT ErrorKind KindOf(const arrow::Status& status);

/// `status` with its kind set, its message kept, unless it has one already.
VERGER_EXPORT arrow::Status WithKind(ErrorKind kind, const arrow::Status& status);

}  // namespace verger
