#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "rooms.h"
#include "timing/bounds/roofline.h"
#include "timing/breakdown.h"
#include "timing/events/simulate.h"
#include "timing/events/usage.h"
#include "timing/ledger.h"

namespace tron::timing {

enum class TimeModel { event, bound };

struct SimulationOptions {
  std::uint64_t batch = 1;
  std::uint64_t sequence = 0;  ///< tokens of each sample; 0: as many as the network takes, less `generate`
  std::uint64_t target = 0;    ///< tokens of an encoder-decoder's target; 0: as many as of its source
  std::uint64_t generate = 0;  ///< tokens decoded one by one after these, with cached keys and values
  TimeModel model = TimeModel::event;
  bool unroll = false;         ///< simulate every repetition
  Observer observer;           ///< event model only; sees prefill and decoding on one clock
  std::function<bool()> stop;  ///< asked while it runs; true leaves it with Interrupted
};

/// Tokens decoded one by one, each a pass of one row with the cached rows before it.
struct Decoding {
  std::uint64_t tokens = 0;
  double prefill_s = 0, decode_s = 0;
  double first_token_s = 0, last_token_s = 0, mean_token_s = 0;  ///< time of a pass
  double tokens_per_s = 0;                                       ///< batch x tokens / decode_s
  double prefill_energy_j = 0, energy_per_token_j = 0;           ///< mean of all tokens of all samples
  double cache_bytes = 0;                                        ///< after the last pass
  std::vector<StepCost> steps;                                   ///< of the last pass
};

/// Everything a report says about one network on one chip in time and cost. SI units; "run" is the whole
/// batch, prefill and decoding.
struct Simulation {
  std::string network, family, chip, assumptions;
  std::vector<std::string> notes;  ///< the compiler's
  TimeModel model = TimeModel::event;
  std::uint64_t batch = 1, sequence = 0, target = 0, generate = 0;

  double latency_s = 0;            ///< of the run
  double inference_latency_s = 0;  ///< of one sample that has the chip to itself
  double inferences_per_s = 0;     ///< batch / latency
  double macs = 0;                 ///< that the chip executes; TRON's order needs more than the classic one
  double network_macs = 0;         ///< of the network itself, in the classic order
  double ops = 0;                  ///< 2 network_macs: an order that takes more of them earns nothing by it
  double throughput_ops_per_s = 0;
  double energy_j = 0;  ///< of the run
  double energy_per_inference_j = 0;
  double epb_j_per_bit = 0;    ///< energy / (ops x operand bits)
  std::string epb_definition;  ///< that, in words
  int operand_bits = 8;
  double power_w = 0;       ///< energy / latency
  double peak_power_w = 0;  ///< every part at full activity at once (timing/area.h)
  double area_m2 = 0;
  double heat_flux_w_per_m2 = 0;        ///< power / area
  double heat_flux_limit_w_per_m2 = 0;  ///< of the assumption set; 0: not checked
  double mac_utilisation = 0;           ///< macs / (peak of all pools x latency)

  Ledger energy, power, peak_power, area;  ///< root "chip"

  std::vector<LayerCost> layers;  ///< stem, layers, head, in order; prefill and decoding together
  std::vector<StepCost> steps;    ///< of the first pass
  std::vector<Usage> usage;       ///< pools, units, ports
  Roofline roof;                  ///< points of the first pass

  double event_latency_s = 0;  ///< 0 if only the bound was asked for
  double bound_latency_s = 0;
  std::string bounded_by;  ///< name of the Usage that is busiest in the bound, or "chain of steps"

  double peak_value_bytes = 0, spilled_bytes = 0, weight_bytes = 0, cache_bytes = 0;
  bool weights_resident = false;
  std::uint64_t rounds_simulated = 0, rounds_total = 0;

  std::optional<Decoding> decoding;  ///< generate > 0
};

/// Lays the program out on the chip, times it and charges it. InputError for a workload that the network
/// cannot take; Infeasible for a chip that lacks what the program needs: an array pool or a unit for one of
/// its steps, or a main memory for what its buffer cannot hold; and for one that gets hotter than its package
/// allows.
Feasible<Simulation> simulate_network(const Program& program, const Chip& chip,
                                      const SimulationOptions& options);

}  // namespace tron::timing
