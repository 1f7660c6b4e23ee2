// What every command answers: text for a person, or one JSON object as the last line of stdout.
#pragma once

#include <string>

#include <arrow/status.h>
#include <nlohmann/json.hpp>

namespace verger::cli {

using Json = nlohmann::ordered_json;

/// Options that every command takes.
struct CommonOptions {
  bool json = false;
  std::string progress = "auto";  ///< auto, bar, plain, json, none
};

/// The exit code of a request that ended so: 0, or the value of its ErrorKind.
int ExitCode(const arrow::Status& status);

/// `text` without the characters that break a line or that a terminal obeys: a file's name may hold any.
std::string OneLine(std::string text);

/// Prints "verger: ..." on one line of stderr (nothing for success) and returns the exit code.
int Finish(const arrow::Status& status);

/// One line of JSON on stdout.
void PrintJson(const Json& json);

/// "13,434"
std::string WithCommas(int64_t number);

/// "1 h 02 min", "3 min 05 s", "12.3 s"
std::string Duration(double seconds);

/// "412 MB"
std::string Bytes(int64_t bytes);

}  // namespace verger::cli
