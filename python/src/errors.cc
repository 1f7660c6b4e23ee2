#include "errors.h"

#include "verger/error.h"

namespace nb = nanobind;

namespace verger::python {
namespace {

struct Row {
  ErrorKind kind;
  const char* module;
  const char* type;
};

// The one table of this border.
constexpr Row kExceptions[] = {
    {ErrorKind::kUsage, "builtins", "ValueError"},
    {ErrorKind::kNotFound, "builtins", "FileNotFoundError"},
    {ErrorKind::kTooManyRejects, "verger.errors", "TooManyRejects"},
    {ErrorKind::kInterrupted, "builtins", "KeyboardInterrupt"},
    {ErrorKind::kFailed, "verger.errors", "Error"},
};

void Raise(const arrow::Status& status) {
  const ErrorKind kind = KindOf(status);
  for (const Row& row : kExceptions) {
    if (row.kind != kind) continue;
    const nb::object type = nb::module_::import_(row.module).attr(row.type);
    PyErr_SetObject(type.ptr(), Message(status.message()).ptr());
  }
}

}  // namespace

void RegisterErrors() {
  nb::register_exception_translator([](const std::exception_ptr& thrown, void*) {
    try {
      std::rethrow_exception(thrown);
    } catch (const StatusError& e) {
      Raise(e.status());
    }
  });
}

nb::str Message(const std::string& text) {
  return nb::steal<nb::str>(PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace"));
}

std::string FromPath(const nb::str& path) {
  const auto bytes = nb::steal<nb::bytes>(PyUnicode_EncodeFSDefault(path.ptr()));
  if (!bytes.is_valid()) throw nb::python_error();
  return {bytes.c_str(), bytes.size()};
}

nb::str ToPath(const std::string& path) {
  return nb::steal<nb::str>(PyUnicode_DecodeFSDefaultAndSize(path.data(), static_cast<Py_ssize_t>(path.size())));
}

}  // namespace verger::python
