#include <fmt/format.h>

#include "base/text/units.h"
#include "report/draw/text_layout.h"
#include "report/simulate/simulate_page.h"

namespace tron::report {
namespace {

std::string rounds_text(const Simulation& s) {
  if (s.rounds_total == 0) return "";
  if (s.rounds_simulated == s.rounds_total) return grouped(s.rounds_total) + ", all one by one";
  return fmt::format("{}, {} one by one", grouped(s.rounds_total), grouped(s.rounds_simulated));
}

std::string capacity_text(double used, double capacity) {
  if (capacity <= 0) return bytes_text(used);
  return fmt::format("{} of {}", bytes_text(used), bytes_text(capacity));
}

/// The compiler's notes; once where all assumption sets have the same.
std::string notes_text(const SimulateReport& report) {
  std::string out;
  for (const SimulateRun& run : report.runs) {
    const std::vector<std::string>& notes = run.simulation.notes;
    const bool shared = notes == report.runs[0].simulation.notes;
    if (shared && &run != &report.runs[0]) continue;
    for (const std::string& note : notes) {
      out += wrap_text((shared ? "Note: " : "Note (" + run.chip.assumptions + "): ") + note);
    }
  }
  return out;
}

}  // namespace

std::string program_section(const SimulateReport& report) {
  const std::vector<SimulateLine> lines{
      {"weights", [](const SimulateRun& r) { return bytes_text(r.simulation.weight_bytes); }},
      {"  are",
       [](const SimulateRun& r) {
         const double room = r.chip.machine.weight_capacity_bytes;
         if (r.simulation.weights_resident) return fmt::format("in the buffer ({})", bytes_text(room));
         return room > 0 ? fmt::format("fetched each pass (buffer: {})", bytes_text(room))
                         : std::string("fetched each pass");
       }},
      {"live values, at most",
       [](const SimulateRun& r) {
         return capacity_text(r.simulation.peak_value_bytes, r.chip.machine.value_capacity_bytes);
       }},
      {"values spilled", [](const SimulateRun& r) { return bytes_text(r.simulation.spilled_bytes); }},
      {"cached keys and values",
       [](const SimulateRun& r) {
         const auto& decoding = r.simulation.decoding;
         const double bytes = decoding ? decoding->cache_bytes : r.simulation.cache_bytes;
         if (bytes <= 0) return std::string();
         return capacity_text(bytes, r.chip.machine.cache_capacity_bytes);
       }},
      {"tile rounds", [](const SimulateRun& r) { return rounds_text(r.simulation); }}};
  return heading("Program and memory") + side_by_side(report, "", lines) +
         wrap_text(
             "Rounds that are not simulated one by one are exact repetitions of simulated rounds; the "
             "times are those of the full run.") +
         notes_text(report);
}

std::string trace_back_section(const SimulateReport& report) {
  std::string sets;
  for (const SimulateRun& run : report.runs) sets += (sets.empty() ? "" : ", ") + run.chip.assumptions;
  return heading("Where these numbers come from") +
         wrap_text(fmt::format(
             "tron {}; assumption sets: {}; no random numbers. --json holds every parameter with its "
             "source. To repeat: {}",
             report.subject.version, sets, report.subject.command_line));
}

}  // namespace tron::report
