// A network on disk: the file, its checksum, and what its input expects.
#pragma once

#include <array>
#include <memory>
#include <string>

#include <arrow/buffer.h>
#include <arrow/result.h>
#include <openvino/core/model.hpp>

namespace verger {

/// What a model's image input expects, from the JSON beside the file (models/README.md) over what the file says itself.
struct InputSpec {
  int width = 0;
  int height = 0;
  bool channels_first = false;             ///< NCHW instead of NHWC
  bool bgr = false;                        ///< channel order of the network
  std::array<float, 3> mean = {0, 0, 0};   ///< subtracted first, in the network's channel order
  std::array<float, 3> scale = {1, 1, 1};  ///< then divided by
};

struct ModelFile {
  std::string name;
  std::string path;
  std::string sha256;
  /// Input uint8 [batch, height, width, 3] RGB; one output, float32 [batch, dimension].
  std::shared_ptr<ov::Model> model;
  InputSpec input;
  size_t output = 0;  ///< which of the file's outputs that is
  int dimension = 0;
};

/// The file that `model` (a name or a path) stands for. Errors: kNotFound, naming the places that were tried.
arrow::Result<std::string> FindModel(const std::string& model);

/// Reads the file FindModel finds and makes its input and output uniform. Errors: kNotFound, kUsage (says why).
arrow::Result<ModelFile> ReadModelFile(const std::string& model, int batch);

}  // namespace verger
