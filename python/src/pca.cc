#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include "arrow_exchange.h"
#include "errors.h"
#include "module.h"
#include "verger/error.h"
#include "verger/featurize.h"
#include "verger/reduce.h"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace verger::python {
namespace {

template <typename T>
using Rows = nb::ndarray<const T, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Vector = nb::ndarray<nb::numpy, const double, nb::ndim<1>, nb::c_contig>;
using Matrix = nb::ndarray<nb::numpy, const double, nb::ndim<2>, nb::c_contig>;
using FloatRows = nb::ndarray<nb::numpy, float, nb::ndim<2>, nb::c_contig>;

template <typename T>
Moments MomentsOf(const Rows<T>& rows, int threads) {
  const nb::gil_scoped_release released;
  return Check(
      Moments::Of(std::span(rows.data(), rows.size()), static_cast<int>(rows.shape(1)), ResolveThreads(threads)));
}

Pca Fit(const Moments& moments, const std::string& n_components, bool standardize) {
  ReduceOptions options{.standardize = standardize};
  if (n_components == "all") {
    options.n_components = std::min<int64_t>(moments.count(), moments.dimension());
  } else if (const auto components = Check(ParseComponents(n_components))) {
    options.n_components = *components;
  }
  const nb::gil_scoped_release released;
  return Check(Pca::Fit(moments, options));
}

FloatRows Transform(const Pca& pca, const Rows<float>& rows, int threads) {
  const size_t n = rows.shape(0), k = static_cast<size_t>(pca.n_components()), d = rows.shape(1);
  if (d != pca.mean.size()) {
    Check(Error(ErrorKind::kUsage,
                "rows of " + std::to_string(d) + " features for a PCA fitted on " + std::to_string(pca.mean.size())));
  }
  auto* out = new std::vector<float>(n * k);
  const nb::capsule owner(out, [](void* held) noexcept { delete static_cast<std::vector<float>*>(held); });
  {
    const nb::gil_scoped_release released;
    const size_t workers = std::max<size_t>(1, std::min<size_t>(static_cast<size_t>(ResolveThreads(threads)), n / 64));
    std::vector<arrow::Status> statuses(workers);
    const auto work = [&](size_t w) {
      const size_t begin = n * w / workers, end = n * (w + 1) / workers;
      statuses[w] =
          pca.Transform({rows.data() + begin * d, (end - begin) * d}, {out->data() + begin * k, (end - begin) * k});
    };
    {
      std::vector<std::jthread> others;
      for (size_t w = 1; w < workers; ++w) others.emplace_back(work, w);
      work(0);
    }
    for (const auto& status : statuses) Check(status);
  }
  return FloatRows(out->data(), {n, k}, owner);
}

// A view of a member that keeps its object alive.
template <std::vector<double> Pca::* member>
Vector Member(const nb::handle& self) {
  const auto& values = nb::cast<const Pca&>(self).*member;
  return Vector(values.data(), {values.size()}, self);
}

}  // namespace

void BindPca(nb::module_& m) {
  m.def("rows_of", &RowsOf, "column"_a);

  nb::class_<Moments>(m, "Moments")
      .def_static("of", &MomentsOf<float>, "rows"_a.noconvert(), "threads"_a)
      .def_static("of", &MomentsOf<double>, "rows"_a.noconvert(), "threads"_a)
      .def_static(
          "from_arrow", [](const nb::object& batch) { return Check(Moments::FromBatch(*ImportBatch(batch))); },
          "batch"_a)
      .def(
          "merge", [](Moments& self, const Moments& other) { Check(self.Merge(other)); }, "other"_a)
      .def("copy", [](const Moments& self) { return self; })
      .def_prop_ro("count", &Moments::count)
      .def_prop_ro("dimension", &Moments::dimension)
      .def(
          "__arrow_c_array__",
          [](const Moments& self, const nb::object&) { return ExportCapsules(*Check(self.ToBatch())); },
          "requested_schema"_a.none() = nb::none());

  nb::class_<Pca>(m, "Pca")
      .def_static("fit", &Fit, "moments"_a, "n_components"_a, "standardize"_a)
      .def_static(
          "from_arrow", [](const nb::object& batch) { return Check(Pca::FromBatch(*ImportBatch(batch))); }, "batch"_a)
      .def("transform", &Transform, "rows"_a.noconvert(), "threads"_a)
      .def_ro("n_samples", &Pca::n_samples)
      .def_prop_ro("n_components", &Pca::n_components)
      .def_prop_ro("mean", &Member<&Pca::mean>)
      .def_prop_ro("scale", &Member<&Pca::scale>)
      .def_prop_ro("explained_variance", &Member<&Pca::explained_variance>)
      .def_prop_ro("explained_variance_ratio", &Member<&Pca::explained_variance_ratio>)
      .def_prop_ro("components",
                   [](const nb::handle& self) {
                     const auto& pca = nb::cast<const Pca&>(self);
                     return Matrix(pca.components.data(), {static_cast<size_t>(pca.n_components()), pca.mean.size()},
                                   self);
                   })
      .def(
          "__arrow_c_array__",
          [](const Pca& self, const nb::object&) { return ExportCapsules(*Check(self.ToBatch())); },
          "requested_schema"_a.none() = nb::none());
}

}  // namespace verger::python
