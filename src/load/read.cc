#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <arrow/io/interfaces.h>
#include <arrow/util/io_util.h>

#include "verger/error.h"
#include "verger/load.h"

namespace verger {
namespace {

// A failed read as a reject: what is gone, forbidden or broken is that photo's trouble, not the run's.
arrow::Status AsReject(const arrow::Status& status) {
  const int error = arrow::internal::ErrnoFromStatus(status);
  const bool gone = error == ENOENT || error == ENOTDIR || error == ELOOP;
  // Arrow's words hold the path, which a message does not and which may be no UTF-8.
  return Reject(gone ? RejectCode::kNotFound : RejectCode::kUnreadable,
                error == 0 ? status.message() : std::strerror(error));
}

}  // namespace

arrow::Result<std::shared_ptr<arrow::Buffer>> Read(const Listing& listing, const Photo& photo, int64_t max_bytes) {
  // Opening a pipe would wait for its writer for ever.
  if (listing.filesystem->type_name() == "local") {
    const auto info = listing.filesystem->GetFileInfo(photo.path);
    if (!info.ok()) return AsReject(info.status());
    if (info->type() == arrow::fs::FileType::NotFound) {
      return Reject(RejectCode::kNotFound, "the file is gone, or a link to nothing");
    }
    if (info->type() != arrow::fs::FileType::File) {
      return Reject(RejectCode::kNotAFile, "a pipe, socket, device or folder, not a file");
    }
  }
  const auto too_large = [&] {
    return Reject(RejectCode::kTooManyBytes, "larger than " + std::to_string(max_bytes) + " bytes");
  };
  if (photo.size > max_bytes) return too_large();

  // With the listed size told, an object store needs no request for it.
  arrow::fs::FileInfo info(photo.path, arrow::fs::FileType::File);
  info.set_size(photo.size);
  auto opened = listing.filesystem->OpenInputStream(info);
  if (!opened.ok()) return AsReject(opened.status());

  // The listing may be old: read what is there now. One byte of room more than listed meets the end without growing.
  ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::ResizableBuffer> buffer, arrow::AllocateResizableBuffer(0));
  int64_t room = photo.size >= 0 ? photo.size + 1 : int64_t{1} << 16;
  for (int64_t filled = 0;;) {
    ARROW_RETURN_NOT_OK(buffer->Resize(room, /*shrink_to_fit=*/false));
    const auto got = (*opened)->Read(room - filled, buffer->mutable_data() + filled);
    if (!got.ok()) return AsReject(got.status());
    filled += *got;
    if (filled > max_bytes) return too_large();
    if (*got == 0) {
      if (filled == 0) return Reject(RejectCode::kEmpty, "the file has no bytes");
      ARROW_RETURN_NOT_OK(buffer->Resize(filled, /*shrink_to_fit=*/false));
      return buffer;
    }
    if (filled == room) room = std::min(2 * room, max_bytes) + 1;
  }
}

void WillRead(const Listing& listing, const Photo& photo) {
  if (listing.filesystem->type_name() != "local" || photo.size <= 0) return;
  const int file = open(photo.path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);  // O_NONBLOCK: it may be a pipe by now
  if (file < 0) return;
  (void)posix_fadvise(file, 0, 0, POSIX_FADV_WILLNEED);
  (void)close(file);
}

}  // namespace verger
