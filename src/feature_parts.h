// The middle of the chain: listed photos become parts of features, rejects and moments.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <arrow/util/key_value_metadata.h>

#include "core/memory_budget.h"
#include "export/output_folder.h"
#include "export/rows.h"
#include "progress.h"
#include "verger/pipeline.h"

namespace verger {

/// Featurizes the photos of the parts that are missing. One worker a core takes a photo from bytes to features without
/// handing it over; the worker that completes a part writes it.
class FeatureParts {
 public:
  /// All arguments outlive this object. `max_rejects`: the most the whole run may have; `earlier_rejects` of them are
  /// in parts that are finished.
  FeatureParts(const RunOptions& options, const Listing& listing, Backbone& backbone, OutputFolder& output,
               std::shared_ptr<const arrow::KeyValueMetadata> metadata, int64_t max_rejects, int64_t earlier_rejects);

  /// Errors: kTooManyRejects, kInterrupted, or whatever failed. Finished parts stay.
  arrow::Status Run(const std::vector<int64_t>& missing_parts, int threads, ProgressMeter& progress);

  int64_t features() const { return features_; }
  int64_t rejects() const { return rejects_; }

 private:
  struct Part;
  struct Worker;

  arrow::Status RunChunk(Worker& worker, Part& part, int64_t begin, int64_t end, ProgressMeter& progress);
  arrow::Status OnePhoto(Worker& worker, const Photo& photo, std::span<uint8_t> pixels, ImageSize* size,
                         std::optional<RejectRow>* reject);
  arrow::Status NoteReject(const RejectRow& reject);
  arrow::Status Finish(Part& part);

  const RunOptions& options_;
  const Listing& listing_;
  Backbone& backbone_;
  OutputFolder& output_;
  const std::shared_ptr<const arrow::KeyValueMetadata> metadata_;
  const int64_t max_rejects_;
  MemoryBudget memory_;
  std::atomic<int64_t> features_ = 0;
  std::atomic<int64_t> rejects_;
};

}  // namespace verger
