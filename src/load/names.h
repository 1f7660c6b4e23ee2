#pragma once

#include <string>

namespace verger {

/// A path as it stands in a uri. Files may have names that are no UTF-8, columns may not: the bytes of such a path that
/// are no ASCII appear as \xNN. So does a backslash before an x, in any path, that PathOf is exact.
std::string UriOf(const std::string& path);

/// The path of which UriOf made `uri`.
std::string PathOf(const std::string& uri);

}  // namespace verger
