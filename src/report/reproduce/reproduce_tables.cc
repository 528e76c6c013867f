#include <algorithm>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "base/text/units.h"
#include "report/draw/text_layout.h"
#include "report/reproduce/reproduce_sections.h"

namespace tron::report {
namespace {

constexpr double kGiga = 1e9, kPico = 1e-12, kSquareMillimetre = 1e-6;

std::string figure_text(const std::optional<Derived>& figure, double unit) {
  if (!figure) return "";
  if (figure->recalled()) return "(recalled)";
  return bound_sign(figure->bound) + three_digits(figure->value / unit);
}

std::string count_text(int count) {
  return count > 0 ? std::to_string(count) : "";
}

std::string workload_text(const Comparison& c) {
  std::string text = c.workload;
  if (c.sequence > 0) text += fmt::format(" {}{}", c.longest ? "<=" : "", c.sequence);
  return text.size() <= 26 ? text : fmt::format("{}...", text.substr(0, 23));
}

/// "ABFP16" of "ABFP16 (10-bit inputs, 7-bit weights)".
std::string short_precision(const std::string& precision) {
  return precision.substr(0, precision.find(" ("));
}

std::vector<std::string> cells_of(const Comparison& c) {
  std::vector<std::string> cells = {c.baseline,
                                    workload_text(c),
                                    count_text(c.batch),
                                    short_precision(c.precision),
                                    gops_text(c.figures.throughput),
                                    picojoule_text(c.figures.epb)};
  for (std::size_t set = 0; set < kSets; ++set) cells.push_back(ratio_text(c.throughput[set]));
  for (std::size_t set = 0; set < kSets; ++set) cells.push_back(ratio_text(c.energy[set]));
  cells.push_back(c.same_network ? "" : "*");
  return cells;
}

std::string names_text(const std::string& what, const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : "; ") + name;
  return names.empty() ? "" : wrap_text(what + ": " + list + ".");
}

/// Of one kind, or measured now.
std::string kind_table(const ReproduceReport& report, const std::string& title,
                       const std::function<bool(const Comparison&)>& which) {
  TextTable table({"baseline", "network, tokens", "batch", "precision", "GOPS", "pJ/bit", "speed, paper",
                   "speed, audited", "energy, paper", "energy, audited", ""});
  bool any = false;
  for (const Comparison& c : report.end_to_end) {
    if (!which(c)) continue;
    table.row(cells_of(c));
    any = true;
  }
  return any ? fmt::format("\n  {}\n\n{}", title, table.text(2)) : "";
}

std::string kind_title(BaselineKind kind) {
  static const char* const kTitles[] = {
      "Processors", "GPUs", "TPUs", "FPGAs", "Processing in memory", "ASICs", "Photonic accelerators"};
  return kTitles[static_cast<int>(kind)];
}

std::string evidence_text(Evidence evidence) {
  return kEvidenceNames[static_cast<int>(evidence)];
}

std::string per_watt_text(const std::optional<Derived>& energy_per_op) {
  if (!energy_per_op) return "";
  if (energy_per_op->recalled()) return "(recalled)";
  return bound_sign(inverse(energy_per_op->bound)) + three_digits(1 / energy_per_op->value / kGiga);
}

std::vector<std::string> cells_of(const Listing& l) {
  const bool density = l.area && l.figures.throughput;
  return {
      l.baseline,
      evidence_text(l.evidence),
      l.workload,
      short_precision(l.precision),
      gops_text(l.figures.throughput),
      per_watt_text(l.figures.energy_per_op),
      l.area ? three_digits(l.area->value / kSquareMillimetre) : "",
      density ? three_digits(l.figures.throughput->value / kGiga / (l.area->value / kSquareMillimetre)) : ""};
}

/// What the power covers, of photonic systems.
std::string counted_text(const Listing& l) {
  return l.kind == BaselineKind::photonic ? counted_words(l.counted) : "";
}

enum class Counts { hidden, shown };

TextTable listing_table(Counts counts) {
  std::vector<std::string> header = {"baseline", "evidence", "work", "precision",
                                     "GOPS",     "GOPS/W",   "mm^2", "GOPS/mm^2"};
  if (counts == Counts::shown) header.emplace_back("power counts");
  return TextTable(std::move(header));
}

/// All that have a rate or an efficiency; a time or an energy alone stands only in the JSON.
void add_rows(TextTable& table, const std::vector<Listing>& listings, Counts counts) {
  for (const Listing& l : listings) {
    if (!l.figures.throughput && !l.figures.energy_per_op) continue;
    auto cells = cells_of(l);
    if (counts == Counts::shown) cells.push_back(counted_text(l));
    table.row(std::move(cells));
  }
}

/// One line a listing that has a note.
std::string notes_text(const std::vector<Listing>& listings) {
  std::string out;
  for (const Listing& l : listings)
    if (!l.note.empty()) out += wrap_text(fmt::format("{}, {}: {}.", l.baseline, l.workload, l.note));
  return out.empty() ? "" : "\n" + out;
}

}  // namespace

