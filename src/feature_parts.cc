#include "feature_parts.h"

#include <algorithm>
#include <utility>

#include "core/parallel.h"

namespace verger {
namespace {

constexpr int64_t kChunksAhead = 16;  // that a worker asks the disk for before it needs them

}  // namespace

// The photos [first, first + count) of the listing on their way to features.
struct FeatureParts::Part {
  int64_t index = 0;
  int64_t first = 0;
  int64_t count = 0;
  std::once_flag allocated;
  std::vector<float> features;  // [count, dimension]
  std::vector<ImageSize> sizes;
  std::vector<std::optional<RejectRow>> rejects;
  std::atomic<int64_t> left = 0;
};

struct FeatureParts::Worker {
  std::unique_ptr<Enhancer> enhancer;
  std::unique_ptr<Session> session;
  std::vector<uint8_t> pixels;   // [batch, height, width, 3]
  std::vector<float> features;   // [batch, dimension]
  std::vector<int64_t> indices;  // of the photos in the batch, within their part
  int64_t reserved = 0;          // bytes of the memory budget that the present photo holds
};

FeatureParts::FeatureParts(const RunOptions& options, const Listing& listing, Backbone& backbone, OutputFolder& output,
                           std::shared_ptr<const arrow::KeyValueMetadata> metadata, int64_t max_rejects,
                           int64_t earlier_rejects)
    : options_(options),
      listing_(listing),
      backbone_(backbone),
      output_(output),
      metadata_(std::move(metadata)),
      max_rejects_(max_rejects),
      memory_(options.memory),
      rejects_(earlier_rejects) {}

arrow::Status FeatureParts::Run(const std::vector<int64_t>& missing_parts, int threads, ProgressMeter& progress) {
  const int64_t part_rows = options_.exports.part_rows;
  const auto listed = static_cast<int64_t>(listing_.photos.size());
  std::vector<Worker> workers(static_cast<size_t>(threads));
  for (Worker& worker : workers) {
    EnhanceOptions enhance = options_.enhance;
    enhance.reserve = [this, &worker](int64_t bytes) {
      memory_.Acquire(bytes);
      worker.reserved = bytes;
    };
    ARROW_ASSIGN_OR_RAISE(worker.enhancer, Enhancer::Make(enhance));
    ARROW_ASSIGN_OR_RAISE(worker.session, backbone_.NewSession());
  }
  const int64_t batch = workers[0].session->batch_size();

  struct Chunk {
    Part* part;
    int64_t begin, end;  // within the part
  };
  std::vector<std::unique_ptr<Part>> parts;
  std::vector<Chunk> chunks;
  for (const int64_t index : missing_parts) {
    auto part = std::make_unique<Part>();
    part->index = index;
    part->first = index * part_rows;
    part->count = std::min(part_rows, listed - part->first);
    part->left = part->count;
    for (int64_t begin = 0; begin < part->count; begin += batch) {
      chunks.push_back({part.get(), begin, std::min(begin + batch, part->count)});
    }
    parts.push_back(std::move(part));
  }

  return ParallelFor(
      threads, static_cast<int64_t>(chunks.size()),
      [&](int worker, int64_t item) {
        const Chunk& chunk = chunks[static_cast<size_t>(item)];
        if (const auto later = static_cast<size_t>(item + kChunksAhead * threads); later < chunks.size()) {
          for (int64_t i = chunks[later].begin; i < chunks[later].end; ++i) {
            WillRead(listing_, listing_.photos[static_cast<size_t>(chunks[later].part->first + i)]);
          }
        }
        return RunChunk(workers[static_cast<size_t>(worker)], *chunk.part, chunk.begin, chunk.end, progress);
      },
      options_.stop);
}

arrow::Status FeatureParts::RunChunk(Worker& worker, Part& part, int64_t begin, int64_t end, ProgressMeter& progress) {
  const auto dimension = static_cast<size_t>(backbone_.info().dimension);
  const auto image_bytes = static_cast<size_t>(options_.enhance.width) * options_.enhance.height * 3;
  std::call_once(part.allocated, [&] {
    part.features.resize(static_cast<size_t>(part.count) * dimension);
    part.sizes.resize(static_cast<size_t>(part.count));
    part.rejects.resize(static_cast<size_t>(part.count));
  });
  worker.pixels.resize(static_cast<size_t>(worker.session->batch_size()) * image_bytes);
  worker.indices.clear();
  for (int64_t i = begin; i < end; ++i) {
    const std::span<uint8_t> pixels(worker.pixels.data() + worker.indices.size() * image_bytes, image_bytes);
    auto& reject = part.rejects[static_cast<size_t>(i)];
    const Photo& photo = listing_.photos[static_cast<size_t>(part.first + i)];
    ARROW_RETURN_NOT_OK(OnePhoto(worker, photo, pixels, &part.sizes[static_cast<size_t>(i)], &reject));
    if (reject) {
      ARROW_RETURN_NOT_OK(NoteReject(*reject));
    } else {
      worker.indices.push_back(i);
    }
  }
  if (const size_t images = worker.indices.size(); images > 0) {
    worker.features.resize(images * dimension);
    ARROW_RETURN_NOT_OK(worker.session->Run({worker.pixels.data(), images * image_bytes}, worker.features));
    for (size_t k = 0; k < images; ++k) {
      std::copy_n(worker.features.data() + k * dimension, dimension,
                  part.features.data() + static_cast<size_t>(worker.indices[k]) * dimension);
    }
  }
  progress.Add(end - begin, end - begin - static_cast<int64_t>(worker.indices.size()));
  // The last chunk of a part to be done, whichever it is, writes it.
  if (part.left.fetch_sub(end - begin) == end - begin) return Finish(part);
  return arrow::Status::OK();
}

// Errors that are no rejects fail the run.
arrow::Status FeatureParts::OnePhoto(Worker& worker, const Photo& photo, std::span<uint8_t> pixels, ImageSize* size,
                                     std::optional<RejectRow>* reject) {
  const auto rejected = [&](const arrow::Status& status, const char* stage) -> arrow::Status {
    const auto code = RejectCodeOf(status);
    if (!code) return status.WithMessage(photo.uri, ": ", status.message());
    *reject = RejectRow{photo.uri, stage, std::string(RejectName(*code)), status.message(), photo.size};
    return arrow::Status::OK();
  };
  const auto bytes = Read(listing_, photo, options_.enhance.max_bytes);
  if (!bytes.ok()) return rejected(bytes.status(), "load");
  const auto seen = worker.enhancer->Enhance({(*bytes)->data(), static_cast<size_t>((*bytes)->size())}, pixels);
  memory_.Release(std::exchange(worker.reserved, 0));
  if (!seen.ok()) return rejected(seen.status(), "enhance");
  *size = *seen;
  return arrow::Status::OK();
}

arrow::Status FeatureParts::NoteReject(const RejectRow& reject) {
  const int64_t rejects = ++rejects_;
  if (rejects <= max_rejects_) return arrow::Status::OK();
  const std::string photo = reject.uri + ": " + reject.code + ": " + reject.message;
  if (options_.fail_on_reject) return Error(ErrorKind::kTooManyRejects, "stopped at the first reject: " + photo);
  return Error(ErrorKind::kTooManyRejects, "stopped: " + std::to_string(rejects) + " photos rejected, " +
                                               std::to_string(max_rejects_) + " are allowed; the last was " + photo);
}

arrow::Status FeatureParts::Finish(Part& part) {
  const auto dimension = static_cast<size_t>(backbone_.info().dimension);
  std::vector<PhotoRow> rows;
  std::vector<RejectRow> rejects;
  // Close the gaps that rejects left: rows only ever move forward.
  for (int64_t i = 0; i < part.count; ++i) {
    auto& reject = part.rejects[static_cast<size_t>(i)];
    if (reject) {
      rejects.push_back(std::move(*reject));
      continue;
    }
    const auto row = part.features.begin() + static_cast<int64_t>(static_cast<size_t>(i) * dimension);
    const auto target = part.features.begin() + static_cast<int64_t>(rows.size() * dimension);
    if (row != target) std::copy_n(row, dimension, target);
    const Photo& photo = listing_.photos[static_cast<size_t>(part.first + i)];
    const ImageSize size = part.sizes[static_cast<size_t>(i)];
    rows.push_back({photo.uri, photo.variety, photo.category, size.width, size.height});
  }
  part.features.resize(rows.size() * dimension);

  const int dimension_as_int = backbone_.info().dimension;
  if (options_.reduce) {
    ARROW_ASSIGN_OR_RAISE(const auto moments, Moments::Of(part.features, dimension_as_int));
    ARROW_ASSIGN_OR_RAISE(const auto batch, moments.ToBatch());
    ARROW_RETURN_NOT_OK(output_.WriteMoments(part.index, batch));
  }
  ARROW_ASSIGN_OR_RAISE(const auto reject_batch, RejectsBatch(rejects));
  ARROW_RETURN_NOT_OK(output_.WriteRejects(part.index, reject_batch, metadata_));
  features_ += static_cast<int64_t>(rows.size());
  ARROW_ASSIGN_OR_RAISE(const auto batch, FeaturesBatch(rows, std::move(part.features), dimension_as_int));
  part.features = {};
  part.sizes = {};
  part.rejects = {};
  return output_.WriteFeatures(part.index, batch, metadata_);
}

}  // namespace verger
