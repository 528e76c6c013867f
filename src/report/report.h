// Reports as text for people and as JSON for programs.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/text/json.h"
#include "rooms.h"
#include "study/generate_report.h"
#include "study/infer_report.h"
#include "study/run_report.h"
#include "study/simulate_report.h"

namespace tron::report {

/// Assumption sets under which a chip cannot work: why, by how much, and what would make it work.
Json infeasible_json(const std::vector<Infeasible>& sets);

/// The page that `tron infer` prints: plain text, at most about 110 columns, from top to bottom what ran,
/// what came out in sentences, then the tables.
std::string infer_page(const InferReport& report);

/// SI units, the unit as suffix of the key; described by docs/schema/infer.schema.json. Numbers that are
/// infinite or do not exist are null.
Json infer_json(const InferReport& report);

/// The page that `tron simulate` prints: plain text, at most about 110 columns. Assumption sets stand in
/// columns side by side, or in sections that name theirs.
std::string simulate_page(const SimulateReport& report);

/// SI units, the unit as suffix of the key; described by docs/schema/simulate.schema.json. One assumption
/// set: its result, complete in itself. Several: an object whose `results` holds one such result for each,
/// fewer where `complete` is false.
Json simulate_json(const SimulateReport& report);

/// The page that `tron generate` prints: the texts, how far they agree, and what a token costs.
std::string generate_page(const GenerateReport& report);
/// Described by docs/schema/generate.schema.json.
Json generate_json(const GenerateReport& report);

/// The page that `tron run` prints: how right the network still is, beside what that takes.
std::string run_page(const RunReport& report);

/// {"inference": infer_json(), "simulation": one simulate_json() an assumption set}; described by
/// docs/schema/run.schema.json.
Json run_json(const RunReport& report);

}  // namespace tron::report
