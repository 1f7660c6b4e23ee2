#include "core/files.h"

namespace verger {
namespace {

arrow::Status Put(arrow::fs::FileSystem& filesystem, const std::string& path, const arrow::Buffer& content) {
  ARROW_ASSIGN_OR_RAISE(auto stream, filesystem.OpenOutputStream(path));
  arrow::Status status = stream->Write(content.data(), content.size());
  if (!status.ok()) {
    (void)stream->Abort();  // the first failure is the one to tell
    return status;
  }
  return stream->Close();
}

}  // namespace

arrow::Result<std::shared_ptr<arrow::Buffer>> ReadFile(arrow::fs::FileSystem& filesystem, const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(auto file, filesystem.OpenInputFile(path));
  ARROW_ASSIGN_OR_RAISE(const int64_t size, file->GetSize());
  return file->ReadAt(0, size);
}

arrow::Status WriteFile(arrow::fs::FileSystem& filesystem, const std::string& path, const arrow::Buffer& content) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash);
  if (!folder.empty()) ARROW_RETURN_NOT_OK(filesystem.CreateDir(folder));
  if (filesystem.type_name() != "local") return Put(filesystem, path, content);

  const std::string temporary = folder + "/." + path.substr(slash + 1) + ".tmp";
  arrow::Status status = Put(filesystem, temporary, content);
  if (status.ok()) status = filesystem.Move(temporary, path);
  if (!status.ok()) (void)filesystem.DeleteFile(temporary);  // the first failure is the one to tell
  return status;
}

arrow::Status WriteFile(arrow::fs::FileSystem& filesystem, const std::string& path, const std::string& content) {
  return WriteFile(filesystem, path, arrow::Buffer(content));
}

}  // namespace verger
