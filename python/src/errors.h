// A failed arrow::Status on its way into Python.
#pragma once

#include <exception>
#include <utility>

#include <arrow/result.h>
#include <nanobind/nanobind.h>

namespace verger::python {

/// Thrown by Check; becomes the Python exception that the table in errors.cc gives for its kind.
class StatusError : public std::exception {
 public:
  explicit StatusError(arrow::Status status) : status_(std::move(status)), message_(status_.message()) {}
  const arrow::Status& status() const { return status_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  arrow::Status status_;
  std::string message_;
};

inline void Check(const arrow::Status& status) {
  if (!status.ok()) throw StatusError(status);
}

template <typename T>
T Check(arrow::Result<T> result) {
  Check(result.status());
  return std::move(result).ValueUnsafe();
}

void RegisterErrors();

/// Text as the library has it (UTF-8, or the bytes of a file's name) for a message: what is no UTF-8 is replaced.
nanobind::str Message(const std::string& text);

/// A path or URI, both ways: names that are no UTF-8 keep their bytes, as os.fsencode and os.fsdecode have it.
std::string FromPath(const nanobind::str& path);
nanobind::str ToPath(const std::string& path);

}  // namespace verger::python
