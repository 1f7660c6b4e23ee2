#include <cstring>
#include <exception>
#include <mutex>
#include <sstream>
#include <utility>

#include <openvino/openvino.hpp>

#include "core/system.h"
#include "featurize/compiled_cache.h"
#include "featurize/model_file.h"
#include "verger/error.h"
#include "verger/featurize.h"

namespace verger {
namespace {

// One ov::Core for the process: each one loads its own copy of the CPU plugin. Never destroyed, since the plugin's
// threads may outlive static destructors.
ov::Core& SharedCore() {
  static auto* core = new ov::Core();
  return *core;
}

bool CpuHas(const char* feature) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (std::strcmp(feature, "avx512bf16") == 0) return __builtin_cpu_supports("avx512bf16") != 0;
  if (std::strcmp(feature, "amx") == 0) return __builtin_cpu_supports("amx-bf16") != 0;
#endif
  return false;
}

ov::element::Type ElementOf(Precision precision) {
  switch (precision) {
    case Precision::kBf16: return ov::element::bf16;
    case Precision::kF16: return ov::element::f16;
    case Precision::kF32:
    case Precision::kAuto: break;
  }
  return ov::element::f32;
}

// The first line of an OpenVINO exception; the rest is its own source location.
arrow::Status Internal(const std::exception& e) {
  const std::string what = e.what();
  return arrow::Status::UnknownError("OpenVINO: ", what.substr(0, what.find('\n')));
}

class OpenVinoSession final : public Session {
 public:
  OpenVinoSession(std::shared_ptr<Backbone> backbone, ov::InferRequest request, int batch)
      : backbone_(std::move(backbone)), request_(std::move(request)), batch_(batch) {
    const BackboneInfo& info = backbone_->info();
    shape_ = {static_cast<size_t>(batch), static_cast<size_t>(info.height), static_cast<size_t>(info.width), 3};
  }

  int batch_size() const override { return batch_; }

  arrow::Status Run(std::span<const uint8_t> pixels, std::span<float> features) override {
    const size_t dimension = static_cast<size_t>(backbone_->info().dimension);
    const size_t image_bytes = shape_[1] * shape_[2] * shape_[3];
    const size_t images = pixels.size() / image_bytes;
    if (images == 0 || images > static_cast<size_t>(batch_) || images * image_bytes != pixels.size() ||
        features.size() != images * dimension) {
      return arrow::Status::Invalid("Session::Run: ", pixels.size(), " bytes of pixels and ", features.size(),
                                    " features do not fit batch ", batch_, " of ", backbone_->info().name);
    }
    try {
      if (images == static_cast<size_t>(batch_)) {
        // OpenVINO takes a mutable pointer but only reads an input.
        request_.set_input_tensor(ov::Tensor(ov::element::u8, shape_, const_cast<uint8_t*>(pixels.data())));
      } else {
        // The network always sees a whole batch, so that an image meets the same kernels whatever its company.
        if (!padded_) padded_ = ov::Tensor(ov::element::u8, shape_);
        std::memset(padded_.data(), 0, padded_.get_byte_size());
        std::memcpy(padded_.data(), pixels.data(), pixels.size());
        request_.set_input_tensor(padded_);
      }
      request_.infer();
      std::memcpy(features.data(), request_.get_output_tensor(0).data<const float>(), features.size_bytes());
    } catch (const std::exception& e) {
      return Internal(e);
    }
    return arrow::Status::OK();
  }

 private:
  std::shared_ptr<Backbone> backbone_;
  ov::InferRequest request_;
  int batch_;
  ov::Shape shape_;
  ov::Tensor padded_;
};

class OpenVinoBackbone final : public Backbone, public std::enable_shared_from_this<OpenVinoBackbone> {
 public:
  OpenVinoBackbone(BackboneInfo info, ov::CompiledModel compiled, int batch)
      : info_(std::move(info)), compiled_(std::move(compiled)), batch_(batch) {}

  const BackboneInfo& info() const override { return info_; }

  arrow::Result<std::unique_ptr<Session>> NewSession() override {
    try {
      const std::lock_guard lock(mutex_);
      return std::make_unique<OpenVinoSession>(shared_from_this(), compiled_.create_infer_request(), batch_);
    } catch (const std::exception& e) {
      return Internal(e);
    }
  }

 private:
  BackboneInfo info_;
  std::mutex mutex_;
  ov::CompiledModel compiled_;
  int batch_;
};

}  // namespace

arrow::Result<std::shared_ptr<Backbone>> Backbone::Load(const FeaturizeOptions& options) {
  Precision precision = options.precision;
  if (precision == Precision::kAuto) precision = CpuHas("avx512bf16") ? Precision::kBf16 : Precision::kF32;
  const int batch = options.batch > 0 ? options.batch : (precision != Precision::kF32 && CpuHas("amx") ? 8 : 1);
  const int threads = ResolveThreads(options.threads);

  ARROW_ASSIGN_OR_RAISE(ModelFile file, ReadModelFile(options.model, batch));
  try {
    ov::Core& core = SharedCore();
    // One stream of one thread a session: no barrier between threads inside an image, and the same kernels whatever
    // the number of sessions, hence the same bits.
    const ov::AnyMap properties = {
        ov::num_streams(threads),
        ov::inference_num_threads(threads),
        ov::hint::inference_precision(ElementOf(precision)),
        ov::hint::enable_cpu_pinning(false),
    };
    std::ostringstream key;
    key << file.sha256 << ' ' << ov::get_openvino_version().buildNumber << ' ' << CpuName() << ' '
        << PrecisionName(precision) << ' ' << batch << ' ' << threads << ' ' << file.input.width << 'x'
        << file.input.height << ' ' << file.input.channels_first << file.input.bgr << ' ' << file.output;
    for (const auto& values : {file.input.mean, file.input.scale}) {
      for (const float value : values) key << ' ' << value;
    }

    const CompiledCache cache(options.cache_dir == "none" ? ""
                              : options.cache_dir.empty() ? CacheDirectory()
                                                          : options.cache_dir);
    ov::CompiledModel compiled;
    if (const auto blob = cache.Get(key.str())) {
      std::istringstream in(*blob);
      try {
        compiled = core.import_model(in, "CPU", properties);
      } catch (const std::exception&) {
        compiled = {};  // written by another build of the plugin: compile anew
      }
    }
    if (!compiled) {
      compiled = core.compile_model(file.model, "CPU", properties);
      std::ostringstream out;
      compiled.export_model(out);
      cache.Put(key.str(), out.str());
    }
    if (compiled.get_property(ov::hint::inference_precision) != ElementOf(precision)) {
      return Error(ErrorKind::kUsage,
                   "this CPU has no arithmetic in " + PrecisionName(precision) + ": use --precision f32 or auto");
    }
    BackboneInfo info{.name = file.name,
                      .sha256 = file.sha256,
                      .width = file.input.width,
                      .height = file.input.height,
                      .dimension = file.dimension,
                      .precision = precision};
    return std::make_shared<OpenVinoBackbone>(std::move(info), std::move(compiled), batch);
  } catch (const std::exception& e) {
    return Internal(e);
  }
}

}  // namespace verger
