#include <algorithm>

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
  const auto made = chip::load_chip(options.description, options.assumptions, options.settings);
  if (!made) {
    const base::Infeasible why =
        study::infeasible_under(made.why(), options.description, options.assumptions);
    throw InfeasibleError(why.reason, why.margin, why.unit);
  }
  return {std::make_shared<const chip::Chip>(*made), options.settings};
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
