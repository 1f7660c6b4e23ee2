// Files as a whole, through arrow::fs.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <arrow/buffer.h>
#include <arrow/filesystem/filesystem.h>
#include <arrow/result.h>

namespace verger {

/// What a failed status says, with the operating system's reason behind it: Arrow keeps that apart.
std::string Reason(const arrow::Status& status);

/// A file's content. Errors name the path.
arrow::Result<std::shared_ptr<arrow::Buffer>> ReadFile(arrow::fs::FileSystem& filesystem, const std::string& path);

/// Writes a file's content to a stream; may close it.
using FileWriter = std::function<arrow::Status(const std::shared_ptr<arrow::io::OutputStream>&)>;

/// Puts what `write` writes at `path`, whole or not at all: written beside it as ".<name>.tmp", then renamed where the
/// file system is local; one upload elsewhere. Creates the folder. A failure leaves what stood at `path` before and
/// names it.
arrow::Status WriteFile(arrow::fs::FileSystem& filesystem, const std::string& path, const FileWriter& write);
arrow::Status WriteFile(arrow::fs::FileSystem& filesystem, const std::string& path, const std::string& content);

}  // namespace verger
