#include "api/checks.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tron::api {
namespace {

Place option(const std::string& name) {
  return {"", 0, 0, name};
}

}  // namespace

void require_range(const std::string& name, double value, double low, double high) {
  if (value >= low && value <= high) return;
  throw InputError(option(name), fmt::format("{}", value), fmt::format("{} to {}", low, high));
}

void require_text(const std::string& name, const std::string& text) {
  if (text.empty()) throw InputError(option(name), "nothing", "a name or a path");
}

void require_any(const std::string& name, const std::vector<std::string>& names) {
  if (names.empty()) throw InputError(option(name), "none", "at least one");
  for (const std::string& one : names) require_text(name, one);
}

void require_settings(const std::string& name, const std::vector<std::string>& settings) {
  for (const std::string& one : settings) {
    const std::size_t equals = one.find('=');
    if (equals == 0 || equals == std::string::npos)
      throw InputError(option(name), "'" + one + "'", "path=value, such as sizes.wavelengths=8");
  }
}

std::vector<inference::Fidelity> fidelities_of(const std::string& name,
                                               const std::vector<std::string>& words) {
  const auto& names = inference::kFidelityNames;
  std::vector<inference::Fidelity> out;
  for (const std::string& word : words) {
    const auto at = std::find(std::begin(names), std::end(names), word);
    if (at == std::end(names)) {
      throw InputError(option(name), "'" + word + "'", fmt::format("{}", fmt::join(names, ", ")));
    }
    out.push_back(static_cast<inference::Fidelity>(at - std::begin(names)));
  }
  return out;
}

}  // namespace tron::api
