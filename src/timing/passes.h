#pragma once

#include <cstdint>
#include <optional>

#include "base/error.h"
#include "rooms.h"
#include "schedule/schedule.h"
#include "timing/events/capability.h"
#include "timing/simulation.h"

/// What every way of timing a network on a chip asks first, and what it says last.
namespace tron::timing {

/// Tokens of each sample: SimulationOptions::sequence, or as many as the network takes. InputError for what
/// it does not take.
std::uint64_t tokens_of(const Program& program, const SimulationOptions& options);

/// The first pass over `sequence` tokens, and the pass of one token after `done` of them.
Extent first_extent(const Program& program, const SimulationOptions& options, std::uint64_t sequence);
Extent next_extent(const Program& program, std::uint64_t sequence, std::uint64_t done);

/// Weights that stream and caches that do not fit the buffer live in main memory.
std::optional<Infeasible> missing_memory(const Schedule& schedule, const Machine& machine);

/// Multiply-accumulates of all passes in the classic order, whatever order the chip takes.
double network_macs(const std::shared_ptr<const Graph>& graph, const SimulationOptions& options,
                    std::uint64_t sequence);

/// of / by, 0 for nothing to divide by.
double ratio(double of, double by);

struct Headline {
  double throughput_ops_per_s = 0, energy_per_inference_j = 0, epb_j_per_bit = 0, power_w = 0;
};
Headline headline_of(double latency_s, double energy_j, double ops, double batch, int operand_bits);

}  // namespace tron::timing
