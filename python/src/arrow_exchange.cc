#include "arrow_exchange.h"

#include <string>
#include <utility>

#include <arrow/c/bridge.h>
#include <nanobind/ndarray.h>

#include "errors.h"
#include "verger/error.h"

namespace nb = nanobind;

namespace verger::python {
namespace {

template <typename T>
T* FromCapsule(const nb::handle& capsule, const char* name) {
  auto* pointer = static_cast<T*>(PyCapsule_GetPointer(capsule.ptr(), name));
  if (pointer == nullptr) throw nb::python_error();
  return pointer;
}

// A capsule that releases what nobody took out of it.
template <typename T>
nb::object ToCapsule(std::unique_ptr<T> content, const char* name) {
  const auto capsule = nb::steal(PyCapsule_New(content.get(), name, [](PyObject* self) {
    auto* held = static_cast<T*>(PyCapsule_GetPointer(self, PyCapsule_GetName(self)));
    if (held->release != nullptr) held->release(held);
    delete held;
  }));
  if (!capsule.is_valid()) throw nb::python_error();
  content.release();
  return capsule;
}

template <typename Export>
Capsules Fill(const Export& fill) {
  auto array = std::make_unique<ArrowArray>();
  auto schema = std::make_unique<ArrowSchema>();
  Check(fill(array.get(), schema.get()));
  nb::object schema_capsule = ToCapsule(std::move(schema), "arrow_schema");
  return nb::make_tuple(std::move(schema_capsule), ToCapsule(std::move(array), "arrow_array"));
}

std::pair<ArrowArray*, ArrowSchema*> ArrayOf(const nb::object& capsules) {
  if (!nb::isinstance<nb::tuple>(capsules) || nb::len(capsules) != 2) {
    throw nb::type_error("__arrow_c_array__ did not return two capsules");
  }
  return {FromCapsule<ArrowArray>(capsules[1], "arrow_array"), FromCapsule<ArrowSchema>(capsules[0], "arrow_schema")};
}

arrow::Status Unusable(const std::string& why) { return Error(ErrorKind::kUsage, "a column of rows " + why); }

// The values of rows [0, n) and the length of each.
struct Flat {
  std::shared_ptr<arrow::Array> values;
  int64_t length = 0;
};

template <typename ListArray>
arrow::Result<Flat> FlattenLists(const ListArray& lists) {
  const int64_t length = lists.value_length(0);
  for (int64_t i = 1; i < lists.length(); ++i) {
    if (lists.value_length(i) != length) {
      return Unusable("must have rows of one length: row 0 has " + std::to_string(length) + " values, row " +
                      std::to_string(i) + " has " + std::to_string(lists.value_length(i)));
    }
  }
  return Flat{lists.values()->Slice(lists.value_offset(0), lists.length() * length), length};
}

arrow::Result<Flat> Flatten(const arrow::Array& rows) {
  if (rows.null_count() != 0) return Unusable("must have no nulls");
  switch (rows.type_id()) {
    case arrow::Type::LIST: return FlattenLists(static_cast<const arrow::ListArray&>(rows));
    case arrow::Type::LARGE_LIST: return FlattenLists(static_cast<const arrow::LargeListArray&>(rows));
    case arrow::Type::FIXED_SIZE_LIST: {
      const auto& lists = static_cast<const arrow::FixedSizeListArray&>(rows);
      const int64_t length = lists.value_length(0);
      return Flat{lists.values()->Slice(lists.value_offset(0), lists.length() * length), length};
    }
    default: return Unusable("must be lists of float32 or float64, not " + rows.type()->ToString());
  }
}

template <typename T>
nb::object ToNumpy(const Flat& flat, int64_t rows) {
  nb::capsule owner(new std::shared_ptr<arrow::Array>(flat.values),
                    [](void* held) noexcept { delete static_cast<std::shared_ptr<arrow::Array>*>(held); });
  const T* data = flat.values->data()->GetValues<T>(1);
  return nb::cast(nb::ndarray<nb::numpy, const T, nb::ndim<2>, nb::c_contig>(
      data, {static_cast<size_t>(rows), static_cast<size_t>(flat.length)}, owner));
}

}  // namespace

std::shared_ptr<arrow::ChunkedArray> ImportColumn(const nb::object& object) {
  if (nb::hasattr(object, "__arrow_c_stream__")) {
    const nb::object capsule = object.attr("__arrow_c_stream__")();
    return Check(arrow::ImportChunkedArray(FromCapsule<ArrowArrayStream>(capsule, "arrow_array_stream")));
  }
  const nb::object capsules = object.attr("__arrow_c_array__")();
  const auto [array, schema] = ArrayOf(capsules);
  return std::make_shared<arrow::ChunkedArray>(Check(arrow::ImportArray(array, schema)));
}

std::shared_ptr<arrow::RecordBatch> ImportBatch(const nb::object& object) {
  const nb::object capsules = object.attr("__arrow_c_array__")();
  const auto [array, schema] = ArrayOf(capsules);
  return Check(arrow::ImportRecordBatch(array, schema));
}

Capsules ExportCapsules(const arrow::Array& array) {
  return Fill([&](ArrowArray* out, ArrowSchema* schema) { return arrow::ExportArray(array, out, schema); });
}

Capsules ExportCapsules(const arrow::RecordBatch& batch) {
  return Fill([&](ArrowArray* out, ArrowSchema* schema) { return arrow::ExportRecordBatch(batch, out, schema); });
}

Blocks RowsOf(const nb::object& column) {
  Blocks blocks;
  const auto chunked = ImportColumn(column);
  for (const auto& chunk : chunked->chunks()) {
    if (chunk->length() == 0) continue;
    const Flat flat = Check(Flatten(*chunk));
    if (flat.values->null_count() != 0) Check(Unusable("must have no nulls"));
    if (flat.values->type_id() == arrow::Type::FLOAT) {
      blocks.append(ToNumpy<float>(flat, chunk->length()));
    } else if (flat.values->type_id() == arrow::Type::DOUBLE) {
      blocks.append(ToNumpy<double>(flat, chunk->length()));
    } else {
      Check(Unusable("must be lists of float32 or float64, not " + chunk->type()->ToString()));
    }
  }
  return blocks;
}

}  // namespace verger::python
