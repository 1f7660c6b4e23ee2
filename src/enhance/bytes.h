// Numbers out of a file's bytes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

namespace verger {

using Bytes = std::span<const uint8_t>;

inline uint32_t Le16(const uint8_t* p) { return p[0] | p[1] << 8; }
inline uint32_t Be16(const uint8_t* p) { return p[0] << 8 | p[1]; }
inline uint32_t Le32(const uint8_t* p) { return Le16(p) | Le16(p + 2) << 16; }
inline uint32_t Be32(const uint8_t* p) { return Be16(p) << 16 | Be16(p + 2); }

/// Whether `bytes` begins with the characters of `prefix`, its closing zero left out.
template <size_t n>
bool StartsWith(Bytes bytes, const char (&prefix)[n]) {
  return bytes.size() >= n - 1 && std::equal(prefix, prefix + n - 1, bytes.begin(),
                                             [](char c, uint8_t b) { return static_cast<uint8_t>(c) == b; });
}

/// The part of `bytes` from `offset`, `size` bytes long or as much of it as there is.
inline Bytes Part(Bytes bytes, uint64_t offset, uint64_t size = UINT64_MAX) {
  if (offset >= bytes.size()) return {};
  return bytes.subspan(offset, std::min<uint64_t>(size, bytes.size() - offset));
}

}  // namespace verger
