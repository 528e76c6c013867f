#include "explore/space/check_values.h"

#include <exception>

#include "chip/chip.h"

namespace tron::explore {
namespace {

/// Throws what every one of these combinations throws.
void check_one_of(const Space& space, const std::vector<std::vector<std::uint32_t>>& combinations) {
  std::exception_ptr why;
  for (const auto& indices : combinations) {
    try {
      (void)load_chip(space.chip, space.assumptions, space.settings(space.number_of(indices)));
      return;
    } catch (const InputError&) {
      if (!why) why = std::current_exception();
    }
  }
  std::rethrow_exception(why);
}

std::vector<std::uint32_t> share_of_range(const Space& space, std::uint32_t numerator) {
  std::vector<std::uint32_t> out;
  for (const SpaceParameter& parameter : space.parameters) {
    out.push_back(static_cast<std::uint32_t>(parameter.values.size() - 1) * numerator / 2);
  }
  return out;
}

}  // namespace

void check_values(const Space& space) {
  for (std::size_t i = 0; i < space.parameters.size(); ++i) {
    const SpaceParameter& parameter = space.parameters[i];
    const auto last = static_cast<std::uint32_t>(parameter.values.size() - 1);
    for (std::uint32_t value = 0; value <= last; ++value) {
      if (parameter.ordered && value != 0 && value != last) continue;
      std::vector<std::vector<std::uint32_t>> beside;
      for (std::uint32_t half = 0; half <= 2; ++half) {
        beside.push_back(share_of_range(space, half));
        beside.back()[i] = value;
      }
      check_one_of(space, beside);
    }
  }
}

}  // namespace tron::explore
