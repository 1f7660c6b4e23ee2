// Sample: an orchard of synthetic fruit, drawn. A stand-in for photographs in demos and load tests; it says so.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include <arrow/result.h>

#include "verger/export_macro.h"

namespace verger {

struct SampleOptions {
  int varieties = 24;  ///< folders, 1 to 131, named after real varieties ("Apple Golden 1")
  int views =
      40;  ///< photos a variety, seen from around a turntable; one in four goes to Test/, the others to Training/
  uint64_t seed = 1;  ///< the same seed draws the same bytes
  int threads = 0;    ///< 0: one a core; the bytes do not depend on it
};

struct SampleResult {
  int64_t training = 0;  ///< photos in OUT/Training
  int64_t test = 0;      ///< photos in OUT/Test
};

/// Draws OUT/Training/<variety>/<view>_100.jpg and OUT/Test/..., 100x100 JPEG on white, and OUT/README.txt that says
/// what they are. A name begins with r_ where the fruit lies on its side. Fewer than 4 views leave Test/ out.
/// `on_count` is called now and then with the photos drawn, from any one thread at a time. Errors: kUsage when OUT
/// exists and is not empty or an option is out of range; kFailed when writing fails; kInterrupted when stopped.
VERGER_EXPORT arrow::Result<SampleResult> DrawSample(const std::string& output, const SampleOptions& options,
                                                     const std::function<void(int64_t)>& on_count = {},
                                                     const std::stop_token& stop = {});

}  // namespace verger
