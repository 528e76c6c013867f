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

/// What the user asked `tron generate` for.
struct GenerateRequest {
  std::string network;  ///< a folder, an .onnx file, or the name of one in data/network
  std::string text;     ///< the prompt; of an encoder-decoder its source
  std::string ids;      ///< or the prompt as token ids
  std::string chip;
  std::vector<std::string> assumptions, settings;
  GenerateOptions options;
  std::string command_line;
  std::function<void()> loaded;  ///< called once everything is read, before the work
  Control control;
};

/// Writes through every fidelity on every chip, and simulates the same programs. The network is
/// open_generator()'s; `request` says how, its network and chip stand in reports alone.
Feasible<GenerateReport> generate_compiled(const Compiled& compiled, const GenerateRequest& request);

/// Writes through every fidelity under every assumption set, and simulates the same programs. Infeasible if a
/// chip is; the reason names its assumption set.
Feasible<GenerateReport> run_generate(const GenerateRequest& request);

}  // namespace tron::study
