#include <algorithm>
#include <utility>

#include "api/checks.h"
#include "chip/chip.h"
#include "study/load_chips.h"
#include "tron/chip.h"

namespace tron {
namespace {

std::string text_of(const base::Json& value) {
  return value.is_string() ? value.as_string() : value.dump(0);
}

void flatten(const base::Json& at, const std::string& path, std::vector<Parameter>& out) {
  if (!at.is_object()) return;
  if (const base::Json* value = at.find("value"); value != nullptr && !value->is_object()) {
    const auto word = [&](const char* key) {
      const base::Json* member = at.find(key);
      return member != nullptr ? text_of(*member) : "";
    };
    out.push_back({path, text_of(*value), word("source"), word("tag")});
    return;
  }
  for (const auto& [key, member] : at.as_object())
    flatten(member, path.empty() ? key : path + "." + key, out);
}

}  // namespace

void ChipOptions::validate() const {
  api::require_text("ChipOptions::description", description);
  api::require_text("ChipOptions::assumptions", assumptions);
  api::require_settings("ChipOptions::settings", settings);
}

Chip Chip::load(const ChipOptions& options) {
  options.validate();
  ChipSet set = ChipSet::load(options.description, {options.assumptions}, options.settings);
  if (set.chips.empty()) throw InfeasibleError(set.infeasible.front());
  return std::move(set.chips.front());
}

ChipSet ChipSet::load(const std::string& description, const std::vector<std::string>& assumptions,
                      const std::vector<std::string>& settings) {
  api::require_text("ChipSet::description", description);
  api::require_settings("ChipSet::settings", settings);
  api::require_any("ChipSet::assumptions", assumptions);
  study::LoadedChips loaded = study::load_chips(description, assumptions, settings);
  ChipSet out{description, {}, std::move(loaded.infeasible)};
  for (chip::Chip& one : loaded.chips)
    out.chips.push_back(Chip(std::make_shared<const chip::Chip>(std::move(one)), settings));
  return out;
}

std::string Chip::name() const {
  return chip_->name;
}

std::string Chip::assumptions() const {
  return chip_->assumptions;
}

bool Chip::carries_numbers() const {
  return chip_->inference;
}

void Chip::require_numbers() const {
  chip::require_inference(*chip_);
}

int Chip::operand_bits() const {
  return chip_->machine.operand_bits;
}

double Chip::symbol_s() const {
  double longest = 0;
  for (const chip::ArrayPool& pool : chip_->machine.pools) longest = std::max(longest, pool.symbol.si);
  return longest;
}

std::vector<Parameter> Chip::parameters() const {
  std::vector<Parameter> out;
  flatten(chip_->resolved, "", out);
  return out;
}

}  // namespace tron
