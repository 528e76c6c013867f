#include <fmt/format.h>

#include "base/text/text_table.h"
#include "base/text/units.h"
#include "report/draw/text_layout.h"
#include "report/simulate/simulate_page.h"

namespace tron::report {
namespace {

/// A share of the run: blank-ish where there is nothing, so that the eye finds what is there.
std::string share_text(double part, double whole) {
  if (whole <= 0 || part <= 0) return "-";
  const double share = 100 * part / whole;
  return share < 0.05 ? "<0.1 %" : fmt::format("{:.1f} %", share);
}

std::vector<std::string> usage_row(const Usage& u, double run_s) {
  static constexpr const char* kKinds[] = {"arrays", "unit", "port"};
  const bool pool = u.kind == Usage::Kind::pool;
  return {u.name,
          kKinds[static_cast<int>(u.kind)],
          share_text(u.streaming_s, run_s),
          share_text(u.programming_s, run_s),
          share_text(u.wait_memory_s, run_s),
          share_text(u.wait_port_s, run_s),
          share_text(u.wait_data_s, run_s),
          share_text(u.idle_s, run_s),
          pool ? grouped(u.starts) : "-",
          pool ? share_text(u.mac_utilisation, 1) : "-"};
}

}  // namespace

std::string usage_section(const SimulateReport& report) {
  std::string out;
  for (const SimulateRun& run : report.runs) {
    const Simulation& s = run.simulation;
    if (s.usage.empty()) continue;
    TextTable table(
        {"", "kind", "works", "programs", "waits: memory", "port", "data", "idle", "starts", "of peak MACs"});
    for (const Usage& usage : s.usage) table.row(usage_row(usage, s.latency_s));
    out += (out.empty() ? "" : "\n") +
           heading(fmt::format("What every unit does: {} assumptions, shares of {}", run.chip.assumptions,
                               format_si(s.latency_s, "s", 3))) +
           table.text(2);
  }
  if (out.empty()) return out;
  return out + wrap_text(
                   "Arrays wait for main memory, for a port of the buffer (ports serve in the order of "
                   "issue), or for data of an earlier step; the rest is idle. Starts: how often arrays "
                   "start after a pause.");
}

}  // namespace tron::report
