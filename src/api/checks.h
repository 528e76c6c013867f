#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "inference/engine.h"
#include "rooms.h"

namespace tron::api {

/// InputError for an option outside [low, high]; `name` as in the header ("InferOptions::batch").
void require_range(const std::string& name, double value, double low, double high);
/// InputError for an empty name or path.
void require_text(const std::string& name, const std::string& text);
/// InputError for an empty list of names, and for an empty name in it.
void require_any(const std::string& name, const std::vector<std::string>& names);
/// InputError for a setting that is no "path=value".
void require_settings(const std::string& name, const std::vector<std::string>& settings);
/// InputError for a word that names no fidelity.
std::vector<inference::Fidelity> fidelities_of(const std::string& name,
                                               const std::vector<std::string>& words);

/// The result, or its InfeasibleError.
template <class T>
T value_or_throw(const base::Feasible<T>& result) {
  if (!result) throw InfeasibleError(result.why());
  return *result;
}

}  // namespace tron::api
