#include "report_data.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <unordered_map>

#include <arrow/util/base64.h>

#include "core/parallel.h"
#include "core/system.h"
#include "export/report.h"
#include "export/rows.h"
#include "verger/pipeline.h"

namespace verger {
namespace {

constexpr int64_t kMapPoints = 2000;   // what a page shows at once, each with its thumbnail
constexpr size_t kRejectRows = 200;    // in the report; rejects/ has them all
constexpr int kThumbnailSide = 64;     // pixels of the longer side
constexpr int kThumbnailQuality = 75;  // about 1.5 kB each

// A photo as a small JPEG in base64, or "" when it cannot be had any more.
arrow::Result<std::string> Thumbnail(const Listing& listing, const Photo& photo) {
  EnhanceOptions options;
  ARROW_ASSIGN_OR_RAISE(const auto bytes, Read(listing, photo, options.max_bytes));
  ARROW_ASSIGN_OR_RAISE(const Image image, Decode({bytes->data(), static_cast<size_t>(bytes->size())}, options));
  const double scale = static_cast<double>(kThumbnailSide) / std::max(image.width, image.height);
  options.width = std::max(1, static_cast<int>(image.width * scale + 0.5));
  options.height = std::max(1, static_cast<int>(image.height * scale + 0.5));
  ARROW_ASSIGN_OR_RAISE(const auto enhancer, Enhancer::Make(options));
  std::vector<uint8_t> pixels(static_cast<size_t>(options.width) * options.height * 3);
  ARROW_RETURN_NOT_OK(enhancer->Resize(image, pixels));
  ARROW_ASSIGN_OR_RAISE(const auto jpeg, EncodeJpeg(pixels, options.width, options.height, kThumbnailQuality));
  return arrow::util::base64_encode(jpeg);
}

std::string AxisName(int component, const std::vector<double>& ratios) {
  char name[64];
  std::snprintf(name, sizeof(name), "component %d (%.1f %%)", component + 1, 100 * ratios[component]);
  return name;
}

// The photos on their first two components: an even sample of the run, the same for the same run. Needs two components.
arrow::Result<Json> Map(const OutputFolder& output, const Listing& listing, const Pca& pca, const Json& classes,
                        int64_t parts, bool has_reduced, int threads, const std::stop_token& stop) {
  std::unordered_map<std::string, const Photo*> photos;
  for (const Photo& photo : listing.photos) photos[photo.uri] = &photo;
  std::map<std::string, int64_t> class_index;
  for (const auto& entry : classes) {
    class_index[entry["variety"].get<std::string>()] = static_cast<int64_t>(class_index.size());
  }

  const int64_t total = pca.n_samples;
  const int64_t stride = (total + kMapPoints - 1) / kMapPoints;
  std::vector<std::string> uris;
  std::vector<int64_t> class_of;
  std::vector<float> x, y;
  int64_t seen = 0;
  const auto sample = [&](const std::shared_ptr<arrow::RecordBatch>& batch,
                          std::span<const float> components) -> arrow::Status {
    ARROW_ASSIGN_OR_RAISE(const auto uri, StringsOf(*batch, "uri"));
    ARROW_ASSIGN_OR_RAISE(const auto variety, StringsOf(*batch, "variety"));
    for (size_t row = 0; row < uri.size(); ++row, ++seen) {
      if (seen % stride != 0) continue;
      uris.push_back(uri[row]);
      class_of.push_back(class_index.count(variety[row]) != 0 ? class_index[variety[row]] : -1);
      x.push_back(components[row * static_cast<size_t>(pca.n_components())]);
      y.push_back(components[row * static_cast<size_t>(pca.n_components()) + 1]);
    }
    return arrow::Status::OK();
  };
  const auto sample_reduced = [&](const std::shared_ptr<arrow::RecordBatch>& batch) -> arrow::Status {
    ARROW_ASSIGN_OR_RAISE(const ListValues rows, ValuesOf(*batch, "components"));
    return sample(batch, rows.values);
  };
  const auto sample_features = [&](const std::shared_ptr<arrow::RecordBatch>& batch) -> arrow::Status {
    ARROW_ASSIGN_OR_RAISE(const ListValues rows, ValuesOf(*batch, "features"));
    std::vector<float> components(static_cast<size_t>(batch->num_rows() * pca.n_components()));
    ARROW_RETURN_NOT_OK(pca.Transform(rows.values, components));
    return sample(batch, components);
  };
  for (int64_t part = 0; part < parts; ++part) {
    // reduced/ is quicker to read, but there only when it was asked for.
    ARROW_RETURN_NOT_OK(has_reduced ? output.VisitReduced(part, {"uri", "variety", "components"}, sample_reduced)
                                    : output.VisitFeatures(part, {"uri", "variety", "features"}, sample_features));
  }
  std::vector<std::string> thumbnails(uris.size());
  ARROW_RETURN_NOT_OK(ParallelFor(
      threads, static_cast<int64_t>(uris.size()),
      [&](int, int64_t i) {
        const auto photo = photos.find(uris[i]);
        if (photo != photos.end()) thumbnails[i] = Thumbnail(listing, *photo->second).ValueOr("");
        return arrow::Status::OK();
      },
      stop));
  return Json{{"total", total},
              {"axes", {AxisName(0, pca.explained_variance_ratio), AxisName(1, pca.explained_variance_ratio)}},
              {"x", x},
              {"y", y},
              {"class", class_of},
              {"uri", uris},
              {"thumbnail", thumbnails}};
}

Json PcaData(const Pca& pca, const Json& told) {
  Json data = told;
  data["requested"] = told["requested"].is_string() ? told["requested"] : Json(told["requested"].dump());
  data["spectrum"] = pca.explained_variance_ratio;
  data["sample_warning"] = nullptr;
  if (pca.n_samples < pca.dimension()) {
    data["sample_warning"] = "Fitted on " + std::to_string(pca.n_samples) + " photos, fewer than the " +
                             std::to_string(pca.dimension()) +
                             " features: the components may not hold for other photos.";
  }
  return data;
}

}  // namespace

arrow::Result<Json> AllRejects(const OutputFolder& output, int64_t parts) {
  Json all = Json::array();
  for (int64_t part = 0; part < parts; ++part) {
    ARROW_ASSIGN_OR_RAISE(const auto batch, output.ReadRejects(part));
    ARROW_ASSIGN_OR_RAISE(const auto rows, RejectRows(*batch));
    for (const RejectRow& row : rows) {
      all.push_back({{"uri", row.uri},
                     {"stage", row.stage},
                     {"code", row.code},
                     {"message", row.message},
                     {"size", row.size < 0 ? Json(nullptr) : Json(row.size)}});
    }
  }
  return all;
}

Json RejectsByCode(const Json& reject_rows) {
  std::map<std::pair<std::string, std::string>, int64_t> counts;
  for (const auto& row : reject_rows) ++counts[{row["stage"], row["code"]}];
  Json list = Json::array();
  for (const auto& [key, count] : counts) {
    list.push_back({{"stage", key.first}, {"code", key.second}, {"count", count}});
  }
  std::stable_sort(list.begin(), list.end(), [](const Json& a, const Json& b) { return a["count"] > b["count"]; });
  return list;
}

Json ClassCounts(const Listing& listing, const Json& reject_rows) {
  struct Counts {
    int64_t listed = 0;
    int64_t rejects = 0;
  };
  std::map<std::pair<std::string, std::string>, Counts> classes;
  std::unordered_map<std::string, const Photo*> photos;
  for (const Photo& photo : listing.photos) {
    ++classes[{photo.variety, photo.category}].listed;
    photos[photo.uri] = &photo;
  }
  for (const auto& row : reject_rows) {
    const auto photo = photos.find(row["uri"].get<std::string>());
    if (photo != photos.end()) ++classes[{photo->second->variety, photo->second->category}].rejects;
  }
  Json list = Json::array();
  for (const auto& [names, counts] : classes) {
    list.push_back({{"variety", names.first},
                    {"category", names.second},
                    {"features", counts.listed - counts.rejects},
                    {"rejects", counts.rejects}});
  }
  return list;
}

arrow::Result<std::string> BuildReport(OutputFolder& output, const Listing& listing, const Json& manifest, int threads,
                                       const std::stop_token& stop) {
  const int64_t parts = manifest.value("parts", int64_t{0});
  ARROW_ASSIGN_OR_RAISE(Json rejects, AllRejects(output, parts));
  Json data = manifest;
  data["created"] = UtcTimestamp();
  data["classes"] = ClassCounts(listing, rejects);
  data["map"] = nullptr;
  if (!manifest.value("pca", Json()).is_null()) {
    ARROW_ASSIGN_OR_RAISE(const auto batch, output.ReadPca());
    ARROW_ASSIGN_OR_RAISE(const Pca pca, Pca::FromBatch(*batch));
    data["pca"] = PcaData(pca, manifest["pca"]);
    const auto format = manifest.value("options", Json::object()).value("format", std::string());
    const bool has_reduced = format.find("parquet") != std::string::npos;
    if (pca.n_components() > 1) {
      ARROW_ASSIGN_OR_RAISE(data["map"], Map(output, listing, pca, data["classes"], parts, has_reduced, threads, stop));
    }
  }
  const size_t total = rejects.size();
  data["rejects"] = {{"by_code", RejectsByCode(rejects)}, {"total", total}};
  if (total > kRejectRows) rejects.erase(rejects.begin() + kRejectRows, rejects.end());
  data["rejects"]["rows"] = std::move(rejects);
  ARROW_ASSIGN_OR_RAISE(const std::string page, RenderReport(data));
  return output.WriteReport(page);
}

}  // namespace verger
