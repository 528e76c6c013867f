#pragma once

#include <functional>
#include <string>
#include <vector>

#include "report/report.h"
#include "rooms.h"

namespace tron::report {

// The sections of simulate_page(), one function each; "" where there is nothing to say.
std::string simulated_subject_section(const SimulateReport& report);
std::string simulated_sentences_section(const SimulateReport& report);
std::string headline_section(const SimulateReport& report);
/// What limits speed and energy, and the settings that move them.
std::string limits_section(const SimulateReport& report);
std::string energy_section(const SimulateReport& report);
std::string power_section(const SimulateReport& report);
std::string area_section(const SimulateReport& report);
std::string simulated_layers_section(const SimulateReport& report);
std::string simulated_steps_section(const SimulateReport& report);
std::string usage_section(const SimulateReport& report);
std::string roofline_section(const SimulateReport& report);
std::string program_section(const SimulateReport& report);
std::string trace_back_section(const SimulateReport& report);

/// A line of a table with one column an assumption set.
using SimulateCell = std::function<std::string(const SimulateRun&)>;
struct SimulateLine {
  std::string name;
  SimulateCell cell;
};
/// The answer of one assumption set in a paragraph.
std::string simulated_sentences(const SimulateRun& run);
/// "2 samples of 128 tokens at once".
std::string workload_text(const Simulation& simulation);
/// Lines of headline_section().
std::vector<SimulateLine> headline_lines();
/// Lines whose cells are all empty are left out.
std::string side_by_side(const SimulateReport& report, const std::string& title,
                         const std::vector<SimulateLine>& lines);

/// The layer with the most equal ones beside it, as its first step's StepCost::layer; -1 if there is none.
int typical_layer(const std::vector<StepCost>& steps);

/// "encoder.3.attention.scores" as "attention.scores": without the name of its layer.
std::string short_step_name(const std::string& name);

/// 1.8e13 operations a second as "18 000 GOPS".
std::string gops(double ops_per_s);
/// A number of things: four digits below a thousand, whole and grouped above.
std::string rate_text(double count);
/// "1.5 MB", "none" for 0.
std::string bytes_text(double bytes);
std::string area_text(double m2);

}  // namespace tron::report
