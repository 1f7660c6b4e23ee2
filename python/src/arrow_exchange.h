// Arrow data in and out by the PyCapsule interface (https://arrow.apache.org/docs/format/CDataInterface), without
// copies.
#pragma once

#include <memory>

#include <arrow/array.h>
#include <arrow/chunked_array.h>
#include <arrow/record_batch.h>
#include <nanobind/nanobind.h>
#include <nanobind/typing.h>

namespace verger::python {

using Capsules = nanobind::typed<nanobind::tuple, nanobind::object, nanobind::object>;
using Blocks = nanobind::typed<nanobind::list, nanobind::any>;

/// A column of any library: an object with __arrow_c_stream__ or __arrow_c_array__. Throws StatusError.
std::shared_ptr<arrow::ChunkedArray> ImportColumn(const nanobind::object& object);

/// An object with __arrow_c_array__ that gives a struct array, such as pyarrow.RecordBatch. Throws StatusError.
std::shared_ptr<arrow::RecordBatch> ImportBatch(const nanobind::object& object);

/// The two capsules that __arrow_c_array__ returns. Throws StatusError.
Capsules ExportCapsules(const arrow::Array& array);
Capsules ExportCapsules(const arrow::RecordBatch& batch);

/// Rows of a list<float> or fixed_size_list<float> column (float32 or float64, no nulls, all of one length): for each
/// chunk that has rows a numpy array [rows, length] on the column's own memory. Throws StatusError.
Blocks RowsOf(const nanobind::object& column);

}  // namespace verger::python
