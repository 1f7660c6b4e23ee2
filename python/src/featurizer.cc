#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <arrow/array.h>
#include <arrow/buffer.h>
#include <arrow/type.h>
#include <arrow/util/bit_util.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include "arrow_exchange.h"
#include "attend.h"
#include "errors.h"
#include "module.h"
#include "verger/pipeline.h"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace verger::python {
namespace {

using Bytes = std::span<const uint8_t>;

// Photos as the library takes them, and whoever owns their bytes.
class Photos {
 public:
  explicit Photos(const nb::object& images) {
    if (nb::hasattr(images, "__arrow_c_stream__") || nb::hasattr(images, "__arrow_c_array__")) {
      column_ = ImportColumn(images);
      for (const auto& chunk : column_->chunks()) Add(*chunk);
    } else {
      for (const nb::handle image : images) Add(image);
    }
  }
  ~Photos() {
    for (Py_buffer& buffer : buffers_) PyBuffer_Release(&buffer);
  }
  Photos(const Photos&) = delete;
  Photos& operator=(const Photos&) = delete;

  const std::vector<Featurizer::Source>& sources() const { return sources_; }

 private:
  void Add(const nb::handle& image) {
    if (nb::isinstance<nb::str>(image)) {
      sources_.emplace_back(FromPath(nb::borrow<nb::str>(image)));
      return;
    }
    Py_buffer buffer;
    if (PyObject_GetBuffer(image.ptr(), &buffer, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT) != 0) throw nb::python_error();
    buffers_.push_back(buffer);
    const Bytes bytes(static_cast<const uint8_t*>(buffer.buf), static_cast<size_t>(buffer.len));
    if (buffer.ndim == 3) {
      sources_.emplace_back(Featurizer::Pixels{
          .width = static_cast<int>(buffer.shape[1]), .height = static_cast<int>(buffer.shape[0]), .rgb = bytes});
    } else {
      sources_.emplace_back(bytes);
    }
  }

  void Add(const arrow::Array& chunk) {
    switch (chunk.type_id()) {
      case arrow::Type::BINARY: return AddViews<Bytes>(static_cast<const arrow::BinaryArray&>(chunk));
      case arrow::Type::LARGE_BINARY: return AddViews<Bytes>(static_cast<const arrow::LargeBinaryArray&>(chunk));
      case arrow::Type::BINARY_VIEW: return AddViews<Bytes>(static_cast<const arrow::BinaryViewArray&>(chunk));
      case arrow::Type::STRING: return AddViews<std::string>(static_cast<const arrow::StringArray&>(chunk));
      case arrow::Type::LARGE_STRING: return AddViews<std::string>(static_cast<const arrow::LargeStringArray&>(chunk));
      case arrow::Type::STRING_VIEW: return AddViews<std::string>(static_cast<const arrow::StringViewArray&>(chunk));
      default:
        Check(Error(ErrorKind::kUsage,
                    "a column of photos must hold binary (files) or strings (paths), not " + chunk.type()->ToString()));
    }
  }

  // A null is a photo without bytes.
  template <typename As, typename Array>
  void AddViews(const Array& chunk) {
    for (int64_t i = 0; i < chunk.length(); ++i) {
      const std::string_view view = chunk.IsNull(i) ? std::string_view() : chunk.GetView(i);
      if constexpr (std::is_same_v<As, std::string>) {
        if (chunk.IsValid(i)) {
          sources_.emplace_back(std::string(view));
          continue;
        }
      }
      sources_.emplace_back(Bytes(reinterpret_cast<const uint8_t*>(view.data()), view.size()));
    }
  }

