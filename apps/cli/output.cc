#include "output.h"

#include <cmath>
#include <cstdio>
#include <iostream>

#include "verger/error.h"

namespace verger::cli {
namespace {

std::string Format(const char* format, auto... values) {
  char text[64];
  std::snprintf(text, sizeof(text), format, values...);
  return text;
}

}  // namespace

int ExitCode(const arrow::Status& status) { return status.ok() ? 0 : static_cast<int>(KindOf(status)); }

std::string OneLine(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return text;
}

int Finish(const arrow::Status& status) {
  if (!status.ok()) std::cerr << "verger: " << OneLine(status.message()) << std::endl;
  return ExitCode(status);
}

void PrintJson(const Json& json) {
  std::cout << json.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

std::string WithCommas(int64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (size_t i = 0; i < digits.size(); ++i) {
    const bool starts_group = i > 0 && (digits.size() - i) % 3 == 0 && digits[i - 1] != '-';
    if (starts_group) text += ',';
    text += digits[i];
  }
  return text;
}

std::string Duration(double seconds) {
  if (seconds < 60) return Format("%.1f s", seconds);
  const auto whole = std::llround(seconds);
  if (whole < 3600) return Format("%lld min %02lld s", whole / 60, whole % 60);
  return Format("%lld h %02lld min", whole / 3600, whole / 60 % 60);
}

std::string Bytes(int64_t bytes) {
  const auto size = static_cast<double>(bytes);
  if (size < 1e6) return Format("%.0f kB", size / 1e3);
  if (size < 1e9) return Format("%.0f MB", size / 1e6);
  return Format("%.1f GB", size / 1e9);
}

}  // namespace verger::cli
