#include <charconv>
#include <cmath>

#include "verger/error.h"
#include "verger/reduce.h"

namespace verger {
namespace {

template <typename T>
std::optional<T> ParseWhole(const std::string& text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

}  // namespace

arrow::Result<std::optional<Components>> ParseComponents(const std::string& text) {
  constexpr char kWords[] = "give a count such as 100, a ratio between 0 and 1 such as 0.90, or none";
  if (text == "none") return std::nullopt;
  if (const auto count = ParseWhole<int64_t>(text)) {
    if (*count >= 1) return Components(*count);
    return Error(ErrorKind::kUsage, "n_components=" + text + " keeps nothing: " + kWords);
  }
  const auto ratio = ParseWhole<double>(text);
  if (!ratio) return Error(ErrorKind::kUsage, "n_components=" + text + " is not a number: " + kWords);
  if (*ratio > 0 && *ratio < 1) return Components(*ratio);
  if (*ratio == 1) {
    return Error(ErrorKind::kUsage, "n_components=" + text +
                                        " is a ratio, and a ratio of 1 would keep rounding noise: " +
                                        "write 1 for one component, or a ratio below 1 such as 0.999");
  }
  return Error(ErrorKind::kUsage, "n_components=" + text + " is no ratio between 0 and 1: " + kWords);
}

}  // namespace verger
