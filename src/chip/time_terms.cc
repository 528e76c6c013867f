#include "chip/time_terms.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text/units.h"
#include "chip/scope.h"
#include "device/cost.h"

namespace tron::chip {

TimeTerm latency_term(const DeviceLibrary& library, std::string_view kind) {
  return {std::string(kind), {fmt::format("device.{}.latency", kind)}, device_latency(library, kind)};
}

TimeTerm cycle_term(const DeviceLibrary& library, std::string_view kind) {
  TimeTerm term = latency_term(library, kind);
  const Time cycle = device_cycle(library, kind);
  if (cycle > term.time) term.settings = {fmt::format("device.{}.rate", kind)};
  term.time = cycle;
  return term;
}

std::vector<TimeTerm> tuning_terms(const DeviceLibrary& library, bool tuning_in_symbol) {
  if (!tuning_in_symbol) return {};
  TimeTerm term = latency_term(library, "eo_tuner");
  term.settings.emplace_back("tuning.eo_in_symbol");
  return {term};
}

void keep_slowest(std::vector<TimeTerm>& terms) {
  const auto slowest = std::max_element(terms.begin(), terms.end(),
                                        [](const TimeTerm& a, const TimeTerm& b) { return a.time < b.time; });
  for (auto term = terms.begin(); term != terms.end(); ++term) term->counts = term == slowest;
}

namespace detail {

std::vector<TimeTerm> Scope::terms_of(const std::string& item, const Config& table, std::string_view key,
                                      Join join, const WordTerms& words) const {
  for (const auto& [word, terms] : words) {
    if (word == item) return terms;
  }
  if (const auto value = parse_quantity(item, nullptr)) {
    const bool rate = value->dimension == dimension_of<Frequency>();
    return {{"", {table.path() + "." + std::string(key)}, Time{rate ? 1 / value->value : value->value}}};
  }
  const std::string kind = item.substr(item.rfind(' ') + 1);
  TimeTerm term = join == Join::sum ? latency_term(library_, kind) : cycle_term(library_, kind);
  term.time = of_device(item, table.place(key), join);
  return {term};
}

std::vector<TimeTerm> Scope::time_terms(const Config& table, std::string_view key, Join join,
                                        const WordTerms& words) const {
  if (!table.is_list(key)) return terms_of(table.text(key), table, key, join, words);
  std::vector<TimeTerm> side_by_side, on_top;
  for (const std::string& text : table.texts(key)) {
    const bool added = text.starts_with("+ ");
    for (TimeTerm& term : terms_of(added ? text.substr(2) : text, table, key, join, words))
      (added ? on_top : side_by_side).push_back(std::move(term));
  }
  if (join == Join::slowest) keep_slowest(side_by_side);
  side_by_side.insert(side_by_side.end(), on_top.begin(), on_top.end());
  return side_by_side;
}

}  // namespace detail
}  // namespace tron::chip
