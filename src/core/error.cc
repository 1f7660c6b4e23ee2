#include "verger/error.h"

#include <array>
#include <memory>

namespace verger {
namespace {

constexpr std::array<std::string_view, 10> kRejectNames = {
    "not_found",       "unreadable",     "not_a_file",  "empty",     "too_many_bytes",
    "too_many_pixels", "unknown_format", "unsupported", "truncated", "corrupt",
};

constexpr char kRejectDetail[] = "verger::RejectDetail";
constexpr char kKindDetail[] = "verger::KindDetail";

// One detail class serves both: an enumerator's value under a type name.
class CodeDetail final : public arrow::StatusDetail {
 public:
  CodeDetail(const char* type, int code) : type_(type), code_(code) {}
  const char* type_id() const override { return type_; }
  std::string ToString() const override { return std::string(type_) + " " + std::to_string(code_); }
  int code() const { return code_; }

 private:
  const char* type_;
  int code_;
};

std::optional<int> CodeOf(const arrow::Status& status, std::string_view type) {
  if (status.ok() || status.detail() == nullptr || status.detail()->type_id() != type) return std::nullopt;
  return static_cast<const CodeDetail&>(*status.detail()).code();
}

arrow::StatusCode ArrowCodeOf(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUsage: return arrow::StatusCode::Invalid;
    case ErrorKind::kNotFound: return arrow::StatusCode::IOError;
    case ErrorKind::kInterrupted: return arrow::StatusCode::Cancelled;
    case ErrorKind::kFailed:
    case ErrorKind::kTooManyRejects: break;
  }
  return arrow::StatusCode::UnknownError;
}

}  // namespace

std::string_view RejectName(RejectCode code) { return kRejectNames.at(static_cast<size_t>(code)); }

arrow::Status Reject(RejectCode code, std::string message) {
  return {arrow::StatusCode::Invalid, std::move(message),
          std::make_shared<CodeDetail>(kRejectDetail, static_cast<int>(code))};
}

std::optional<RejectCode> RejectCodeOf(const arrow::Status& status) {
  const auto code = CodeOf(status, kRejectDetail);
  return code ? std::optional(static_cast<RejectCode>(*code)) : std::nullopt;
}

arrow::Status Error(ErrorKind kind, std::string message) {
  return {ArrowCodeOf(kind), std::move(message), std::make_shared<CodeDetail>(kKindDetail, static_cast<int>(kind))};
}

ErrorKind KindOf(const arrow::Status& status) {
  if (const auto code = CodeOf(status, kKindDetail)) return static_cast<ErrorKind>(*code);
  return status.IsCancelled() ? ErrorKind::kInterrupted : ErrorKind::kFailed;
}

arrow::Status WithKind(ErrorKind kind, const arrow::Status& status) {
  if (status.ok() || CodeOf(status, kKindDetail)) return status;
  return Error(kind, status.message());
}

}  // namespace verger
