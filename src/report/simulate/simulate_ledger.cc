#include <algorithm>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "base/text/units.h"
#include "report/draw/text_layout.h"
#include "report/simulate/ledger_rows.h"
#include "report/simulate/simulate_page.h"

namespace tron::report {
namespace {

using Text = std::function<std::string(double)>;

/// A column of amounts, with their shares beside it.
struct Column {
  std::string name;
  Ledger ledger;
};
using Columns = std::function<std::vector<Column>(const SimulateRun&)>;

std::string share_text(double part, double whole) {
  if (whole <= 0 || part <= 0) return "-";
  return fmt::format("{:.1f} %", 100 * part / whole);
}

std::string ledger_table(const SimulateReport& report, const std::string& what, const Columns& columns,
                         const Text& text, double least_share) {
  std::vector<Column> all;
  for (const SimulateRun& run : report.runs) {
    for (Column& column : columns(run)) all.push_back(std::move(column));
  }
  std::vector<std::string> header{what};
  std::vector<const Ledger*> roots;
  for (const Column& column : all) {
    header.insert(header.end(), {column.name, "share"});
    roots.push_back(&column.ledger);
  }
  TextTable table(header);
  for (const LedgerRow& row : ledger_rows(roots, least_share)) {
    std::vector<std::string> cells{std::string(static_cast<std::size_t>(2 * row.depth), ' ') + row.name};
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      cells.push_back(row.values[i] == 0 ? "-" : text(row.values[i]));
      cells.push_back(share_text(row.values[i], roots[i]->value));
    }
    table.row(std::move(cells));
  }
  return table.text(2);
}

Text in_unit(const char* unit) {
  return [unit](double v) { return format_si(v, unit, 3); };
}

constexpr double kPlaceShare = 0.01, kKindShare = 0.005;

}  // namespace

std::string energy_section(const SimulateReport& report) {
  const auto by_place = [](const SimulateRun& run) {
    return std::vector<Column>{{run.chip.assumptions, run.simulation.energy}};
  };
  const auto by_kind = [](const SimulateRun& run) {
    return std::vector<Column>{{run.chip.assumptions, by_leaf_name(run.simulation.energy)}};
  };
  return heading("Energy of the batch") +
         ledger_table(report, "by place", by_place, in_unit("J"), kPlaceShare) + "\n" +
         ledger_table(report, "by device", by_kind, in_unit("J"), kKindShare);
}

std::string power_section(const SimulateReport& report) {
  const auto columns = [](const SimulateRun& run) {
    return std::vector<Column>{{run.chip.assumptions + ": average", run.simulation.power},
                               {"peak", run.simulation.peak_power}};
  };
  return heading("Power") + ledger_table(report, "by place", columns, in_unit("W"), kPlaceShare) +
         wrap_text("Average: energy over the time of the batch. Peak: every part at full activity at once.");
}

std::string area_section(const SimulateReport& report) {
  const auto columns = [](const SimulateRun& run) {
    return std::vector<Column>{{run.chip.assumptions, run.simulation.area}};
  };
  const auto text = [](double m2) { return format_quantity(measured(Area{m2}), 3); };
  return heading("Area") + ledger_table(report, "by place", columns, text, kPlaceShare);
}

}  // namespace tron::report
