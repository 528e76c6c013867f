#include <fmt/format.h>

#include "base/text/text_table.h"
#include "report/draw/text_layout.h"
#include "report/reproduce/reproduce_sections.h"

namespace tron::report {
namespace {

constexpr std::size_t kSensitivityRows = 24;

/// Empty where nothing was tried.
std::string factor_text(const Effect& effect, const std::optional<double>& factor) {
  if (!factor) return effect.why_not.empty() ? "" : "none";
  // Three digits of what differs from 1 as well.
  return *factor > 0.9 && *factor < 1.1 ? fmt::format("{:.4f}", *factor) : three_digits(*factor);
}

/// "none" stands for a design that cannot be; the reasons follow the table.
void add_reason(std::string& reasons, const std::string& what, const Effect& effect) {
  if (!effect.throughput) reasons += wrap_text(what + ": no such design: " + effect.why_not);
}

std::string request_text(const Effects& e) {
  return fmt::format("{}, {} tokens, batch {}", e.request.network, e.request.sequence, e.request.batch);
}

}  // namespace

std::string differences_section(const ReproduceReport& report) {
  if (!report.effects) return "";
  const Effects& e = *report.effects;
  TextTable table({"parameter", "paper", "audited", "throughput x", "energy eff. x", "back: throughput x",
                   "energy eff. x"});
  std::string reasons;
  for (const DifferenceEffect& d : e.differences) {
    const auto& [path, value, from] = d.difference;
    table.row({path, value[0], value[1], factor_text(d.to_audited, d.to_audited.throughput),
               factor_text(d.to_audited, d.to_audited.energy), factor_text(d.to_paper, d.to_paper.throughput),
               factor_text(d.to_paper, d.to_paper.energy)});
    add_reason(reasons, path + "=" + value[1] + " under paper", d.to_audited);
    add_reason(reasons, path + "=" + value[0] + " under audited", d.to_paper);
  }
  table.row({"all of them", "", "", factor_text(e.all, e.all.throughput), factor_text(e.all, e.all.energy),
             "", ""});
  std::string out = "\n" + heading("Effect of each assumption on the ratios");
  out += wrap_text("On " + request_text(e) +
                   ". One parameter at a time goes from its value under `paper` to that under `audited`, and "
                   "back from `audited`; largest first. Every ratio above is multiplied by the factor.");
  out += "\n" + table.text(2) + reasons;
  if (!e.without.empty()) {
    std::string names;
    for (const std::string& name : e.without) names += (names.empty() ? "" : ", ") + name;
    out += wrap_text("Without effect on time or energy when changed alone: " + names + ".");
  }
  return out;
}

std::string sensitivity_section(const ReproduceReport& report) {
  if (!report.effects || report.effects->sensitivities.empty()) return "";
  const Effects& e = *report.effects;
  TextTable table({"parameter", "tag", "paper", "audited", "", "paper: throughput x", "energy eff. x",
                   "audited: throughput x", "energy eff. x"});
  const std::size_t rows = std::min(kSensitivityRows, e.sensitivities.size());
  for (std::size_t i = 0; i < rows; ++i) {
    const auto& [parameter, value, changes] = e.sensitivities[i];
    for (std::size_t c = 0; c < changes.size(); ++c) {
      std::vector<std::string> cells = {parameter.path, parameter.provenance.tag, value[0], value[1]};
      if (c > 0) cells.assign(4, "");
      cells.push_back(changes[c].what);
      for (const Effect& effect : changes[c].effect) {
        cells.push_back(factor_text(effect, effect.throughput));
        cells.push_back(factor_text(effect, effect.energy));
      }
      table.row(std::move(cells));
    }
  }
  return "\n" + heading("Sensitivity of the ratios to parameters") +
         wrap_text(fmt::format(
             "On {}. Each of {} parameters is halved and doubled, or switched, from its value in the set. "
             "{} have an effect; the table shows the largest {}. Tags U and R: no source settles the "
             "value. none: infeasible.",
             request_text(e), e.parameters_tried, e.sensitivities.size(), rows)) +
         "\n" + table.text(2);
}

}  // namespace tron::report
