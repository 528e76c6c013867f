// One compiled program, read as numbers, as time and as cost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "tron/chip.h"
#include "tron/control.h"
#include "tron/network.h"
#include "tron/report.h"

namespace tron {
namespace study {
struct Compiled;
}

/// From exact arithmetic to every device: "digital" (fp32), "quantized" (the chip's bits, exact otherwise),
/// "photonic" (light with its noise, every partial sum converted), "moments" (the same in one draw per
/// output), "device" (the double-precision oracle).
std::vector<std::string> fidelity_names();

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

struct InferOptions {
  /// Of fidelity_names(). Digital always runs, first, as the reference.
  std::vector<std::string> fidelities = {"photonic"};
  std::size_t batch = 32;               ///< samples at a time, 1 to 65536; results do not depend on it
  std::uint64_t seed = 1;               ///< of the noise: the same seed gives bit-identical results
  int threads = 0;                      ///< 0 to 1024; 0: all of the machine; results do not depend on it
  std::size_t calibration = 0;          ///< samples that set scales; 0: as the chip says
  bool attribute = false;               ///< also run every source of error alone, and each one removed
  std::size_t attribution_samples = 0;  ///< of the data, from the start, for that; 0: all
  bool keep_logits = false;             ///< into FidelityScore::logits
  std::string
      logits_file{};  ///< where the caller writes last_logits(): named in the report, not written here

  void validate() const;  ///< InputError for a value out of its range
};

/// How the network answers at one fidelity.
struct FidelityScore {
  std::string fidelity;
  std::size_t samples = 0;  ///< finished
  std::size_t scored = 0;   ///< answers whose truth is known: samples, or tokens of a language model
  std::size_t correct = 0;
  double accuracy = kUnknown;                                ///< correct / scored
  double accuracy_low = kUnknown, accuracy_high = kUnknown;  ///< 95 % interval (Wilson)
  double agreement = kUnknown;                               ///< share of rows with the answer of digital
  double loss_nats = kUnknown, perplexity = kUnknown;        ///< language models
  double cosine = kUnknown, spearman = kUnknown;             ///< embeddings
  double signal_to_error_db = kUnknown;  ///< of the logits against digital; infinite if equal
  std::uint64_t macs = 0, conversions = 0, saturated = 0;  ///< ADC conversions; those outside its range
  std::size_t rows = 0, columns = 0;
  std::vector<float> logits;  ///< [rows x columns], where asked for
};

/// One source of error: acting alone, and all the others without it.
struct SourceScore {
  std::string source;  ///< "thermal noise"
  double accuracy_alone = kUnknown, signal_to_error_alone_db = kUnknown;
  double accuracy_without = kUnknown, signal_to_error_without_db = kUnknown;
};

struct ChipInference {
  std::string assumptions;
  std::vector<FidelityScore> scores;  ///< digital first
  std::vector<SourceScore> sources;   ///< where attribution was asked for
};

struct InferResult {
  std::vector<ChipInference> chips;    ///< in the session's order
  std::vector<Infeasible> infeasible;  ///< why, of chips that cannot work or cannot run it and are left out
  bool complete = true;  ///< false where it was cancelled: what stands here is finished and right
  Report report;

  /// The last score with finished samples, of the last chip that has one; nullptr where there is none.
  const FidelityScore* last_logits() const;
};

struct SimulateOptions {
  std::uint64_t batch = 1;     ///< samples that the chip takes at once, 1 to 100000
  std::uint64_t sequence = 0;  ///< tokens of each sample; 0: as many as the network takes
  std::uint64_t generate = 0;  ///< tokens decoded one by one after these, with cached keys and values
  bool bound = false;          ///< the closed form, a lower bound of time, instead of the event simulation
  bool limits = false;         ///< also find which settings limit speed and energy, for the report
  /// Most slices per chip of SimulateResult::trace, 0 to 2000000; 0: no trace. InputError beside `bound`.
  std::uint64_t trace_slices = 0;

