// One function a command: adds it to the parser; its callback sets the exit code.
#pragma once

#include <CLI/CLI.hpp>

#include "output.h"

namespace verger::cli {

void AddRun(CLI::App& app, CommonOptions& common, int& exit_code);
void AddSample(CLI::App& app, CommonOptions& common, int& exit_code);
void AddInspect(CLI::App& app, CommonOptions& common, int& exit_code);
void AddReport(CLI::App& app, CommonOptions& common, int& exit_code);

/// --json and --progress.
void AddCommon(CLI::App& command, CommonOptions& common);

/// Reads "2GiB", "512MB" or a number of bytes. Errors: kUsage.
arrow::Status ParseBytes(const std::string& text, int64_t* bytes);

}  // namespace verger::cli
