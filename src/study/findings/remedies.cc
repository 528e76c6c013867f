#include "study/findings/remedies.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/execution/parallel.h"
#include "chip/chip.h"
#include "study/reproduce/reproduce_effects.h"

namespace tron::study {
namespace {

struct Remedy {
  std::string text;
  double change = 0;  ///< logarithm of the factor, without its sign
  bool device = false;
};

/// One parameter of a chip that cannot work.
class Search {
 public:
  Search(const ChipDescription& description, const std::vector<std::string>& settings,
         const Parameter& parameter)
      : description_(description), settings_(settings), parameter_(parameter) {}

  /// The least change that makes it work, if any does.
  std::optional<Remedy> find() const {
    std::optional<Remedy> best;
    for (const double way : {0.5, 2.0}) {
      const auto found = one_way(way);
      if (found && (!best || found->change < best->change)) best = found;
    }
    return best;
  }

 private:
  static constexpr int kSteps = 3;       ///< factors of 2 that are tried
  static constexpr int kBisections = 7;  ///< of the last of them: to half a per cent

  std::optional<Remedy> one_way(double way) const {
    double failing = 1, working = 0;
    for (int step = 1; step <= kSteps && working == 0; ++step) {
      const double factor = std::pow(way, step);
      (works(factor) ? working : failing) = factor;
    }
    if (working == 0) return std::nullopt;
    for (int i = 0; i < kBisections; ++i) {
      const double middle = std::sqrt(failing * working);
      (works(middle) ? working : failing) = middle;
    }
    return Remedy{fmt::format("--set \"{}={}\" (now {})", parameter_.path, *value(working), parameter_.value),
                  std::abs(std::log(working)), parameter_.path.starts_with("device.")};
  }

  /// Numbers are tried as they are printed, with three digits.
  std::optional<std::string> value(double factor) const { return rounded_value(parameter_.value, factor); }

  bool works(double factor) const {
    const auto text = value(factor);
    if (!text) return false;
    std::vector<std::string> changed = settings_;
    changed.push_back(parameter_.path + "=" + *text);
    try {
      return static_cast<bool>(description_.load(changed));
    } catch (const InputError&) {
      return false;
    }
  }

  const ChipDescription& description_;
  const std::vector<std::string>& settings_;
  const Parameter& parameter_;
};

}  // namespace

std::vector<std::string> remedies_of(const std::string& chip, const std::string& assumptions,
                                     const std::vector<std::string>& settings) {
  const ChipDescription description(chip, assumptions);
  const std::vector<Parameter> parameters = parameters_of(description.resolved(settings));
  std::vector<std::optional<Remedy>> found(parameters.size());
  parallel_for(parameters.size(), 0,
               [&](std::size_t i, int) { found[i] = Search(description, settings, parameters[i]).find(); });
  std::vector<Remedy> remedies;
  for (const auto& one : found) {
    if (one) remedies.push_back(*one);
  }
  std::stable_sort(remedies.begin(), remedies.end(),
                   [](const Remedy& a, const Remedy& b) { return a.change < b.change; });
  std::vector<std::string> out;
  for (const bool device : {false, true}) {
    std::size_t shown = 0;
    for (const Remedy& one : remedies) {
      if (one.device == device && shown++ < kRemedies) out.push_back(one.text);
    }
  }
  return out;
}

}  // namespace tron::study
