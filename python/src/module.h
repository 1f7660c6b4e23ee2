// The pieces of verger._verger.
#pragma once

#include <nanobind/nanobind.h>

namespace verger::python {

void BindFeaturizer(nanobind::module_& m);
void BindPca(nanobind::module_& m);

}  // namespace verger::python
