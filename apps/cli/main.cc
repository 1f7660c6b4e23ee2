// The command `verger`: a thin layer on include/verger.
#include <malloc.h>

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>

#include "commands.h"
#include "verger/error.h"
#include "verger/pipeline.h"

namespace verger::cli {

void AddCommon(CLI::App& command, CommonOptions& common) {
  command.add_flag("--json", common.json, "answer with one JSON object, the last line of stdout");
  command.add_option("--progress", common.progress, "how to show progress on stderr")
      ->check(CLI::IsMember({"auto", "bar", "plain", "json", "none"}))
      ->capture_default_str();
}

arrow::Status ParseBytes(const std::string& text, int64_t* bytes) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  const std::string unit = end;
  static const std::pair<const char*, double> kUnits[] = {
      {"", 1},     {"B", 1},       {"kB", 1e3},       {"MB", 1e6},
      {"GB", 1e9}, {"KiB", 1024.}, {"MiB", 1048576.}, {"GiB", 1073741824.}};
  for (const auto& [name, factor] : kUnits) {
    if (unit == name && end != text.c_str() && value > 0 && value * factor < 9e18) {
      *bytes = std::llround(value * factor);
      return arrow::Status::OK();
    }
  }
  return Error(ErrorKind::kUsage, "'" + text + "' is no size: write it like 2GiB, 512MB or 1000000");
}

namespace {

// Usage lines say what must be given: "verger run INPUT -o OUT [OPTIONS]".
class Help final : public CLI::Formatter {
 public:
  std::string make_usage(const CLI::App* app, std::string name) const override {
    std::string line = "Usage: " + name;
    for (const CLI::Option* option : app->get_options()) {
      if (option->get_positional()) line += " " + make_option_usage(option);
    }
    for (const CLI::Option* option : app->get_options()) {
      if (option->get_required() && !option->get_positional()) {
        line += " -" + option->get_snames().at(0) + " " + option->get_type_name();
      }
    }
    return line + (app->get_require_subcommand_min() > 0 ? " COMMAND\n" : " [OPTIONS]\n");
  }
};

int Main(int argc, char** argv) {
  CLI::App app(
      "Verger turns folders of photographs into features, and features into an application that recognises "
      "fruit.\n\n"
      "  verger sample orchard                  draw an orchard of synthetic fruit photos\n"
      "  verger run orchard/Training -o out     photos to features, PCA, Parquet, JSON and a report\n"
      "  verger inspect out                     what the run left\n",
      "verger");
  app.set_version_flag("--version", "verger " + std::string(Version()));
  app.require_subcommand(1);
  app.formatter(std::make_shared<Help>());
  app.footer(
      "`verger COMMAND --help` explains a command.\n"
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 input not found, 4 too many rejects, 130 interrupted.");

  CommonOptions common;
  int exit_code = 0;
  AddRun(app, common, exit_code);
  AddSample(app, common, exit_code);
  AddInspect(app, common, exit_code);
  AddReport(app, common, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);  // --help, --version
    return Finish(
        Error(ErrorKind::kUsage, std::string(e.what()) + ": see `verger " +
                                     (app.get_subcommands().empty() ? "" : app.get_subcommands()[0]->get_name() + " ") +
                                     "--help`"));
  }
  return exit_code;
}

}  // namespace
}  // namespace verger::cli

int main(int argc, char** argv) {
  // Large blocks go back to the system when they are freed: a run must not grow with the number of its parts.
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  setenv("ARROW_DEFAULT_MEMORY_POOL", "system", /*overwrite=*/0);
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on the size of files is a full disk: an error to tell
  try {
    const int code = verger::cli::Main(argc, argv);
    if (code == 0 && !std::cout.flush()) {
      return verger::cli::Finish(arrow::Status::IOError("the answer cannot be written to standard output"));
    }
    return code;
  } catch (const std::exception& e) {
    return verger::cli::Finish(arrow::Status::UnknownError(e.what()));
  }
}