  void validate() const;  ///< InputError for a value out of its range
};

/// A place of the chip, and what it takes.
struct Share {
  std::string path;  ///< "chip.pools.query.adc"
  double value = 0;
};

struct ChipSimulation {
  std::string assumptions;
  double latency_s = 0;            ///< of the batch
  double inference_latency_s = 0;  ///< of one sample that has the chip to itself
  double inferences_per_s = 0;
  double throughput_ops_per_s = 0;  ///< operations of the network itself, two per multiply-accumulate
  double energy_per_inference_j = 0, energy_per_bit_j = 0;
  double power_w = 0, peak_power_w = 0, area_m2 = 0;
  double mac_utilisation = 0;  ///< share of what the arrays could do meanwhile
  double bound_latency_s = 0;
  std::string bounded_by;  ///< what the closed form is bounded by
  double tokens_per_s = kUnknown, first_token_s = kUnknown, energy_per_token_j = kUnknown;  ///< generate > 0
  std::vector<Share> energy_j, area_parts_m2;  ///< per device and place; energy of the batch
};

/// One chip's part of a trace.
struct TracedRun {
  std::string label;  ///< "audited"; "" where there is one chip
  std::uint64_t slices = 0;
  bool complete = true;  ///< false: cut where it reached SimulateOptions::trace_slices
};

struct SimulateResult {
  std::vector<ChipSimulation> chips;     ///< in the session's order
  std::vector<Infeasible> infeasible{};  ///< why, of chips that cannot work or cannot run it and are left out
  bool complete = true;
  Report report;
  std::string trace;  ///< what every unit does when: Chrome trace events, which Perfetto opens
  std::vector<TracedRun> traced;
};

struct RunResult {
  InferResult inference;
  SimulateResult simulation;
  Report report;
};

struct GenerateOptions {
  std::string text{};                                  ///< the prompt; of an encoder-decoder its source
  std::vector<int> ids{};                              ///< or the prompt as token ids
  std::size_t tokens = 64;                             ///< most new tokens, 1 to 1000000
  std::vector<std::string> fidelities = {"photonic"};  ///< digital always runs first
  double temperature = 0;                              ///< 0: always the most probable token
  std::size_t top_k = 0;  ///< draw from so many of the most probable tokens; 0: all
  double top_p = 1;       ///< draw from the fewest tokens that have this probability together
  std::uint64_t choice_seed = 1, seed = 1;  ///< of the draws; of the light's noise
  int threads = 0;

  void validate() const;  ///< InputError for a value out of its range, and for text and ids together
};

struct WrittenText {
  std::string fidelity, text;  ///< text: "" where the prompt was ids
  std::vector<int> tokens;     ///< new ones
  std::size_t agreeing = 0;    ///< leading tokens that are digital's
  double log_probability = 0;  ///< sum of ln p of what was chosen
};

struct ChipGeneration {
  std::string assumptions;
  std::vector<WrittenText> texts;  ///< digital first
  ChipSimulation simulation;       ///< prompt, then as many tokens as digital wrote
};

struct GenerateResult {
  std::vector<ChipGeneration> chips;
  std::vector<Infeasible> infeasible;  ///< why, of chips that cannot work and are left out
  bool complete = true;
  Report report;
};

/// A network compiled for one chip or several: compiled once, then run as often as wanted. Const functions
/// are safe from several threads.
class Session {
 public:
  /// InputError where the network cannot be compiled, or where there is no chip.
  Session(Network network, std::vector<Chip> chips);
  /// The same for the sets under which the chip can work; reports name the others. InfeasibleError where it
  /// can work under none.
  Session(Network network, const ChipSet& chips);

  /// How right the network is. InputError for shapes without weights, for a chip that carries no numbers, and
  /// for data of another network.
  InferResult infer(const Data& data, const InferOptions& options = {}, const Control& control = {}) const;
  /// The same, with InferOptions::attribute: which device is to blame.
  InferResult attribute(const Data& data, InferOptions options = {}, const Control& control = {}) const;
  /// What it takes. InfeasibleError where a chip lacks what the program needs.
  SimulateResult simulate(const SimulateOptions& options = {}, const Control& control = {}) const;
  /// Both, of the same programs; lengths come from the data where `sequence` is 0.
  RunResult run(const Data& data, const InferOptions& infer = {}, const SimulateOptions& simulate = {},
                const Control& control = {}) const;
  /// Goes on with a prompt. InputError for a network that writes no text.
  GenerateResult generate(const GenerateOptions& options, const Control& control = {}) const;

 private:
  std::shared_ptr<const study::Compiled> compiled_;
};

}  // namespace tron
