// Verger's own copy of OpenBLAS, called single-threaded: the threads are ours, so the bits do not depend on them.
#pragma once

#include <cblas.h>

namespace verger {

/// Sets our copy of OpenBLAS to one thread, once. Other copies in the process (numpy's, scipy's) are not touched.
/// After it, routines may be called from many threads at a time. Call it before any of them.
inline void UseSerialBlas() {
  static const bool once = (scipy_openblas_set_num_threads(1), true);
  static_cast<void>(once);
}

}  // namespace verger
