#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "inference/generate.h"
#include "rooms.h"
#include "study/compiled.h"
#include "study/generate_report.h"
#include "tron/control.h"

namespace tron::study {

/// What a network is to go on with, and how.
struct GenerateRequest {
  std::string text;  ///< the prompt; of an encoder-decoder its source
  std::string ids;   ///< or the prompt as token ids, between blanks
  GenerateOptions options;
  Control control;
};

/// Writes through every fidelity on every chip, and simulates the same programs. The network is
/// open_generator()'s. Infeasible where a chip lacks what the program needs; the reason names its assumption
/// set.
Feasible<GenerateReport> generate_compiled(const Compiled& compiled, const GenerateRequest& request);

}  // namespace tron::study
