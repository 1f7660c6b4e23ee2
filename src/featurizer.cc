#include <mutex>

#include "core/parallel.h"
#include "verger/pipeline.h"

namespace verger {

struct Featurizer::Impl {
  EnhanceOptions enhance;
  int threads = 1;
  std::shared_ptr<Backbone> backbone;

  // What one thread works with; taken from and given back to `idle`, so that calls from several threads share them.
  struct Worker {
    std::unique_ptr<Enhancer> enhancer;
    std::unique_ptr<Session> session;
    std::vector<uint8_t> pixels;
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
    worker->pixels.resize(static_cast<size_t>(enhance.width) * enhance.height * 3);
    return worker;
  }

  void GiveBack(std::unique_ptr<Worker> worker) {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(worker));
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
  return std::unique_ptr<Featurizer>(new Featurizer(std::move(impl)));
}

arrow::Result<Featurizer::Outcome> Featurizer::Transform(std::span<const std::span<const uint8_t>> photos) {
  const auto dimension = static_cast<size_t>(info().dimension);
  Outcome outcome;
  outcome.features.resize(photos.size() * dimension);
  outcome.status.resize(photos.size());
  ARROW_RETURN_NOT_OK(
      ParallelFor(impl_->threads, static_cast<int64_t>(photos.size()), [&](int, int64_t i) -> arrow::Status {
        const auto index = static_cast<size_t>(i);
        ARROW_ASSIGN_OR_RAISE(auto worker, impl_->Take());
        const auto size = worker->enhancer->Enhance(photos[index], worker->pixels);
        arrow::Status status = size.status();
        if (status.ok()) {
          status = worker->session->Run(worker->pixels, {outcome.features.data() + index * dimension, dimension});
        }
        impl_->GiveBack(std::move(worker));
        if (!status.ok() && !RejectCodeOf(status)) return status;
        outcome.status[index] = std::move(status);
        return arrow::Status::OK();
      }));
  return outcome;
}

const BackboneInfo& Featurizer::info() const { return impl_->backbone->info(); }

std::string Featurizer::preprocessing() const { return PreprocessingSpec(impl_->enhance); }

}  // namespace verger
