#include "enhance/ifd.h"

#include <bit>

namespace verger {
namespace {

enum Type : uint16_t {
  kByte = 1,
  kAscii,
  kShort,
  kLong,
  kRational,
  kSignedByte,
  kUndefined,
  kSignedShort,
  kSignedLong,
  kSignedRational,
  kFloat,
  kDouble,
  kIfd,
  kLong8 = 16,
};

// Bytes a value, by type (TIFF 6.0 section 2); 0 for a type that Pillow leaves out.
constexpr int kSizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8};

int SizeOf(uint16_t type) { return type < std::size(kSizes) ? kSizes[type] : 0; }

uint64_t Unsigned(const uint8_t* p, int size, bool big_endian) {
  uint64_t value = 0;
  for (int i = 0; i < size; ++i) value |= uint64_t{p[i]} << 8 * (big_endian ? size - 1 - i : i);
  return value;
}

int64_t Signed(const uint8_t* p, int size, bool big_endian) {
  const int unused = 64 - 8 * size;
  return static_cast<int64_t>(Unsigned(p, size, big_endian) << unused) >> unused;
}

}  // namespace

bool IsTiff(Bytes bytes) {
  return StartsWith(bytes, "MM\0\x2a") || StartsWith(bytes, "II\x2a\0") || StartsWith(bytes, "MM\x2a\0") ||
         StartsWith(bytes, "II\0\x2a") || StartsWith(bytes, "MM\0\x2b") || StartsWith(bytes, "II\x2b\0");
}

std::optional<TiffHeader> TiffHeader::Read(Bytes bytes) {
  if (!IsTiff(bytes)) return std::nullopt;
  TiffHeader header;
  header.big_endian = bytes[0] == 'M';
  header.big_tiff = bytes[2] == 0x2b;  // so Pillow reads a big-endian BigTIFF as a classic one
  const int at = header.big_tiff ? 8 : 4;
  if (bytes.size() < size_t{2} * at) return std::nullopt;
  header.first = Unsigned(&bytes[at], at, header.big_endian);
  return header;
}

Ifd Ifd::Read(Bytes file, const TiffHeader& header, uint64_t offset) {
  Ifd ifd;
  ifd.big_endian_ = header.big_endian;
  const auto number = [&](Bytes bytes, size_t at, int size) { return Unsigned(&bytes[at], size, header.big_endian); };
  const int word = header.big_tiff ? 8 : 4;
  const int count_size = header.big_tiff ? 8 : 2;
  const Bytes head = Part(file, offset, count_size);
  if (head.size() < static_cast<size_t>(count_size)) return ifd;
  const uint64_t entries = number(head, 0, count_size);
  const size_t entry_size = 4 + 2 * word;
  uint64_t outside = 0;                        // bytes of data that entries claim elsewhere in the file
  std::vector<bool> is_known(UINT16_MAX + 1);  // by tag
  for (uint64_t i = 0; i < entries; ++i) {
    const Bytes raw = Part(file, offset + count_size + i * entry_size, entry_size);
    if (raw.size() < entry_size) break;
    Entry entry{static_cast<uint16_t>(number(raw, 0, 2)), static_cast<uint16_t>(number(raw, 2, 2)), {}};
    const uint64_t unit = SizeOf(entry.type);
    const uint64_t count = number(raw, 4, word);
    if (unit == 0 || count == 0 || is_known[entry.tag]) continue;
    const uint64_t size = count > file.size() / unit ? file.size() + 1 : count * unit;
    if (size > static_cast<uint64_t>(word)) {
      const uint64_t at = number(raw, 4 + word, word);
      if (at >= uint64_t{1} << 63) continue;
      outside += size;
      if (outside > file.size()) continue;
      entry.data = Part(file, at, size);
      if (entry.data.size() < size) break;  // Pillow gives up on the directory here
    } else {
      entry.data = raw.subspan(4 + word, size);
    }
    ifd.entries_.push_back(entry);
    is_known[entry.tag] = true;
  }
  return ifd;
}

const Ifd::Entry* Ifd::Find(uint16_t tag) const {
  for (const Entry& entry : entries_) {
    if (entry.tag == tag) return &entry;
  }
  return nullptr;
}

std::optional<std::vector<int64_t>> Ifd::Integers(uint16_t tag, size_t limit) const {
  const Entry* entry = Find(tag);
  if (entry == nullptr) return std::nullopt;
  bool is_signed = false;
  switch (entry->type) {
    case kSignedByte:
    case kSignedShort:
    case kSignedLong: is_signed = true; break;
    case kShort:
    case kLong:
    case kIfd:
    case kLong8: break;
    default: return std::nullopt;
  }
  const int size = SizeOf(entry->type);
  std::vector<int64_t> values(std::min(limit, entry->data.size() / size));
  for (size_t i = 0; i < values.size(); ++i) {
    const uint8_t* p = &entry->data[i * size];
    values[i] = is_signed ? Signed(p, size, big_endian_) : static_cast<int64_t>(Unsigned(p, size, big_endian_));
  }
  return values;
}

std::optional<double> Ifd::Number(uint16_t tag) const {
  if (const auto integers = Integers(tag, 1)) return static_cast<double>(integers->front());
  const Entry* entry = Find(tag);
  if (entry == nullptr) return std::nullopt;
  const uint8_t* p = entry->data.data();
  switch (entry->type) {
    case kFloat: return std::bit_cast<float>(static_cast<uint32_t>(Unsigned(p, 4, big_endian_)));
    case kDouble: return std::bit_cast<double>(Unsigned(p, 8, big_endian_));
    case kRational:
      return static_cast<double>(Unsigned(p, 4, big_endian_)) / static_cast<double>(Unsigned(p + 4, 4, big_endian_));
    case kSignedRational:
      return static_cast<double>(Signed(p, 4, big_endian_)) / static_cast<double>(Signed(p + 4, 4, big_endian_));
    default: return std::nullopt;
  }
}

}  // namespace verger
