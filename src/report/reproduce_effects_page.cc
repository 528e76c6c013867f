#include <fmt/format.h>

#include "base/text_table.h"
#include "report/reproduce_sections.h"
#include "report/text_layout.h"

namespace tron {
namespace {

constexpr std::size_t kUnknownRows = 20;

std::string factor_text(const std::optional<double>& factor) {
  if (!factor) return "none";
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
    table.row({path, value[0], value[1], factor_text(d.to_audited.throughput),
               factor_text(d.to_audited.energy), factor_text(d.to_paper.throughput),
               factor_text(d.to_paper.energy)});
    add_reason(reasons, path + "=" + value[1] + " under paper", d.to_audited);
    add_reason(reasons, path + "=" + value[0] + " under audited", d.to_paper);
  }
  table.row({"all of them", "", "", factor_text(e.all.throughput), factor_text(e.all.energy), "", ""});
  std::string out = "\n" + heading("Which assumption moves the ratios, and how much");
  out += wrap_text("On " + request_text(e) +
                   ". One parameter at a time goes from its value under `paper` to that under `audited`, and "
                   "back from `audited`; largest first. Every ratio above is multiplied by the factor.");
  out += "\n" + table.text(2) + reasons;
  if (!e.without.empty()) {
    std::string names;
    for (const std::string& name : e.without) names += (names.empty() ? "" : ", ") + name;
    out += wrap_text("Differ too, without effect on time or energy when moved alone: " + names + ".");
  }
  return out;
}

std::string unknowns_section(const ReproduceReport& report) {
  if (!report.effects || report.effects->unknowns.empty()) return "";
  const Effects& e = *report.effects;
  TextTable table({"parameter", "tag", "audited", "becomes", "paper: throughput x", "energy eff. x",
                   "audited: throughput x", "energy eff. x"});
  std::size_t rows = 0;
  for (const UnknownEffect& u : e.unknowns) {
    if (++rows > kUnknownRows) break;
    bool first = true;
    for (const auto& change : u.changes) {
      table.row({first ? u.parameter.path : "", first ? u.parameter.provenance.tag : "",
                 first ? u.parameter.value : "", change.value, factor_text(change.effect[0].throughput),
                 factor_text(change.effect[0].energy), factor_text(change.effect[1].throughput),
                 factor_text(change.effect[1].energy)});
      first = false;
    }
  }
  return "\n" + heading("What no source settles") +
         wrap_text(
             fmt::format("On {}. Parameters tagged U or R, one at a time, halved and doubled, or turned: "
                         "{} of {} have an effect, the largest {} stand here. none: no such design.",
                         request_text(e), e.unknowns.size(), e.unknowns_tried,
                         std::min(kUnknownRows, e.unknowns.size()))) +
         "\n" + table.text(2);
}

}  // namespace tron