std::string bound_sign(Bound bound) {
  static const char* const kSigns[] = {"", "<= ", ">= ", "~ "};
  return kSigns[static_cast<int>(bound)];
}

std::string ratio_text(const Ratio& ratio) {
  static const char* const kMarks[] = {"", " yes", " no", " ?"};
  if (ratio.value == 0) return "";
  return bound_sign(ratio.bound) + three_digits(ratio.value) + kMarks[static_cast<int>(ratio.verdict)];
}

std::string gops_text(const std::optional<Derived>& throughput) {
  return figure_text(throughput, kGiga);
}

std::string picojoule_text(const std::optional<Derived>& energy) {
  return figure_text(energy, kPico);
}

std::string end_to_end_section(const ReproduceReport& report) {
  std::string out = "\n" + heading("Whole networks, against each published figure");
  const Claims& claims = report.claims;
  out += wrap_text(fmt::format(
      "Speed and energy: inferences per second and per joule of {0}, over those of the baseline, on the "
      "same network with as many tokens and the same batch (1 if none is published). yes: at least {1:g} "
      "and {2:g}. *: {0} cannot run that network, so this is the lowest ratio over the paper's networks at "
      "batch 1, by operations. <=: only an upper bound of the baseline's energy is known, from its power "
      "limit, so the ratio is at most this. >=: samples of many lengths, all of which {0} runs at the "
      "longest, or an efficiency of which only an upper bound is published. ~: both.",
      claims.name, claims.throughput_ratio, claims.energy_ratio));
  out += kind_table(report, "This machine", [](const Comparison& c) { return c.year == 0; });
  for (std::size_t kind = 0; kind < std::size(kBaselineKindNames); ++kind)
    out += kind_table(report, kind_title(static_cast<BaselineKind>(kind)), [kind](const Comparison& c) {
      return c.year > 0 && c.kind == static_cast<BaselineKind>(kind);
    });
  out += "\n";
  out += report.host.gpus.empty()
             ? wrap_text("This machine was measured while it may have run other work. GPU: none found.")
             : wrap_text("This machine was measured while it may have run other work. Its GPU, " +
                         report.host.gpus.front() + ", not measured.");
  return out + names_text("Left out, since every figure is only remembered", report.recalled) +
         names_text(
             "Left out, since only a time or an energy is published, of a network whose operations are not "
             "known",
             report.incomparable);
}

std::string attention_section(const ReproduceReport& report) {
  TextTable table = listing_table(Counts::hidden);
  add_rows(table, report.attention, Counts::hidden);
  return "\n" + heading("Attention alone: not compared with whole networks") + table.text(2) +
         wrap_text(
             "Rates count the work that sparsity saves; GOPS/W of the core, without interface and main "
             "memory.");
}

std::string peak_section(const ReproduceReport& report) {
  TextTable table = listing_table(Counts::shown);
  for (std::size_t set = 0; set < kSets && !report.single.empty(); ++set) {
    const ModelAnswer& answer = report.single.front().answer[set];
    if (!answer.point) continue;
    const ModelPoint& p = *answer.point;
    const double area = p.area_m2 / kSquareMillimetre;
    table.row({fmt::format("{}, {}", report.claims.name, kSetNames[set]), "this model", "peak",
               fmt::format("{} bit", p.bits), three_digits(p.peak_ops_per_s / kGiga),
               p.peak_power_w > 0 ? three_digits(p.peak_ops_per_s / kGiga / p.peak_power_w) : "",
               three_digits(area), area > 0 ? three_digits(p.peak_ops_per_s / kGiga / area) : ""});
  }
  add_rows(table, report.peak, Counts::shown);
  return "\n" + heading("Peak rates: every unit busy, which no network reaches") + table.text(2) +
         wrap_text(
             "Fabricated photonic systems are below most of the simulated ones. The gap indicates what "
             "models may omit, this one included. >=: the peak rate over the power limit.") +
         notes_text(report.peak);
}

std::string device_section(const ReproduceReport& report) {
  if (report.device.empty()) return "";
  TextTable table = listing_table(Counts::shown);
  add_rows(table, report.device, Counts::shown);
  return "\n" + heading("Matrix units alone: other work, and often without what feeds them") + table.text(2) +
         wrap_text("Compared with nothing. limit: what an analysis allows at most, not a system.") +
         notes_text(report.device);
}

std::string ratios_only_section(const ReproduceReport& report) {
  TextTable table({"work", "against", "throughput", "energy efficiency", "power", "area", "note"});
  const auto text = [](const std::optional<Figure>& f) {
    return f ? fmt::format("{:.5g} [{}]", f->value, f->provenance.tag) : std::string();
  };
  for (const auto& [name, r] : report.ratios_only)
    table.row({name, r.against, text(r.throughput_ratio), text(r.energy_ratio), text(r.power_ratio),
               text(r.area_ratio), r.note});
  return "\n" + heading("Published as ratios only") + table.text(2) +
         wrap_text("How many times better the work is: more throughput, or less energy, power or area.");
}

}  // namespace tron::report
