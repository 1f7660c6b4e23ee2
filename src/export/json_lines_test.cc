#include "export/json_lines.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "export/rows.h"

namespace verger {
namespace {

std::shared_ptr<arrow::RecordBatch> Features(const std::string& uri, std::vector<float> values) {
  const std::vector<PhotoRow> rows = {{.uri = uri, .variety = "Apple Red 1", .category = "Apple"}};
  const int dimension = static_cast<int>(values.size());
  return *FeaturesBatch(rows, std::move(values), dimension);
}

std::shared_ptr<arrow::RecordBatch> Reduced(const std::string& uri, std::vector<float> values) {
  const int dimension = static_cast<int>(values.size());
  return *ReducedBatch(*Features(uri, {1}), std::move(values), dimension);
}

TEST(JsonLines, OneObjectARow) {
  EXPECT_EQ(*JsonLines(*Reduced("/a/b.jpg", {0.1f, -2, 1e-20f})),
            R"({"uri":"/a/b.jpg","variety":"Apple Red 1","category":"Apple","components":[0.1,-2,1e-20]})"
            "\n");
}

TEST(JsonLines, HostileNamesComeBack) {
  const std::string name = "/a \"b\"\n\\ \xF0\x9F\x8D\x8E.jpg";
  const std::string line = *JsonLines(*Reduced(name, {1}));
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(nlohmann::json::parse(line)["uri"], name);
}

TEST(JsonLines, FloatsComeBackExactly) {
  const std::vector<float> values = {1.0f / 3, 3.4028235e38f, 1.4e-45f, -0.0f, 16777217.0f};
  const auto parsed = nlohmann::json::parse(*JsonLines(*Reduced("x", values)))["components"];
  EXPECT_EQ(parsed.get<std::vector<float>>(), values);
}

TEST(JsonLines, WhatJsonCannotHoldIsAnError) {
  const auto status = JsonLines(*Reduced("x", {std::nanf("")})).status();
  EXPECT_EQ(status.message(), "a value is not finite, which JSON cannot hold");
  EXPECT_EQ(JsonLines(*Features("x", {1})).status().message(), "JSON Lines of int32 are not supported");
}

}  // namespace
}  // namespace verger
