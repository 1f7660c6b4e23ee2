#include "enhance/png_text.h"

#include <zlib.h>

namespace verger {
namespace {

constexpr size_t kMostText = 1 << 20;  // Pillow's MAX_TEXT_CHUNK

std::string_view Text(Bytes data) { return {reinterpret_cast<const char*>(data.data()), data.size()}; }

// Cuts `data` at its first zero byte and returns what stands before it. Nothing when there is no zero byte.
std::optional<std::string_view> CutWord(Bytes* data) {
  const std::string_view text = Text(*data);
  const size_t end = text.find('\0');
  if (end == text.npos) return std::nullopt;
  *data = data->subspan(end + 1);
  return text.substr(0, end);
}

// Empty when the stream is broken or has more than kMostText bytes.
std::vector<uint8_t> Inflate(Bytes data) {
  constexpr size_t kMostRatio = 1032;  // of deflate (zlib.net/zlib_tech.html)
  std::vector<uint8_t> out(std::min(kMostText, kMostRatio * data.size()));
  uLongf size = out.size();
  const bool is_good = uncompress(out.data(), &size, data.data(), data.size()) == Z_OK;
  out.resize(is_good ? size : 0);
  return out;
}

// The hex digits after the third line break.
std::optional<std::vector<uint8_t>> ReadRawProfile(std::string_view text) {
  for (int i = 0; i < 3; ++i) {
    const size_t end = text.find('\n');
    if (end == text.npos) return std::nullopt;
    text.remove_prefix(end + 1);
  }
  std::vector<uint8_t> bytes;
  int high = -1;
  for (const char c : text) {
    int digit = 0;
    if (c >= '0' && c <= '9') {
      digit = c - '0';
    } else if (c >= 'a' && c <= 'f') {
      digit = c - 'a' + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = c - 'A' + 10;
    } else if (c == '\n' || c == ' ') {
      continue;
    } else {
      return std::nullopt;
    }
    if (high < 0) {
      high = digit;
    } else {
      bytes.push_back(static_cast<uint8_t>(high << 4 | digit));
      high = -1;
    }
  }
  return bytes;
}

void NoteText(std::string_view key, Bytes value, PngText* text) {
  if (key == "exif") text->exif.emplace(value.begin(), value.end());
  if (key == "Raw profile type exif") text->raw_profile = ReadRawProfile(Text(value));
  if (key == "XML:com.adobe.xmp") text->xmp.assign(value.begin(), value.end());
}

bool IsRead(std::string_view key) { return key == "Raw profile type exif" || key == "XML:com.adobe.xmp"; }

}  // namespace

bool NotePngText(std::string_view chunk, Bytes data, PngText* text) {
  if (chunk == "eXIf") {
    text->exif.emplace(data.begin(), data.end());
  } else if (chunk == "iCCP") {
    return CutWord(&data) && !data.empty() && data[0] == 0;
  } else if (chunk == "tEXt") {
    if (const auto key = CutWord(&data)) NoteText(*key, data, text);
  } else if (chunk == "zTXt") {
    const auto key = CutWord(&data);
    if (!key || data.empty()) return true;
    if (data[0] != 0) return false;
    if (IsRead(*key)) NoteText(*key, Inflate(data.subspan(1)), text);
  } else if (chunk == "iTXt") {
    const auto key = CutWord(&data);
    if (!key || !IsRead(*key) || data.size() < 2) return true;
    const bool is_compressed = data[0] != 0;
    if (is_compressed && data[1] != 0) return true;
    data = data.subspan(2);
    if (!CutWord(&data) || !CutWord(&data)) return true;  // language, translated key
    NoteText(*key, is_compressed ? Bytes(Inflate(data)) : data, text);
  }
  return true;
}

}  // namespace verger
