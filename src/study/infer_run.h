#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "dataset/dataset.h"
#include "inference/engine.h"
#include "program/program.h"
#include "rooms.h"
#include "study/compiled.h"
#include "study/infer_report.h"
#include "tron/control.h"

namespace tron::study {

/// What the user asked `tron infer` for.
struct InferRequest {
  std::string network;  ///< a folder, or the name of one in data/network
  std::string data;
  std::optional<std::string> text;  ///< one text instead of data
  std::string chip;                 ///< a file, or the name of one in data/chip
  std::vector<std::string> assumptions;
  std::vector<Fidelity> fidelities;
  std::size_t samples = 0;  ///< from the start; 0 = all
  std::size_t batch = 32;
  std::uint64_t seed = 1;
  int threads = 0;              ///< 0 = all of the machine
  std::size_t calibration = 0;  ///< samples; 0 = as the chip says
  bool keep_logits = false;     ///< of all rows: for --logits
  bool attribute = false;
  std::size_t attribution_samples = 0;  ///< 0 = all
  std::vector<std::string> settings;    ///< "path=value"
  std::string command_line;
  std::function<void()> loaded;  ///< called once everything is read, before the work
  Control control;
};

/// Another reader of the programs that inference runs, by number; a program that it says it cannot do is left
/// out.
using ProgramReader = std::function<std::optional<Infeasible>(const Compiled& compiled, std::size_t number,
                                                              const Dataset& data)>;

/// Calibrates and evaluates what is compiled; `request` says how, its network, data and chip stand in reports
/// alone. Infeasible as `also` says.
Feasible<InferReport> infer_compiled(const Compiled& compiled, const LoadedData& data,
                                     const InferRequest& request, const ProgramReader& also = {});

/// Loads, calibrates and evaluates under every assumption set. Infeasible if the chip is under all of
/// them; the reason names its assumption set. `also` is handed every program before any of them runs.
Feasible<InferReport> run_infer(const InferRequest& request, const ProgramReader& also = {});

}  // namespace tron::study
