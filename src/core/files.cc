#include "core/files.h"

#include <cstring>

#include <arrow/io/interfaces.h>
#include <arrow/util/io_util.h>

#include "verger/error.h"

namespace verger {
namespace {

arrow::Status Naming(const std::string& path, const arrow::Status& status) {
  return status.ok() ? status : Error(ErrorKind::kFailed, path + ": " + Reason(status));
}

arrow::Status Put(arrow::fs::FileSystem& filesystem, const std::string& path, const FileWriter& write) {
  ARROW_ASSIGN_OR_RAISE(auto stream, filesystem.OpenOutputStream(path));
  arrow::Status status = write(stream);
  if (!status.ok()) {
    (void)stream->Abort();  // the first failure is the one to tell
    return status;
  }
  return stream->closed() ? arrow::Status::OK() : stream->Close();
}

arrow::Result<std::shared_ptr<arrow::Buffer>> Get(arrow::fs::FileSystem& filesystem, const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(auto file, filesystem.OpenInputFile(path));
  ARROW_ASSIGN_OR_RAISE(const int64_t size, file->GetSize());
  return file->ReadAt(0, size);
}

arrow::Status PutWhole(arrow::fs::FileSystem& filesystem, const std::string& path, const FileWriter& write) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash);
  if (!folder.empty()) ARROW_RETURN_NOT_OK(filesystem.CreateDir(folder));
  if (filesystem.type_name() != "local") return Put(filesystem, path, write);

  const std::string temporary = folder + "/." + path.substr(slash + 1) + ".tmp";
  arrow::Status status = Put(filesystem, temporary, write);
  if (status.ok()) status = filesystem.Move(temporary, path);
  if (!status.ok()) (void)filesystem.DeleteFile(temporary);  // the first failure is the one to tell
  return status;
}

}  // namespace

std::string Reason(const arrow::Status& status) {
  const int error = arrow::internal::ErrnoFromStatus(status);
  return error == 0 ? status.message() : status.message() + ": " + std::strerror(error);
}

arrow::Result<std::shared_ptr<arrow::Buffer>> ReadFile(arrow::fs::FileSystem& filesystem, const std::string& path) {
  auto content = Get(filesystem, path);
  ARROW_RETURN_NOT_OK(Naming(path, content.status()));
  return content;
}

arrow::Status WriteFile(arrow::fs::FileSystem& filesystem, const std::string& path, const FileWriter& write) {
  return Naming(path, PutWhole(filesystem, path, write));
}

arrow::Status WriteFile(arrow::fs::FileSystem& filesystem, const std::string& path, const std::string& content) {
  return WriteFile(filesystem, path, [&](const std::shared_ptr<arrow::io::OutputStream>& stream) {
    return stream->Write(content.data(), static_cast<int64_t>(content.size()));
  });
}

}  // namespace verger
