#include <algorithm>
#include <array>

#include "core/parallel.h"
#include "verger/error.h"
#include "verger/featurize.h"

namespace verger {
namespace {

constexpr std::array<std::pair<const char*, Precision>, 4> kPrecisions = {{
    {"f32", Precision::kF32},
    {"bf16", Precision::kBf16},
    {"f16", Precision::kF16},
    {"auto", Precision::kAuto},
}};

}  // namespace

std::string PrecisionName(Precision precision) {
  const auto found = std::find_if(kPrecisions.begin(), kPrecisions.end(),
                                  [&](const auto& entry) { return entry.second == precision; });
  return found->first;
}

arrow::Result<Precision> ParsePrecision(const std::string& name) {
  for (const auto& [text, precision] : kPrecisions) {
    if (name == text) return precision;
  }
  return Error(ErrorKind::kUsage, "precision '" + name + "' is not known: use f32, bf16, f16 or auto");
}

int ResolveThreads(int threads) { return threads > 0 ? threads : AvailableCores(); }

}  // namespace verger
