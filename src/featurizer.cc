#include <algorithm>
#include <mutex>

#include "core/parallel.h"
#include "verger/pipeline.h"

namespace verger {

struct Featurizer::Impl {
  EnhanceOptions enhance;
  int threads = 1;
  int batch = 1;
  std::shared_ptr<Backbone> backbone;

  // What one thread works with; taken from and given back to `idle`, so that calls from several threads share them.
  struct Worker {
    std::unique_ptr<Enhancer> enhancer;
    std::unique_ptr<Session> session;
    Image image;                  // scratch for pixels that come decoded
    std::vector<uint8_t> pixels;  // [batch, height, width, 3]
    std::vector<float> features;  // [batch, dimension]
    std::vector<size_t> indices;  // of the photos in the batch
  };
  std::mutex mutex;
  std::vector<std::unique_ptr<Worker>> idle;

  arrow::Result<std::unique_ptr<Worker>> Take() {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        auto worker = std::move(idle.back());
        idle.pop_back();
        return worker;
      }
    }
    auto worker = std::make_unique<Worker>();
    ARROW_ASSIGN_OR_RAISE(worker->enhancer, Enhancer::Make(enhance));
    ARROW_ASSIGN_OR_RAISE(worker->session, backbone->NewSession());
    worker->pixels.resize(static_cast<size_t>(worker->session->batch_size()) * image_bytes());
    return worker;
  }

  void GiveBack(std::unique_ptr<Worker> worker) {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(worker));
  }

  size_t image_bytes() const { return static_cast<size_t>(enhance.width) * enhance.height * 3; }

  arrow::Status ToPixels(Worker& worker, const Source& source, std::span<uint8_t> pixels) const {
    const auto enhanced = [&](std::span<const uint8_t> bytes) {
      return worker.enhancer->Enhance(bytes, pixels).status();
    };
    if (const auto* bytes = std::get_if<std::span<const uint8_t>>(&source)) return enhanced(*bytes);
    if (const auto* given = std::get_if<Pixels>(&source)) {
      if (given->width < 1 || given->height < 1 ||
          given->rgb.size() != static_cast<size_t>(given->width) * given->height * 3) {
        return Error(ErrorKind::kUsage, std::to_string(given->rgb.size()) + " bytes are no pixels of an image of " +
                                            std::to_string(given->width) + "x" + std::to_string(given->height));
      }
      worker.image.width = given->width;
      worker.image.height = given->height;
      worker.image.pixels.assign(given->rgb.begin(), given->rgb.end());
      return worker.enhancer->Resize(worker.image, pixels);
    }
    ARROW_ASSIGN_OR_RAISE(Place place, Locate(std::get<std::string>(source)));
    ARROW_ASSIGN_OR_RAISE(const auto bytes, Read({.root = "", .filesystem = place.filesystem, .photos = {}},
                                                 {.uri = place.uri, .path = place.path}, enhance.max_bytes));
    return enhanced({bytes->data(), static_cast<size_t>(bytes->size())});
  }

  arrow::Status RunChunk(Worker& worker, std::span<const Source> photos, size_t begin, size_t end,
                         Outcome* outcome) const {
    const auto dimension = static_cast<size_t>(backbone->info().dimension);
    worker.indices.clear();
    for (size_t i = begin; i < end; ++i) {
      auto& status = outcome->status[i];
      status =
          ToPixels(worker, photos[i], {worker.pixels.data() + worker.indices.size() * image_bytes(), image_bytes()});
      if (status.ok()) {
        worker.indices.push_back(i);
      } else if (!RejectCodeOf(status)) {
        return status;
      }
    }
    if (worker.indices.empty()) return arrow::Status::OK();
    worker.features.resize(worker.indices.size() * dimension);
    ARROW_RETURN_NOT_OK(
        worker.session->Run({worker.pixels.data(), worker.indices.size() * image_bytes()}, worker.features));
    for (size_t k = 0; k < worker.indices.size(); ++k) {
      std::copy_n(worker.features.data() + k * dimension, dimension,
                  outcome->features.data() + worker.indices[k] * dimension);
    }
    return arrow::Status::OK();
  }
};

Featurizer::Featurizer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Featurizer::~Featurizer() = default;

arrow::Result<std::unique_ptr<Featurizer>> Featurizer::Make(const FeaturizeOptions& options,
                                                            const EnhanceOptions& enhance) {
  auto impl = std::make_unique<Impl>();
  ARROW_ASSIGN_OR_RAISE(impl->backbone, Backbone::Load(options));
  impl->threads = ResolveThreads(options.threads);
  impl->enhance = enhance;
  impl->enhance.width = impl->backbone->info().width;
  impl->enhance.height = impl->backbone->info().height;
  // The first worker tells the batch, and what cannot work fails here.
  ARROW_ASSIGN_OR_RAISE(auto worker, impl->Take());
  impl->batch = worker->session->batch_size();
  impl->GiveBack(std::move(worker));
  return std::unique_ptr<Featurizer>(new Featurizer(std::move(impl)));
}

arrow::Result<Featurizer::Outcome> Featurizer::Transform(std::span<const Source> photos, const std::stop_token& stop) {
  Outcome outcome;
  outcome.features.resize(photos.size() * static_cast<size_t>(info().dimension));
  outcome.status.resize(photos.size());
  const auto batch = static_cast<size_t>(impl_->batch);
  const auto chunks = static_cast<int64_t>((photos.size() + batch - 1) / batch);
  const auto one_chunk = [&](int, int64_t chunk) -> arrow::Status {
    ARROW_ASSIGN_OR_RAISE(auto worker, impl_->Take());
    const size_t begin = static_cast<size_t>(chunk) * batch;
    const auto status = impl_->RunChunk(*worker, photos, begin, std::min(begin + batch, photos.size()), &outcome);
    impl_->GiveBack(std::move(worker));
    return status;
  };
  ARROW_RETURN_NOT_OK(ParallelFor(impl_->threads, chunks, one_chunk, stop));
  return outcome;
}

const BackboneInfo& Featurizer::info() const { return impl_->backbone->info(); }

std::string Featurizer::preprocessing() const { return PreprocessingSpec(impl_->enhance); }

}  // namespace verger
