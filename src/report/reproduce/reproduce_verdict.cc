#include <fmt/format.h>

#include "base/text/text_table.h"
#include "report/draw/text_layout.h"
#include "report/reproduce/reproduce_sections.h"

namespace tron::report {
namespace {

using Which = std::function<bool(const Comparison&)>;

std::vector<std::string> cells_of(const ReproduceReport& report, const std::string& what, std::size_t set,
                                  bool energy, const Which& which) {
  const Tally t = tally(report.end_to_end, set, energy, which);
  return {set == 0 ? what : "",
          kSetNames[set],
          std::to_string(t.holds + t.fails + t.open),
          std::to_string(t.holds),
          std::to_string(t.fails),
          std::to_string(t.open),
          t.least > 0 ? three_digits(t.least) : "-",
          t.least_against};
}

/// What was measured here, and differs from run to run, is no part of a verdict.
bool published(const Comparison& c) {
  return c.year > 0;
}

std::string claim_table(const ReproduceReport& report, bool energy) {
  TextTable table({"against", "assumptions", "figures", "yes", "no", "open", "lowest", "by"});
  const auto add = [&](const std::string& what, const Which& which) {
    for (std::size_t set = 0; set < kSets; ++set) {
      auto cells = cells_of(report, what, set, energy, which);
      if (cells[2] != "0") table.row(std::move(cells));
    }
  };
  add("recalled from the paper", [&](const Comparison& c) { return report.claims.compared.contains(c.id); });
  add("all published", published);
  add("published to 2022", [](const Comparison& c) { return c.year > 0 && c.year <= 2022; });
  add("published since", [](const Comparison& c) { return c.year > 2022; });
  for (std::size_t kind = 0; kind < std::size(kBaselineKindNames); ++kind)
    add(kBaselineKindNames[kind],
        [kind](const Comparison& c) { return c.year > 0 && c.kind == static_cast<BaselineKind>(kind); });
  add("this machine", [](const Comparison& c) { return c.year == 0; });
  return table.text(2);
}

std::string verdict_words(const Tally& t) {
  if (t.fails > 0) return "DOES NOT HOLD";
  if (t.open > 0) return "is open, since published bounds do not decide it,";
  return t.holds > 0 ? "holds" : "has no figure to be tested";
}

/// The claim against the accelerators that the paper compares with, and against all.
std::string sentence(const ReproduceReport& report, std::size_t set, bool energy) {
  const Claims& claims = report.claims;
  const auto count = [&](const Which& which) { return tally(report.end_to_end, set, energy, which); };
  const Tally all = count(published);
  const Tally theirs = count([&](const Comparison& c) { return claims.compared.contains(c.id); });
  std::string out = fmt::format(
      "`{}`: at least {:g}x {} {} against the accelerators recalled from the paper ({} of {} figures), and "
      "{} against all ({} of {})",
      kSetNames[set], energy ? claims.energy_ratio : claims.throughput_ratio,
      energy ? "energy efficiency" : "throughput", verdict_words(theirs), theirs.holds,
      theirs.holds + theirs.fails + theirs.open, verdict_words(all), all.holds,
      all.holds + all.fails + all.open);
  if (all.least > 0)
    out += fmt::format("; the lowest ratio is {}, against {}", three_digits(all.least), all.least_against);
  return out + ".";
}

/// What stands in the way, for a network of the claim: where time and energy go.
std::string reason(const ReproduceReport& report, std::size_t set) {
  for (const ChipRow& row : report.single) {
    if (row.network.name != "bert-base" || !row.answer[set].point) continue;
    const ModelPoint& p = *row.answer[set].point;
    std::string out = fmt::format("`{}`, why: on {} {}", kSetNames[set], row.network.name, p.time_spent);
    if (!p.energy_by_device.empty())
      out += fmt::format("; {} takes {:.0f} % of the energy", p.energy_by_device.front().first,
                         100 * p.energy_by_device.front().second);
    return out + ".";
  }
  return "";
}

}  // namespace

std::string finding_section(const ReproduceReport& report) {
  std::string out = "\n" + heading("What holds");
  for (std::size_t set = 0; set < kSets; ++set) out += wrap_text(reason(report, set));
  out += "\n";
  for (const bool energy : {false, true}) {
    for (std::size_t set = 0; set < kSets; ++set) out += wrap_text(sentence(report, set, energy));
    out += "\n" + claim_table(report, energy) + (energy ? "" : "\n");
  }
  return out + wrap_text(
                   "End-to-end figures only. yes, no: whether the claimed factor is reached; open: the "
                   "published figure is only a bound and does not decide.");
}

}  // namespace tron::report
