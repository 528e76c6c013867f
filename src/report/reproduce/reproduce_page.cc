#include <cmath>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "report/draw/text_layout.h"
#include "report/reproduce/reproduce_sections.h"

namespace tron::report {
namespace {

constexpr double kGiga = 1e9, kPico = 1e-12, kMilli = 1e-3;

std::vector<std::string> chip_cells(const ChipRow& row, std::size_t set) {
  const ModelAnswer& answer = row.answer[set];
  std::vector<std::string> cells = {set == 0 ? row.network.name : "", std::to_string(row.network.sequence),
                                    std::to_string(row.batch), kSetNames[set]};
  if (!answer.point) {
    cells.push_back("none: " + answer.why_not);
    return cells;
  }
  const ModelPoint& p = *answer.point;
  for (const double value : {p.throughput_ops_per_s / kGiga, p.epb_j_per_bit / kPico, p.inferences_per_s,
                             p.energy_per_inference_j / kMilli, p.power_w})
    cells.push_back(three_digits(value));
  return cells;
}

void add_rows(TextTable& table, const std::vector<ChipRow>& rows) {
  for (const ChipRow& row : rows)
    for (std::size_t set = 0; set < kSets; ++set) table.row(chip_cells(row, set));
}

std::string shares_text(const std::vector<Share>& shares) {
  std::string out;
  for (std::size_t i = 0; i < shares.size() && i < 5 && shares[i].second >= 0.005; ++i)
    out += fmt::format("{}{} {:.0f} %", i == 0 ? "" : ", ", shares[i].first, 100 * shares[i].second);
  return out;
}

}  // namespace

std::string three_digits(double value) {
  if (!(value > 0)) return value == 0 ? "0" : "-";
  if (value >= 999.5) return grouped(static_cast<std::uint64_t>(std::llround(value)));
  const int decimals = std::max(0, 2 - static_cast<int>(std::floor(std::log10(value * 1.0005))));
  return decimals > 6 ? fmt::format("{:.2e}", value) : fmt::format("{:.{}f}", value, decimals);
}

std::string reproduce_head_section(const ReproduceReport& report) {
  const Claims& c = report.claims;
  std::string out = heading(c.name + ": the paper's claims, compared with this model");
  out += wrap_text(c.paper);
  out += wrap_text(
      fmt::format("Claims: at least {:g}x the throughput [{}] and {:g}x the energy efficiency [{}] of the "
                  "accelerators it was compared with ({}). No absolute figure of the paper could be read.",
                  c.throughput_ratio, c.throughput_from.tag, c.energy_ratio, c.energy_from.tag,
                  c.throughput_from.source));
  out += wrap_text(fmt::format(
      "GOPS: 1e9 operations per second, two per multiply-accumulate of the network itself. pJ/bit (EPB): "
      "energy / (operations x bits of an operand). {} baselines, each figure with its source and tag: "
      "data/baseline, data/README.md. No parameter was fitted for this page.",
      report.baselines));
  return out + fmt::format("\n  {}\n  {}\n", report.command_line, report.version);
}

std::string chip_rows_section(const ReproduceReport& report) {
  TextTable table(
      {"network", "tokens", "batch", "assumptions", "GOPS", "pJ/bit", "inferences/s", "mJ each", "W"});
  add_rows(table, report.single);
  add_rows(table, report.large);
  return "\n" + heading(report.claims.name + " on the paper's networks") + table.text(2);
}

std::string reasons_section(const ReproduceReport& report) {
  std::string out = "\n" + heading("What dominates");
  for (const ChipRow& row : report.single) {
    for (std::size_t set = 0; set < kSets; ++set) {
      if (!row.answer[set].point) continue;
      const ModelPoint& p = *row.answer[set].point;
      out += wrap_text(fmt::format("{}, `{}`: {}; energy: {}.", row.network.name, kSetNames[set],
                                   p.time_spent, shares_text(p.energy_by_device)));
    }
  }
  return out;
}

std::string reproduce_page(const ReproduceReport& report) {
  std::string head = reproduce_head_section(report);
  if (!report.complete) head += "\n" + wrap_text("Interrupted: the results cover only what was finished.");
  if (!report.compared) return head + chip_rows_section(report) + reasons_section(report);
  return head + finding_section(report) + chip_rows_section(report) + reasons_section(report) +
         band_section(report) + end_to_end_section(report) + attention_section(report) +
         peak_section(report) + device_section(report) + ratios_only_section(report) +
         differences_section(report) + sensitivity_section(report);
}

}  // namespace tron::report
