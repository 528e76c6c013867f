#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/text/json.h"
#include "chip/chip.h"
#include "inference/generate.h"
#include "rooms.h"
#include "study/simulate_report.h"

namespace tron::study {

/// What `tron generate` went on with, besides the numbers: the same for every assumption set.
struct GenerateSubject {
  std::string version, command_line, simd;
  std::string network_path, network, family;
  std::size_t layers = 0, width = 0, heads = 0, vocabulary = 0;
  std::uint64_t parameters = 0;
  std::string prompt;              ///< as text; empty where ids were given
  std::vector<int> prompt_tokens;  ///< what the network reads first
  bool source = false;             ///< an encoder-decoder: the prompt is its source
  std::string choice;              ///< how tokens are chosen
  std::uint64_t seed = 0;          ///< of the light
  int threads = 0;
};

/// A text with its words, where the network has a tokenizer.
struct ShownText {
  GeneratedText text;
  std::string words;
};

/// One assumption set: the chip it makes, what it writes, and the same program in time and cost.
struct GenerateRun {
  Chip chip;
  std::vector<ShownText> texts;  ///< digital first
  Simulation simulation;         ///< prompt, then as many tokens as exact arithmetic wrote
};

struct GenerateReport {
  GenerateSubject subject;
  std::vector<GenerateRun> runs;
  std::vector<Infeasible> infeasible{};  ///< assumption sets under which the chip cannot work
  bool complete = true;
};

}  // namespace tron::study
