// OUT: where each file of a run stands, and how the run's state is told. docs/formats.md describes it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/filesystem/filesystem.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/util/key_value_metadata.h>
#include "core/json.h"
#include "export/tables.h"

namespace verger {

class OutputFolder {
 public:
  /// `path` as `filesystem` names the folder, `uri` as a person does.
  OutputFolder(std::shared_ptr<arrow::fs::FileSystem> filesystem, std::string path, std::string uri)
      : filesystem_(std::move(filesystem)), path_(std::move(path)), uri_(std::move(uri)) {}

  const std::string& uri() const { return uri_; }

  /// Errors: kUsage unless OUT is absent or an empty folder.
  arrow::Status CheckUnused() const;
  /// Begins a run or resumes one: from now on OUT says that it is unfinished.
  arrow::Status Begin(const Json& manifest);

  /// manifest.json; its "finished" is false until Finish. Errors: kNotFound when OUT is not the output of a run.
  arrow::Result<Json> ReadManifest() const;
  arrow::Status WriteManifest(const Json& manifest);
  /// Writes the manifest and, last of all, _SUCCESS.
  arrow::Status Finish(const Json& manifest);

  arrow::Result<bool> HasListing() const;
  arrow::Status WriteListing(const std::shared_ptr<arrow::RecordBatch>& batch);
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> ReadListing() const;

  /// A part of photos: moments (unless PCA is left out), rejects, and last the features, so that a part whose features
  /// are there is whole. `metadata` goes into each Parquet file.
  arrow::Status WriteMoments(int64_t part, const std::shared_ptr<arrow::RecordBatch>& batch);
  arrow::Status WriteRejects(int64_t part, const std::shared_ptr<arrow::RecordBatch>& batch,
                             const std::shared_ptr<const arrow::KeyValueMetadata>& metadata);
  arrow::Status WriteFeatures(int64_t part, const std::shared_ptr<arrow::RecordBatch>& batch,
                              const std::shared_ptr<const arrow::KeyValueMetadata>& metadata);
  /// Which of `parts` parts are whole, with their moments when those are wanted.
  arrow::Result<std::vector<bool>> FinishedParts(int64_t parts, bool with_moments) const;
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> ReadFeatures(int64_t part,
                                                                  const std::vector<std::string>& columns = {}) const;
  /// The same in order, a few hundred rows at a time.
  arrow::Status VisitFeatures(int64_t part, const std::vector<std::string>& columns, const BatchVisitor& visit) const;
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> ReadRejects(int64_t part) const;
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> ReadMoments(int64_t part) const;

  arrow::Status WritePca(const std::shared_ptr<arrow::RecordBatch>& batch);
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> ReadPca() const;
  /// `batches`: the part's reduced rows, at least one batch.
  arrow::Status WriteReduced(int64_t part, const arrow::RecordBatchVector& batches,
                             const std::shared_ptr<const arrow::KeyValueMetadata>& metadata);
  /// Errors: kFailed, also when the run wrote none.
  arrow::Status VisitReduced(int64_t part, const std::vector<std::string>& columns, const BatchVisitor& visit) const;
  arrow::Status WriteJson(int64_t part, const arrow::RecordBatchVector& batches);

  /// Returns the report's uri.
  arrow::Result<std::string> WriteReport(const std::string& html);

 private:
  arrow::Status Unusable(const arrow::Status& status) const;
  std::string At(const std::string& name) const { return path_ + "/" + name; }

  std::shared_ptr<arrow::fs::FileSystem> filesystem_;
  std::string path_;
  std::string uri_;
};

}  // namespace verger