  std::shared_ptr<arrow::ChunkedArray> column_;
  std::vector<Py_buffer> buffers_;
  std::vector<Featurizer::Source> sources_;
};

// index, uri, code, message
using RejectFields = std::tuple<size_t, std::optional<nb::str>, std::string_view, nb::str>;

struct Transformed {
  Featurizer::Outcome outcome;
  std::vector<RejectFields> rejects;
};

Transformed Transform(Featurizer& featurizer, const nb::object& images) {
  const Photos photos(images);
  Transformed transformed;
  transformed.outcome = Attend(nb::none(), [&](const std::stop_token& stop, const OnProgress&) {
    return featurizer.Transform(photos.sources(), stop);
  });
  for (size_t i = 0; i < transformed.outcome.status.size(); ++i) {
    const arrow::Status& status = transformed.outcome.status[i];
    if (const auto code = RejectCodeOf(status)) {
      const auto* path = std::get_if<std::string>(&photos.sources()[i]);
      transformed.rejects.emplace_back(i, path != nullptr ? std::optional(ToPath(*path)) : std::nullopt,
                                       RejectName(*code), Message(status.message()));
    }
  }
  return transformed;
}

using FloatRows = nb::ndarray<nb::numpy, float, nb::ndim<2>, nb::c_contig>;

std::pair<FloatRows, std::vector<RejectFields>> ToNumpy(Featurizer& featurizer, const nb::object& images) {
  auto [outcome, rejects] = Transform(featurizer, images);
  const auto dimension = static_cast<size_t>(featurizer.info().dimension);
  auto* features = new std::vector<float>(std::move(outcome.features));
  const nb::capsule owner(features, [](void* held) noexcept { delete static_cast<std::vector<float>*>(held); });
  for (size_t i = 0; i < outcome.status.size(); ++i) {
    if (outcome.status[i].ok()) continue;
    const auto row = features->begin() + static_cast<std::ptrdiff_t>(i * dimension);
    std::fill_n(row, dimension, std::numeric_limits<float>::quiet_NaN());
  }
  return {FloatRows(features->data(), {outcome.status.size(), dimension}, owner), rejects};
}

// A column of features that any Arrow library takes in.
struct FeatureColumn {
  std::shared_ptr<arrow::Array> array;
};

std::pair<FeatureColumn, std::vector<RejectFields>> ToArrow(Featurizer& featurizer, const nb::object& images) {
  auto [outcome, rejects] = Transform(featurizer, images);
  const auto rows = static_cast<int64_t>(outcome.status.size());
  std::shared_ptr<arrow::Buffer> valid;
  if (!rejects.empty()) {
    valid = Check(arrow::AllocateEmptyBitmap(rows));
    for (int64_t i = 0; i < rows; ++i) {
      arrow::bit_util::SetBitTo(valid->mutable_data(), i, outcome.status[static_cast<size_t>(i)].ok());
    }
  }
  const int dimension = featurizer.info().dimension;
  const auto values =
      std::make_shared<arrow::FloatArray>(rows * dimension, arrow::Buffer::FromVector(std::move(outcome.features)));
  return {FeatureColumn{std::make_shared<arrow::FixedSizeListArray>(
              arrow::fixed_size_list(arrow::field("item", arrow::float32(), false), dimension), rows, values, valid)},
          rejects};
}

std::unique_ptr<Featurizer> Make(const nb::str& model, const std::string& precision, int threads,
                                 const std::string& filter, bool exif_orientation, int64_t max_bytes,
                                 int64_t max_pixels) {
  FeaturizeOptions featurize;
  featurize.model = FromPath(model);
  featurize.precision = Check(ParsePrecision(precision));
  featurize.threads = threads;
  EnhanceOptions enhance;
  enhance.filter = Check(ParseFilter(filter));
  enhance.exif_orientation = exif_orientation;
  enhance.max_bytes = max_bytes;
  enhance.max_pixels = max_pixels;
  return Attend(nb::none(),
                [&](const std::stop_token&, const OnProgress&) { return Featurizer::Make(featurize, enhance); });
}

}  // namespace

void BindFeaturizer(nb::module_& m) {
  nb::class_<FeatureColumn>(m, "FeatureColumn")
      .def(
          "__arrow_c_array__",
          [](const FeatureColumn& column, const nb::object&) { return ExportCapsules(*column.array); },
          "requested_schema"_a.none() = nb::none());
  nb::class_<Featurizer>(m, "Featurizer")
      .def(nb::new_(&Make), nb::kw_only(), "model"_a, "precision"_a, "threads"_a, "filter"_a, "exif_orientation"_a,
           "max_bytes"_a, "max_pixels"_a)
      .def("transform", &ToNumpy, "images"_a)
      .def("transform_arrow", &ToArrow, "images"_a)
      .def_prop_ro("name", [](const Featurizer& self) { return Message(self.info().name); })
      .def_prop_ro("sha256", [](const Featurizer& self) { return self.info().sha256; })
      .def_prop_ro("width", [](const Featurizer& self) { return self.info().width; })
      .def_prop_ro("height", [](const Featurizer& self) { return self.info().height; })
      .def_prop_ro("dimension", [](const Featurizer& self) { return self.info().dimension; })
      .def_prop_ro("precision", [](const Featurizer& self) { return PrecisionName(self.info().precision); })
      .def_prop_ro("preprocessing", &Featurizer::preprocessing);
}

}  // namespace verger::python
