#include <sstream>

#include "verger/error.h"
#include "verger/export.h"

namespace verger {

arrow::Status ParseFormats(const std::string& text, ExportOptions* options) {
  bool parquet = false, json = false;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) {
    if (word == "parquet") {
      parquet = true;
    } else if (word == "json") {
      json = true;
    } else {
      return Error(ErrorKind::kUsage, "format '" + word + "' is not known: use parquet, json or parquet,json");
    }
  }
  if (!parquet && !json) return Error(ErrorKind::kUsage, "no format is given: use parquet, json or parquet,json");
  options->parquet = parquet;
  options->json = json;
  return arrow::Status::OK();
}

}  // namespace verger
