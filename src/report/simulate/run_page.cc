#include <algorithm>

#include <fmt/format.h>

#include "base/text/units.h"
#include "report/draw/text_layout.h"
#include "report/infer/finding.h"
#include "report/infer/infer_page.h"
#include "report/report.h"
#include "report/simulate/simulate_page.h"

namespace tron::report {
namespace {

/// The answers of simulation run `run` at `fidelity`; nullptr where there are none.
const FidelityResult* result_of(const RunReport& report, const SimulateRun& run, Fidelity fidelity) {
  for (const InferRun& inferred : report.inference.runs) {
    if (inferred.chip.assumptions != run.chip.assumptions) continue;
    for (const FidelityResult& result : inferred.evaluation.results) {
      if (result.fidelity == fidelity && result.samples > 0) return &result;
    }
  }
  return nullptr;
}

/// Multiply-accumulates of one sample as an engine counted them; 0 if none did.
double macs_executed(const RunReport& report, const SimulateRun& run) {
  for (Fidelity fidelity : {Fidelity::photonic, Fidelity::moments, Fidelity::quantized, Fidelity::device}) {
    const FidelityResult* result = result_of(report, run, fidelity);
    if (result != nullptr && result->counters.macs > 0)
      return static_cast<double>(result->counters.macs) / static_cast<double>(result->samples);
  }
  return 0;
}

std::vector<SimulateLine> answer_lines(const RunReport& report) {
  std::vector<SimulateLine> lines;
  const Task task = report.inference.subject.task;
  for (Fidelity fidelity :
       {Fidelity::digital, Fidelity::quantized, Fidelity::photonic, Fidelity::moments, Fidelity::device}) {
    lines.push_back({fmt::format("{}, {}", score_name(task), fidelity_name(fidelity)),
                     [&report, fidelity, task](const SimulateRun& run) {
                       const FidelityResult* result = result_of(report, run, fidelity);
                       return result == nullptr ? std::string() : counted_score(*result, task);
                     }});
  }
  // Texts differ in length: what ran is their mean, what is timed is the longest.
  const bool texts = report.inference.subject.noun != "image" && report.inference.subject.noun != "sample";
  lines.push_back({texts ? "MACs per sample, executed (mean)" : "MACs per sample, executed",
                   [&report](const SimulateRun& run) {
                     const double macs = macs_executed(report, run);
                     return macs > 0 ? grouped(static_cast<std::uint64_t>(macs)) : std::string();
                   }});
  lines.push_back(
      {texts ? "MACs of the longest sample, timed" : "MACs per sample, timed", [](const SimulateRun& run) {
         const Simulation& s = run.simulation;
         return grouped(static_cast<std::uint64_t>(s.macs / static_cast<double>(s.batch)));
       }});
  return lines;
}

/// What one right answer costs through light, where the network ran through light.
SimulateLine right_answer_line(const RunReport& report) {
  return {"energy per right answer", [&report](const SimulateRun& run) {
            const FidelityResult* result = result_of(report, run, Fidelity::photonic);
            if (report.inference.subject.task != Task::classify) return std::string();
            if (result == nullptr || result->correct == 0) return std::string();
            return format_si(run.simulation.energy_per_inference_j / result->accuracy, "J");
          }};
}

std::string combined_section(const RunReport& report) {
  std::vector<SimulateLine> lines = answer_lines(report);
  const std::vector<SimulateLine> costs = headline_lines();
  lines.insert(lines.end(), costs.begin(), costs.end());
  lines.push_back(right_answer_line(report));
  std::string out = heading("Accuracy, time and cost of one program");
  out += side_by_side(report.simulation, "", lines);
  if (report.simulation.runs.empty()) return out;
  const Simulation& s = report.simulation.runs[0].simulation;
  return out + wrap_text(fmt::format("Time and cost are those of {}. EPB is {}.", workload_text(s),
                                     s.epb_definition));
}

std::string run_trace_back(const RunReport& report) {
  const InferSubject& s = report.inference.subject;
  return heading("Where these numbers come from") +
         wrap_text(
             fmt::format("tron {}, seed {}. Inference and simulation used the same compiled program of "
                         "each assumption set. --json holds every parameter with its source; tron infer "
                         "and tron simulate show more details. To repeat: {}",
                         s.version, s.seed, s.command_line));
}

}  // namespace

std::string run_page(const RunReport& report) {
  const InferReport& numbers = report.inference;
  const SimulateReport& costs = report.simulation;
  const RunParagraph cost_paragraph = [&](std::size_t i) {
    return i < costs.runs.size() ? simulated_sentences(costs.runs[i]) : std::string();
  };
  std::string page;
  for (const std::string& text :
       {subject_section(numbers), sentences_section(numbers, cost_paragraph), combined_section(report),
        fidelity_section(numbers), link_section(numbers), attribution_section(numbers), limits_section(costs),
        energy_section(costs), power_section(costs), area_section(costs), usage_section(costs),
        program_section(costs), run_trace_back(report)}) {
    if (!text.empty()) page += (page.empty() ? "" : "\n") + text;
  }
  return page;
}

Json run_json(const RunReport& report) {
  Json simulations = Json::array();
  for (const SimulateRun& run : report.simulation.runs) {
    simulations.push_back(simulate_json({report.simulation.subject, {run}}));
  }
  return Json::Object{{"program", "tron run"},
                      {"version", report.inference.subject.version},
                      {"command_line", report.inference.subject.command_line},
                      {"inference", infer_json(report.inference)},
                      {"simulation", simulations}};
}

}  // namespace tron::report
