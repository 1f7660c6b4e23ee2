// Arrow data in and out by the PyCapsule interface (https://arrow.apache.org/docs/format/CDataInterface), without
// copies.
#pragma once

#include <memory>

#include <arrow/array.h>
#include <arrow/chunked_array.h>
#include <arrow/record_batch.h>
#include <nanobind/nanobind.h>

namespace verger::python {

/// A column of any library: an object with __arrow_c_stream__ or __arrow_c_array__. Throws StatusError.
std::shared_ptr<arrow::ChunkedArray> ImportColumn(const nanobind::object& object);

/// An object with __arrow_c_array__ that gives a struct array, such as pyarrow.RecordBatch. Throws StatusError.
std::shared_ptr<arrow::RecordBatch> ImportBatch(const nanobind::object& object);

/// The two capsules that __arrow_c_array__ returns. Throws StatusError.
nanobind::tuple ExportCapsules(const arrow::Array& array);
nanobind::tuple ExportCapsules(const arrow::RecordBatch& batch);

/// Rows of a list<float> or fixed_size_list<float> column (float32 or float64, no nulls, all of one length): for each
/// chunk that has rows a numpy array [rows, length] on the column's own memory. Throws StatusError.
nanobind::list RowsOf(const nanobind::object& column);

}  // namespace verger::python
