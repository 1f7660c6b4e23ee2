#include "featurize/model_file.h"

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>
#include <vector>

#include <arrow/filesystem/localfs.h>
#include <nlohmann/json.hpp>
#include <openvino/core/preprocess/pre_post_process.hpp>
#include <openvino/frontend/manager.hpp>

#include "core/files.h"
#include "core/sha256.h"
#include "core/system.h"
#include "verger/error.h"

namespace verger {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

arrow::Status Unusable(const std::string& path, const std::string& why) {
  return Error(ErrorKind::kUsage, path + " is not a model that can be used: " + why);
}

// What the JSON beside the model says; every field is optional.
struct Sidecar {
  std::string name;
  std::string sha256;
  std::string input;
  std::string output;
  std::optional<int> width, height;
  std::optional<std::string> layout;
  InputSpec spec;
};

arrow::Result<Sidecar> ReadSidecar(const std::string& model_path) {
  Sidecar sidecar;
  const fs::path path = fs::path(model_path).replace_extension(".json");
  sidecar.name = path.stem().string();
  if (!fs::exists(path)) return sidecar;

  arrow::fs::LocalFileSystem local;
  ARROW_ASSIGN_OR_RAISE(auto text, ReadFile(local, path.string()));
  try {
    const json root = json::parse(text->ToString());
    if (root.value("format", 1) != 1) return Unusable(path.string(), "its format is not 1");
    sidecar.name = root.value("name", sidecar.name);
    sidecar.sha256 = root.value("sha256", "");
    sidecar.output = root.value("output", "");
    const json input = root.value("input", json::object());
    sidecar.input = input.value("name", "");
    if (input.contains("width")) sidecar.width = input.at("width").get<int>();
    if (input.contains("height")) sidecar.height = input.at("height").get<int>();
    if (input.contains("layout")) sidecar.layout = input.at("layout").get<std::string>();
    const std::string color = input.value("color", "RGB");
    if (color != "RGB" && color != "BGR") return Unusable(path.string(), "its color is neither RGB nor BGR");
    sidecar.spec.bgr = color == "BGR";
    sidecar.spec.mean = input.value("mean", sidecar.spec.mean);
    sidecar.spec.scale = input.value("scale", sidecar.spec.scale);
    for (const float scale : sidecar.spec.scale) {
      if (!(scale > 0)) return Unusable(path.string(), "its scale is not positive");
    }
  } catch (const json::exception& e) {
    return Unusable(path.string(), e.what());
  }
  return sidecar;
}

// The input's size and layout, from the sidecar where it speaks, else from the shape.
arrow::Status ResolveInput(const std::string& path, const Sidecar& sidecar, const ov::Output<ov::Node>& input,
                           InputSpec* spec) {
  const ov::PartialShape shape = input.get_partial_shape();
  if (shape.rank().is_dynamic() || shape.size() != 4) return Unusable(path, "its input is not an image (4 dimensions)");
  const auto is_rgb = [&](int axis) { return shape[axis].is_static() && shape[axis].get_length() == 3; };

  const std::string layout = sidecar.layout.value_or(is_rgb(3) ? "NHWC" : is_rgb(1) ? "NCHW" : "");
  if (layout != "NHWC" && layout != "NCHW") return Unusable(path, "its layout is neither NHWC nor NCHW");
  *spec = sidecar.spec;
  spec->channels_first = layout == "NCHW";
  if (!is_rgb(spec->channels_first ? 1 : 3) && shape[spec->channels_first ? 1 : 3].is_static()) {
    return Unusable(path, "its input has not 3 channels in layout " + layout);
  }

  const auto size_of = [&](const ov::Dimension& dimension, std::optional<int> told) {
    return told.value_or(dimension.is_static() ? static_cast<int>(dimension.get_length()) : 0);
  };
  spec->height = size_of(shape[spec->channels_first ? 2 : 1], sidecar.height);
  spec->width = size_of(shape[spec->channels_first ? 3 : 2], sidecar.width);
  if (spec->width < 1 || spec->width > 4096 || spec->height < 1 || spec->height > 4096) {
    return Unusable(path, "its input size is not told: put width and height into the JSON beside it");
  }
  // A float input without a word on its scaling would be fed guesses: published results were lost to just that.
  if (input.get_element_type() != ov::element::u8 && !sidecar.layout) {
    return Unusable(path, "it takes " + input.get_element_type().get_type_name() +
                              ": say layout, color, mean and scale in the JSON beside it (models/README.md)");
  }
  return arrow::Status::OK();
}

// Which of `ports` is meant: the one that is named, or the only one, or the one of the usual name.
arrow::Result<size_t> Pick(const std::string& path, const std::vector<ov::Output<ov::Node>>& ports,
                           const std::string& wanted, const std::string& usual, const char* what) {
  if (ports.empty()) return Unusable(path, "it has no " + std::string(what));
  if (wanted.empty() && ports.size() == 1) return 0;
  const std::string& sought = wanted.empty() ? usual : wanted;
  std::string names;
  for (size_t i = 0; i < ports.size(); ++i) {
    for (const auto& name : ports[i].get_names()) {
      if (name == sought) return i;
      names += (names.empty() ? "" : ", ") + name;
    }
  }
  if (!wanted.empty()) return Unusable(path, "it has no " + std::string(what) + " '" + wanted + "', only: " + names);
  return Unusable(path, "which " + std::string(what) + "? Name it in the JSON beside it; there are: " + names);
}

// Where OpenVINO's messages say what is wrong; the lines before name places in its source.
std::string LastLine(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

// By the one front end that its name asks for: ov::Core::read_model would try each of them on a damaged file, and some
// print.
arrow::Result<std::shared_ptr<ov::Model>> Parse(const std::string& path) {
  const std::string extension = fs::path(path).extension();
  if (extension != ".onnx" && extension != ".xml") return Unusable(path, "its name ends with neither .onnx nor .xml");
  const auto front_end = ov::frontend::FrontEndManager().load_by_framework(extension == ".xml" ? "ir" : "onnx");
  const auto loaded = front_end->load(path);
  if (loaded == nullptr) return Unusable(path, "it cannot be read");
  return front_end->convert(loaded);
}

// `output` of the model alone.
std::shared_ptr<ov::Model> KeepOutput(const std::shared_ptr<ov::Model>& model, const ov::Output<ov::Node>& output) {
  if (model->outputs().size() == 1) return model;
  return std::make_shared<ov::Model>(ov::OutputVector{output.get_node()->input_value(0)}, model->get_parameters());
}

}  // namespace

arrow::Result<std::string> FindModel(const std::string& model) {
  const fs::path given(model);
  std::error_code ignored;
  if (fs::is_regular_file(given, ignored)) return model;
  if (given.has_parent_path() || given.extension() == ".onnx" || given.extension() == ".xml") {
    return Error(ErrorKind::kNotFound, "model file " + model + " does not exist");
  }
  std::vector<std::string> folders;
  if (const char* own = std::getenv("VERGER_MODELS")) folders.emplace_back(own);
  folders.push_back(LibraryDirectory() + "/models");                  // in the wheel
  folders.push_back(LibraryDirectory() + "/../share/verger/models");  // under an install prefix
  std::string tried;
  for (const auto& folder : folders) {
    const std::string path = folder + "/" + model + ".onnx";
    if (fs::is_regular_file(path, ignored)) return path;
    tried += (tried.empty() ? "" : ", ") + folder;
  }
  return Error(ErrorKind::kNotFound, "model '" + model + "' was not found in " + tried +
                                         ": give a path to an .onnx or .xml file, or set VERGER_MODELS");
}

arrow::Result<ModelFile> ReadModelFile(const std::string& model, int batch) {
  ModelFile file;
  ARROW_ASSIGN_OR_RAISE(file.path, FindModel(model));
  ARROW_ASSIGN_OR_RAISE(const Sidecar sidecar, ReadSidecar(file.path));
  file.name = sidecar.name;

  arrow::fs::LocalFileSystem local;
  std::vector<std::shared_ptr<arrow::Buffer>> pieces(1);
  ARROW_ASSIGN_OR_RAISE(pieces[0], ReadFile(local, file.path));
  if (const fs::path weights = fs::path(file.path).replace_extension(".bin");
      fs::path(file.path).extension() == ".xml" && fs::exists(weights)) {
    ARROW_ASSIGN_OR_RAISE(pieces.emplace_back(), ReadFile(local, weights.string()));
  }
  file.sha256 = Sha256(pieces);
  if (!sidecar.sha256.empty() && sidecar.sha256 != file.sha256) {
    return Unusable(file.path, "its sha256 is " + file.sha256 + ", the JSON beside it says " + sidecar.sha256);
  }

  try {
    ARROW_ASSIGN_OR_RAISE(file.model, Parse(file.path));
    const auto inputs = file.model->inputs();
    ARROW_ASSIGN_OR_RAISE(const size_t input, Pick(file.path, inputs, sidecar.input, "images", "input"));
    ARROW_ASSIGN_OR_RAISE(file.output, Pick(file.path, file.model->outputs(), sidecar.output, "features", "output"));
    if (inputs.size() != 1) return Unusable(file.path, "it has more than one input");
    ARROW_RETURN_NOT_OK(ResolveInput(file.path, sidecar, inputs[input], &file.input));
    const InputSpec& spec = file.input;
    const int64_t b = batch, h = spec.height, w = spec.width;
    const bool scaled = spec.mean != InputSpec{}.mean || spec.scale != InputSpec{}.scale;

    file.model->reshape(spec.channels_first ? ov::PartialShape{b, 3, h, w} : ov::PartialShape{b, h, w, 3});
    ov::preprocess::PrePostProcessor steps(file.model);
    auto& image = steps.input();
    image.tensor().set_element_type(ov::element::u8).set_layout("NHWC");
    image.model().set_layout(spec.channels_first ? "NCHW" : "NHWC");
    if (spec.bgr) image.preprocess().reverse_channels();
    if (scaled) {
      image.preprocess().convert_element_type(ov::element::f32);
      image.preprocess().mean(std::vector<float>(spec.mean.begin(), spec.mean.end()));
      image.preprocess().scale(std::vector<float>(spec.scale.begin(), spec.scale.end()));
    }
    steps.output(file.output).tensor().set_element_type(ov::element::f32);
    file.model = steps.build();

    const auto kept = file.model->output(file.output);
    const ov::PartialShape shape = kept.get_partial_shape();
    if (shape.is_dynamic() || ov::shape_size(shape.to_shape()) % batch != 0 || shape.size() < 2 || shape[0] != b) {
      return Unusable(file.path, "its output is not one row of features an image");
    }
    file.dimension = static_cast<int>(ov::shape_size(shape.to_shape()) / batch);
    file.model = KeepOutput(file.model, kept);
  } catch (const std::exception& e) {
    return Unusable(file.path, LastLine(e.what()));
  }
  return file;
}

}  // namespace verger
