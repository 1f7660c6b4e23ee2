#include "verger/error.h"

#include <gtest/gtest.h>

namespace verger {
namespace {

TEST(Error, KeepsKindAndMessage) {
  for (auto kind : {ErrorKind::kFailed, ErrorKind::kUsage, ErrorKind::kNotFound, ErrorKind::kTooManyRejects,
                    ErrorKind::kInterrupted}) {
    const arrow::Status status = Error(kind, "what failed");
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(KindOf(status), kind);
    EXPECT_EQ(status.message(), "what failed");
    EXPECT_FALSE(RejectCodeOf(status));
  }
}

TEST(Error, OtherStatusesAreFailures) {
  EXPECT_EQ(KindOf(arrow::Status::IOError("disk")), ErrorKind::kFailed);
  EXPECT_EQ(KindOf(arrow::Status::Cancelled("stop")), ErrorKind::kInterrupted);
}

TEST(Error, WithKindDoesNotOverrule) {
  EXPECT_TRUE(WithKind(ErrorKind::kUsage, arrow::Status::OK()).ok());
  EXPECT_EQ(KindOf(WithKind(ErrorKind::kNotFound, arrow::Status::IOError("x"))), ErrorKind::kNotFound);
  EXPECT_EQ(KindOf(WithKind(ErrorKind::kNotFound, Error(ErrorKind::kUsage, "x"))), ErrorKind::kUsage);
}

TEST(Reject, NamesAreFrozen) {
  EXPECT_EQ(RejectName(RejectCode::kNotFound), "not_found");
  EXPECT_EQ(RejectName(RejectCode::kUnreadable), "unreadable");
  EXPECT_EQ(RejectName(RejectCode::kNotAFile), "not_a_file");
  EXPECT_EQ(RejectName(RejectCode::kEmpty), "empty");
  EXPECT_EQ(RejectName(RejectCode::kTooManyBytes), "too_many_bytes");
  EXPECT_EQ(RejectName(RejectCode::kTooManyPixels), "too_many_pixels");
  EXPECT_EQ(RejectName(RejectCode::kUnknownFormat), "unknown_format");
  EXPECT_EQ(RejectName(RejectCode::kUnsupported), "unsupported");
  EXPECT_EQ(RejectName(RejectCode::kTruncated), "truncated");
  EXPECT_EQ(RejectName(RejectCode::kCorrupt), "corrupt");
}

TEST(Reject, IsTellable) {
  const arrow::Status status = Reject(RejectCode::kTruncated, "ends in row 3");
  EXPECT_EQ(RejectCodeOf(status), RejectCode::kTruncated);
  EXPECT_EQ(status.message(), "ends in row 3");
  EXPECT_FALSE(RejectCodeOf(arrow::Status::OK()));
  EXPECT_FALSE(RejectCodeOf(arrow::Status::Invalid("not a reject")));
}

}  // namespace
}  // namespace verger
