#include "export/output_folder.h"

#include <cstdio>

#include <arrow/io/interfaces.h>

#include "core/files.h"
#include "export/json_lines.h"
#include "verger/error.h"

namespace verger {
namespace {

using json = Json;
using Metadata = std::shared_ptr<const arrow::KeyValueMetadata>;

constexpr char kManifest[] = "manifest.json";
constexpr char kSuccess[] = "_SUCCESS";

std::string PartName(const char* folder, int64_t part, const char* extension) {
  char name[64];
  std::snprintf(name, sizeof(name), "%s/part-%05lld.%s", folder, static_cast<long long>(part), extension);
  return name;
}

}  // namespace

arrow::Status OutputFolder::Unusable(const arrow::Status& status) const {
  return status.ok() ? status : Error(ErrorKind::kFailed, "output " + uri_ + " cannot be used: " + Reason(status));
}

arrow::Status OutputFolder::CheckUnused() const {
  const auto info = filesystem_->GetFileInfo(path_);
  ARROW_RETURN_NOT_OK(Unusable(info.status()));
  if (info->type() == arrow::fs::FileType::NotFound) return arrow::Status::OK();
  if (info->type() != arrow::fs::FileType::Directory) {
    return Error(ErrorKind::kUsage, "output " + uri_ + " is a file: name a folder");
  }
  arrow::fs::FileSelector selector;
  selector.base_dir = path_;
  const auto entries = filesystem_->GetFileInfo(selector);
  ARROW_RETURN_NOT_OK(Unusable(entries.status()));
  if (entries->empty()) return arrow::Status::OK();
  return Error(ErrorKind::kUsage,
               "output " + uri_ + " is not empty: name another folder, or --resume to finish that run");
}

arrow::Status OutputFolder::Begin(const json& manifest) {
  ARROW_RETURN_NOT_OK(Unusable(filesystem_->CreateDir(path_)));
  (void)filesystem_->DeleteFile(At(kSuccess));  // absent unless an earlier run had finished
  return Unusable(WriteManifest(manifest));
}

arrow::Result<json> OutputFolder::ReadManifest() const {
  const auto content = ReadFile(*filesystem_, At(kManifest));
  if (!content.ok()) {
    return Error(ErrorKind::kNotFound, uri_ + " is not the output of a run: it holds no readable manifest.json");
  }
  const json manifest = json::parse((*content)->ToString(), nullptr, /*allow_exceptions=*/false);
  if (!manifest.is_object() || !manifest.value("format", json()).is_number_integer()) {
    return Error(ErrorKind::kFailed, uri_ + "/manifest.json is damaged");
  }
  if (manifest["format"] != 1) {
    return Error(ErrorKind::kFailed, uri_ + "/manifest.json has format " + manifest["format"].dump() +
                                         ", this Verger reads 1: use a newer one");
  }
  return manifest;
}

arrow::Status OutputFolder::WriteManifest(const json& manifest) {
  return WriteFile(*filesystem_, At(kManifest), manifest.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

arrow::Status OutputFolder::Finish(const json& manifest) {
  ARROW_RETURN_NOT_OK(WriteManifest(manifest));
  return WriteFile(*filesystem_, At(kSuccess), std::string());
}

arrow::Result<bool> OutputFolder::HasListing() const {
  ARROW_ASSIGN_OR_RAISE(const auto info, filesystem_->GetFileInfo(At("listing.parquet")));
  return info.type() == arrow::fs::FileType::File;
}

arrow::Status OutputFolder::WriteListing(const std::shared_ptr<arrow::RecordBatch>& batch) {
  return WriteParquet(*filesystem_, At("listing.parquet"), {batch}, nullptr);
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> OutputFolder::ReadListing() const {
  return ReadParquet(*filesystem_, At("listing.parquet"));
}

arrow::Status OutputFolder::WriteMoments(int64_t part, const std::shared_ptr<arrow::RecordBatch>& batch) {
  return WriteArrow(*filesystem_, At(PartName("moments", part, "arrow")), batch);
}

arrow::Status OutputFolder::WriteRejects(int64_t part, const std::shared_ptr<arrow::RecordBatch>& batch,
                                         const Metadata& metadata) {
  return WriteParquet(*filesystem_, At(PartName("rejects", part, "parquet")), {batch}, metadata);
}

arrow::Status OutputFolder::WriteFeatures(int64_t part, const std::shared_ptr<arrow::RecordBatch>& batch,
                                          const Metadata& metadata) {
  return WriteParquet(*filesystem_, At(PartName("features", part, "parquet")), {batch}, metadata);
}

arrow::Result<std::vector<bool>> OutputFolder::FinishedParts(int64_t parts, bool with_moments) const {
  const auto present = [&](const char* folder, const char* extension) -> arrow::Result<std::vector<bool>> {
    std::vector<std::string> paths;
    for (int64_t part = 0; part < parts; ++part) paths.push_back(At(PartName(folder, part, extension)));
    ARROW_ASSIGN_OR_RAISE(const auto infos, filesystem_->GetFileInfo(paths));
    std::vector<bool> found;
    for (const auto& info : infos) found.push_back(info.type() == arrow::fs::FileType::File);
    return found;
  };
  ARROW_ASSIGN_OR_RAISE(auto finished, present("features", "parquet"));
  if (with_moments) {
    ARROW_ASSIGN_OR_RAISE(const auto moments, present("moments", "arrow"));
    for (size_t i = 0; i < finished.size(); ++i) finished[i] = finished[i] && moments[i];
  }
  return finished;
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> OutputFolder::ReadFeatures(
    int64_t part, const std::vector<std::string>& columns) const {
  return ReadParquet(*filesystem_, At(PartName("features", part, "parquet")), columns);
}

arrow::Status OutputFolder::VisitFeatures(int64_t part, const std::vector<std::string>& columns,
                                          const BatchVisitor& visit) const {
  return VisitParquet(*filesystem_, At(PartName("features", part, "parquet")), columns, visit);
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> OutputFolder::ReadRejects(int64_t part) const {
  return ReadParquet(*filesystem_, At(PartName("rejects", part, "parquet")));
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> OutputFolder::ReadMoments(int64_t part) const {
  return ReadArrow(*filesystem_, At(PartName("moments", part, "arrow")));
}

arrow::Status OutputFolder::WritePca(const std::shared_ptr<arrow::RecordBatch>& batch) {
  return WriteArrow(*filesystem_, At("pca/pca.arrow"), batch);
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> OutputFolder::ReadPca() const {
  return ReadArrow(*filesystem_, At("pca/pca.arrow"));
}

arrow::Status OutputFolder::WriteReduced(int64_t part, const arrow::RecordBatchVector& batches,
                                         const Metadata& metadata) {
  return WriteParquet(*filesystem_, At(PartName("reduced", part, "parquet")), batches, metadata);
}

arrow::Status OutputFolder::VisitReduced(int64_t part, const std::vector<std::string>& columns,
                                         const BatchVisitor& visit) const {
  return VisitParquet(*filesystem_, At(PartName("reduced", part, "parquet")), columns, visit);
}

arrow::Status OutputFolder::WriteJson(int64_t part, const arrow::RecordBatchVector& batches) {
  return WriteFile(*filesystem_, At(PartName("json", part, "json")),
                   [&](const std::shared_ptr<arrow::io::OutputStream>& stream) -> arrow::Status {
                     for (const auto& batch : batches) {
                       ARROW_ASSIGN_OR_RAISE(const std::string lines, JsonLines(*batch));
                       ARROW_RETURN_NOT_OK(stream->Write(lines.data(), static_cast<int64_t>(lines.size())));
                     }
                     return arrow::Status::OK();
                   });
}

arrow::Result<std::string> OutputFolder::WriteReport(const std::string& html) {
  ARROW_RETURN_NOT_OK(WriteFile(*filesystem_, At("report.html"), html));
  return uri_ + "/report.html";
}

}  // namespace verger
