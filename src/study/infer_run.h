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

/// How a network is to answer.
struct InferRequest {
  std::vector<Fidelity> fidelities;
  std::size_t batch = 32;
  std::uint64_t seed = 1;
  int threads = 0;              ///< 0 = all of the machine
  std::size_t calibration = 0;  ///< samples; 0 = as the chip says
  bool keep_logits = false;     ///< of all rows: for --logits
  bool attribute = false;
  std::size_t attribution_samples = 0;  ///< 0 = all
  std::string logits_file;              ///< where the caller writes the last logits
  Control control;
};

/// Another reader of the programs that inference runs, by number; a program that it says it cannot do is left
/// out.
using ProgramReader = std::function<std::optional<Infeasible>(const Compiled& compiled, std::size_t number,
                                                              const Dataset& data)>;

/// Calibrates and evaluates what is compiled. Infeasible where `also` refuses every program, which it is
/// handed before any of them runs.
Feasible<InferReport> infer_compiled(const Compiled& compiled, const LoadedData& data,
                                     const InferRequest& request, const ProgramReader& also = {});

}  // namespace tron::study
