#pragma once

#include <cstddef>
#include <vector>

#include "inference/engine.h"
#include "inference/ranges.h"
#include "inference/scoring/choose_token.h"
#include "network/sample.h"
#include "program/program.h"
#include "rooms.h"
#include "tron/control.h"

namespace tron::inference {

struct GenerateOptions {
  std::size_t tokens =
      64;  ///< most new tokens; fewer where the network ends its text or has no more positions
  TokenChoice choice;
  std::vector<Fidelity> fidelities;  ///< in the order asked for; digital always runs first
  std::uint64_t seed = 1;            ///< of the light's noise
  int threads = 0;
  Control control;
};

/// A text as one fidelity goes on with it.
struct GeneratedText {
  Fidelity fidelity = Fidelity::digital;
  std::vector<int> tokens;     ///< new ones; the end token is not among them
  bool ended = false;          ///< by an end token
  double log_probability = 0;  ///< sum of ln p of what was chosen, an end token included, at temperature 1
  std::size_t agreeing = 0;    ///< leading tokens that are digital's
  Counters counters;
  double wall_s = 0;
};

struct Generation {
  Ranges ranges;                     ///< calibrated on the prompt and what exact arithmetic made of it
  std::vector<GeneratedText> texts;  ///< digital first
  bool complete = true;  ///< false where it was cancelled: what stands here was written until then
};

/// Goes on with `prompt` (Sample::tokens; of an encoder-decoder the source, and Sample::target the start
/// token) token by token through every fidelity, from cached keys and values. `graph` is for_generation()'s.
/// Scales are calibrated on prompt and continuation as exact arithmetic writes it.
Generation generate(const Program& program, const Chip& chip, const Sample& prompt,
                    const GenerateOptions& options);

}  // namespace tron::inference
