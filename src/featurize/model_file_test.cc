#include "featurize/model_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "core/test_folder.h"
#include "verger/error.h"

namespace verger {
namespace {

namespace fs = std::filesystem;

class ModelFileTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }

  std::string Copy(const std::string& name) {
    const fs::path target = folder_ / (name + ".onnx");
    fs::copy_file(models_ / (name + ".onnx"), target);
    return target.string();
  }
  void Write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
  arrow::Result<ModelFile> ReadIt(const std::string& model, int batch = 1) { return ReadModelFile(model, batch); }

  const fs::path models_ = fs::path(VERGER_BINARY_DIR) / "models";
  const fs::path folder_ = TestFolder();
};

TEST_F(ModelFileTest, AUint8ModelNeedsNoSidecar) {
  const auto file = ReadIt(Copy("tiny"), 2);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->name, "tiny");
  EXPECT_EQ(file->dimension, 1280);
  EXPECT_EQ(file->input.width, 224);
  EXPECT_EQ(file->sha256.size(), 64u);
  EXPECT_EQ(file->model->input().get_shape(), (ov::Shape{2, 224, 224, 3}));
  EXPECT_EQ(file->model->input().get_element_type(), ov::element::u8);
  EXPECT_EQ(file->model->output().get_shape(), (ov::Shape{2, 1280}));
}

TEST_F(ModelFileTest, ASidecarTellsLayoutAndScaling) {
  fs::copy_file(models_ / "tiny_nchw.json", folder_ / "tiny_nchw.json");
  const auto file = ReadIt(Copy("tiny_nchw"));
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE(file->input.channels_first);
  EXPECT_EQ(file->input.width, 96);
  EXPECT_FLOAT_EQ(file->input.mean[0], 123.675f);
  EXPECT_EQ(file->model->input().get_shape(), (ov::Shape{1, 96, 96, 3}));
  EXPECT_EQ(file->dimension, 256);  // of the output that is named, which is the second
  EXPECT_EQ(file->model->output().get_shape(), (ov::Shape{1, 256}));
}

TEST_F(ModelFileTest, AFloatModelWithoutSidecarIsRefused) {
  const auto file = ReadIt(Copy("tiny_nchw"));
  EXPECT_EQ(KindOf(file.status()), ErrorKind::kUsage);
  EXPECT_NE(file.status().message().find("say layout, color, mean and scale in the JSON beside it"), std::string::npos)
      << file.status();
}

TEST_F(ModelFileTest, WrongChecksumIsRefused) {
  const auto path = Copy("tiny");
  Write("tiny.json", R"({"format": 1, "sha256": "00"})");
  const auto file = ReadIt(path);
  EXPECT_NE(file.status().message().find("the JSON beside it says 00"), std::string::npos) << file.status();
}

TEST_F(ModelFileTest, BadSidecarsAreTold) {
  const auto path = Copy("tiny");
  const std::pair<const char*, const char*> cases[] = {
      {"{", "parse error"},
      {R"({"format": 9})", "its format is not 1"},
      {R"({"input": {"color": "HSV"}})", "its color is neither RGB nor BGR"},
      {R"({"input": {"scale": [1, 0, 1]}})", "its scale is not positive"},
      {R"({"input": {"layout": "CHWN"}})", "its layout is neither NHWC nor NCHW"},
      {R"({"input": {"layout": "NCHW"}})", "its input has not 3 channels in layout NCHW"},
      {R"({"input": {"name": "x"}})", "it has no input 'x', only: images"},
      {R"({"output": "y"})", "it has no output 'y', only: features"},
  };
  for (const auto& [text, message] : cases) {
    Write("tiny.json", text);
    const auto file = ReadIt(path);
    EXPECT_EQ(KindOf(file.status()), ErrorKind::kUsage) << text;
    EXPECT_NE(file.status().message().find(message), std::string::npos) << file.status();
  }
}

TEST_F(ModelFileTest, WhatIsNoModelIsTold) {
  Write("noise.txt", "this is no model");
  EXPECT_NE(ReadIt((folder_ / "noise.txt").string()).status().message().find("neither .onnx nor .xml"),
            std::string::npos);
  Write("noise.onnx", "this is no model");
  const auto file = ReadIt((folder_ / "noise.onnx").string());
  EXPECT_EQ(KindOf(file.status()), ErrorKind::kUsage);
  EXPECT_NE(file.status().message().find("noise.onnx is not a model that can be used: "), std::string::npos);
}

TEST_F(ModelFileTest, AMissingModelIsTold) {
  EXPECT_EQ(FindModel("no/such.onnx").status().message(), "model file no/such.onnx does not exist");
  EXPECT_EQ(KindOf(FindModel("no/such.onnx").status()), ErrorKind::kNotFound);
  const auto named = FindModel("no_such_name").status();
  EXPECT_EQ(named.message().find("model 'no_such_name' was not found in "), 0u) << named;
  setenv("VERGER_MODELS", models_.c_str(), 1);
  EXPECT_EQ(*FindModel("tiny"), (models_ / "tiny.onnx").string());
  unsetenv("VERGER_MODELS");
}

}  // namespace
}  // namespace verger
