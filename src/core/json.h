#pragma once

#include <nlohmann/json.hpp>

namespace verger {

/// Objects keep the order in which their keys were written: what a person reads begins with what matters.
using Json = nlohmann::ordered_json;

}  // namespace verger
