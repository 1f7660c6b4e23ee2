// Small files as a whole, through arrow::fs.
#pragma once

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

/// Puts `content` at `path`, whole or not at all: written beside it as ".<name>.tmp", then renamed where the file
/// system is local; one upload elsewhere. Creates the folder. A failure leaves what stood at `path` before and names
/// it.
arrow::Status WriteFile(arrow::fs::FileSystem& filesystem, const std::string& path, const arrow::Buffer& content);
arrow::Status WriteFile(arrow::fs::FileSystem& filesystem, const std::string& path, const std::string& content);

}  // namespace verger
