// TIFF directories, of TIFF files and of EXIF blocks.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "enhance/bytes.h"

namespace verger {

/// Whether `bytes` begins as Pillow wants a TIFF file to (PREFIXES in its TiffImagePlugin.py).
bool IsTiff(Bytes bytes);

/// The first bytes of a TIFF file or EXIF block.
struct TiffHeader {
  bool big_endian = false;
  bool big_tiff = false;
  uint64_t first = 0;  ///< offset of the first directory

  /// Nothing when `bytes` does not begin as a TIFF file, or is cut off.
  static std::optional<TiffHeader> Read(Bytes bytes);
};

/// A directory as Pillow's ImageFileDirectory_v2 reads it: the first of equal tags counts, entries of unknown types or
/// with data outside the file are left out, and a cut directory keeps what came before the cut.
class Ifd {
 public:
  struct Entry {
    uint16_t tag = 0;
    uint16_t type = 0;
    Bytes data;  ///< never empty; a whole number of values unless the type's size does not divide it
  };

  static Ifd Read(Bytes file, const TiffHeader& header, uint64_t offset);

  const Entry* Find(uint16_t tag) const;
  /// The values of a tag of an integer type, else nothing. At most `limit` of them.
  std::optional<std::vector<int64_t>> Integers(uint16_t tag, size_t limit = SIZE_MAX) const;
  /// The first value of a tag of any number type.
  std::optional<double> Number(uint16_t tag) const;

 private:
  bool big_endian_ = false;
  std::vector<Entry> entries_;
};

}  // namespace verger
