#include "core/sha256.h"

#include <vector>

#include <gtest/gtest.h>

namespace verger {
namespace {

std::string Of(const std::vector<std::string>& pieces) {
  std::vector<std::shared_ptr<arrow::Buffer>> buffers;
  for (const auto& piece : pieces) buffers.push_back(arrow::Buffer::FromString(piece));
  return Sha256(buffers);
}

// Vectors of FIPS 180-4's examples.
TEST(Sha256, KnownVectors) {
  EXPECT_EQ(Of({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Of({"abc"}), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Of({"a", "", "bc"}), Of({"abc"}));
}

}  // namespace
}  // namespace verger
