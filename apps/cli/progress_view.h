// How a long request's progress is shown on stderr.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <arrow/result.h>

#include "verger/pipeline.h"

namespace verger::cli {

/// Shows progress until it is destroyed. Called by one thread at a time.
class ProgressView {
 public:
  virtual ~ProgressView() = default;
  virtual void Show(const Progress& progress) = 0;

  /// `mode`: "auto" (a bar on a terminal, lines elsewhere), "bar", "plain", "json" (one object a line), "none".
  static std::unique_ptr<ProgressView> Make(const std::string& mode);

  std::function<void(const Progress&)> callback() {
    return [this](const Progress& progress) { Show(progress); };
  }
};

}  // namespace verger::cli
