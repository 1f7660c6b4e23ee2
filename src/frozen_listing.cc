#include "frozen_listing.h"

#include <algorithm>

#include "export/rows.h"
#include "load/names.h"

namespace verger {

std::vector<ListingRow> RowsOf(const Listing& listing) {
  std::vector<ListingRow> rows;
  rows.reserve(listing.photos.size());
  for (const Photo& photo : listing.photos) {
    rows.push_back({photo.uri, photo.size, photo.mtime_us, photo.variety, photo.category});
  }
  return rows;
}

arrow::Result<Listing> FrozenListing(const OutputFolder& output, const std::string& input) {
  ARROW_ASSIGN_OR_RAISE(const Place place, Locate(input));
  ARROW_ASSIGN_OR_RAISE(const auto batch, output.ReadListing());
  ARROW_ASSIGN_OR_RAISE(const auto rows, ListingRows(*batch));
  Listing listing{.root = place.uri, .filesystem = place.filesystem, .photos = {}};
  listing.photos.reserve(rows.size());
  for (const ListingRow& row : rows) {
    listing.photos.push_back({.uri = row.uri,
                              .path = place.path + PathOf(row.uri.substr(std::min(place.uri.size(), row.uri.size()))),
                              .size = row.size,
                              .mtime_us = row.mtime_us,
                              .variety = row.variety,
                              .category = row.category});
  }
  return listing;
}

}  // namespace verger
