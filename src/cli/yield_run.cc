#include "cli/yield_run.h"

#include "base/parallel.h"
#include "base/progress.h"
#include "base/version.h"
#include "cli/arguments.h"
#include "cli/load_chips.h"
#include "cli/open_network.h"
#include "inference/answer_counter.h"
#include "network/dataset.h"
#include "network/find_network.h"
#include "program/program.h"

namespace tron {
namespace {

YieldReport study(const YieldRequest& request, const Graph& graph, const Chip& chip, const Dataset& data,
                  const Dataset& calibration) {
  const Program program = compile(graph, chip);
  const AnswerCounter answers(graph, program, chip, data.samples, calibration.samples, request.batch,
                              request.threads);
  const YieldStudy study(chip, request.study,
                         [&](const Specimen* specimen, std::uint64_t seed, YieldCounts& out) {
                           return answers.count(specimen, seed, out.judged, out.correct);
                         });
  YieldReport report;
  {
    Progress progress("yield, " + chip.assumptions, "chips", study.items());
    report.outcomes = judge_all(study, request.threads, [&] { progress.add(1); });
  }
  report.assumptions = chip.assumptions;
  report.process = study.plan().process;
  report.fsr_m = study.plan().operand.front().fsr_m;
  report.heaters = study.heaters();
  report.closed_form_shift = chip.heater_shift;
  report.design = chip.resolved;
  report.variations = study.variations();
  report.summary = summarise(study, report.outcomes, request.limit);
  return report;
}

}  // namespace

YieldLimit parse_limit(const std::string& text) {
  YieldLimit limit;
  bool relative = false;
  for (const std::string& word : parse_list("--limit", text)) {
    const std::size_t unit = word.find_first_not_of("0123456789.");
    const std::string number = word.substr(0, unit),
                      name = unit == std::string::npos ? "" : word.substr(unit);
    if (name == "pt" && !relative) {
      limit.points = parse_number("--limit", number, 0, 100) / 100;
      relative = true;
    } else if (name == "%" && !limit.absolute) {
      limit.absolute = parse_number("--limit", number, 0, 100) / 100;
    } else {
      throw InputError(Place{"command line", 0, 0, "--limit"}, "'" + word + "'",
                       "points below the nominal chip such as 1pt, an accuracy such as 82%, or one of each");
    }
  }
  return limit;
}

std::vector<double> parse_temperatures(const std::string& text) {
  std::vector<double> out;
  for (const std::string& word : parse_list("--temperatures", text)) {
    out.push_back(parse_number("--temperatures", word, -100, 100));
    if (out.size() > 1 && out.back() <= out[out.size() - 2]) {
      throw InputError(Place{"command line", 0, 0, "--temperatures"}, "'" + text + "'",
                       "rising temperatures");
    }
  }
  return out;
}

Feasible<YieldOutcome> run_yield(const YieldRequest& request) {
  const Feasible<std::vector<Chip>> chips = load_chips(request.chip, request.assumptions, request.settings);
  if (!chips) return chips.why();
  for (const Chip& chip : *chips)
    fabrication_plan(chip);  // what cannot be made is known before weights are read
  const std::string folder = find_network(request.network);
  const Graph graph = open_network(folder, {Fidelity::photonic}, request.data);
  const Dataset data = open_dataset(request.data, graph, folder, request.samples);
  YieldOutcome out;
  YieldSubject& s = out.subject;
  s.version = version(), s.command_line = request.command_line;
  s.network = graph.name, s.data = data.name, s.samples = data.samples.size();
  s.chip = chips->front().name, s.chip_file = chips->front().file;
  s.seed = request.study.seed, s.limit = request.limit;
  for (const Chip& chip : *chips) {
    const Dataset calibration =
        open_calibration(request.data, graph, folder,
                         static_cast<std::size_t>(chip.operand.calibration_samples), &s.calibration);
    out.reports.push_back(study(request, graph, chip, data, calibration));
    if (stop_requested()) break;
  }
  return out;
}

}  // namespace tron
