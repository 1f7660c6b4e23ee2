// Featurize: pixels become the features of a convolutional network without its last layer.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include <arrow/result.h>

#include "verger/export_macro.h"

namespace verger {

/// Arithmetic of the network.
enum class Precision {
  kF32,   ///< "f32": the reference
  kBf16,  ///< "bf16": bfloat16 products, float32 sums; pays on CPUs with AMX or AVX512_BF16
  kF16,   ///< "f16": half precision; pays on CPUs with AMX-FP16 or Arm
  kAuto,  ///< "auto": bf16 where the CPU has it in hardware, else f32
};

struct FeaturizeOptions {
  // Behaviour
  /// "mobilenet_v2" (comes with Verger), or a path to an .onnx or OpenVINO .xml file. See models/README.md for the
  /// JSON beside it that tells size, layout and scaling where the file alone does not.
  std::string model = "mobilenet_v2";
  Precision precision = Precision::kF32;

  // Performance
  /// Sessions that run at the same time, one thread each. 0: one a core.
  int threads = 0;
  /// Where compiled models are kept between runs. Empty: $VERGER_CACHE, else the user's cache folder; "none": nowhere.
  std::string cache_dir = {};
  /// Images that go through the network together; 0: 1, or 8 for reduced precision on AMX, where that is faster.
  int batch = 0;
};

/// What a loaded backbone is.
struct BackboneInfo {
  std::string name;                       ///< "mobilenet_v2"
  std::string sha256;                     ///< of the model file (.xml: of the .xml followed by the .bin), in hex
  int width = 0;                          ///< of the input, in pixels
  int height = 0;                         ///< of the input, in pixels
  int dimension = 0;                      ///< features an image
  Precision precision = Precision::kF32;  ///< as used, never kAuto
};

/// Runs one worker's images through the network. Not thread-safe: one a thread. Keeps its Backbone alive.
class VERGER_EXPORT Session {
 public:
  virtual ~Session() = default;

  /// pixels: uint8 [n, height, width, 3], RGB, with n from 1 to batch_size(); features: float32 [n, dimension].
  /// The features of an image depend on nothing but its pixels. Errors: internal.
  virtual arrow::Status Run(std::span<const uint8_t> pixels, std::span<float> features) = 0;

  /// Images that one Run takes at most.
  virtual int batch_size() const = 0;
};

/// One compiled network for the process. Thread-safe.
class VERGER_EXPORT Backbone {
 public:
  /// Errors: kNotFound when there is no such model file, kUsage when it is no model Verger can use (says why).
  static arrow::Result<std::shared_ptr<Backbone>> Load(const FeaturizeOptions& options);
  virtual ~Backbone() = default;

  virtual const BackboneInfo& info() const = 0;

  /// A session for one thread; at most FeaturizeOptions::threads run at full speed at the same time.
  virtual arrow::Result<std::unique_ptr<Session>> NewSession() = 0;
};

/// "bf16" and the like, both ways. Errors: kUsage, naming the precisions there are.
VERGER_EXPORT std::string PrecisionName(Precision precision);
VERGER_EXPORT arrow::Result<Precision> ParsePrecision(const std::string& name);

/// A thread count as a user gives it: 0 becomes the number of cores this process may use.
VERGER_EXPORT int ResolveThreads(int threads);

}  // namespace verger
