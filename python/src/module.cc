#include <nanobind/nanobind.h>
#include <string>

#include "verger/pipeline.h"

NB_MODULE(_verger, m) { m.attr("__version__") = std::string(verger::Version()).c_str(); }
