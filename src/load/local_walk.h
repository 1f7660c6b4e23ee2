#pragma once

#include <string>
#include <vector>

#include <arrow/status.h>

#include "load/collector.h"

namespace verger {

/// Hands every entry below the local folder `root` that is no folder to `collector`: files, dangling links, pipes.
/// arrow::fs would leave out the latter two. Links to folders are followed unless they lead back into a folder they
/// are in. Errors: kNotFound for a folder that cannot be read.
arrow::Status WalkLocal(const std::string& root, Collector& collector);

}  // namespace verger
