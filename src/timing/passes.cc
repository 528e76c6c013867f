#include "timing/passes.h"

#include <string>

namespace tron::timing {
namespace {

/// An encoder-decoder that generates reads its source and a start token first, every other network all
/// tokens.
bool starts_with_source(const Program& program, std::uint64_t generate) {
  return generate > 0 && is_pair(program);
}

}  // namespace

Extent first_extent(const Program& program, const SimulationOptions& options, std::uint64_t sequence) {
  if (starts_with_source(program, options.generate)) return {1, 0, sequence};
  if (options.target > 0 && is_pair(program)) return {options.target, 0, sequence};
  return {sequence, 0, 0};
}

Extent next_extent(const Program& program, std::uint64_t sequence, std::uint64_t done) {
  if (is_pair(program)) return {1, 1 + done, sequence};
  return {1, sequence + done, 0};
}

std::uint64_t tokens_of(const Program& program, const SimulationOptions& options) {
  const Graph& graph = *program.graph;
  const auto fail = [&](const char* item, std::uint64_t found, const std::string& allowed) {
    throw InputError({graph.name, 0, 0, item}, std::to_string(found), allowed);
  };
  if (options.generate > 0 && !can_decode(program)) {
    fail("generate", options.generate, "0: this network does not decode token by token");
  }
  if (options.sequence == 0) {
    if (graph.max_tokens == 0) fail("sequence", 0, "at least 1: the network has no length of its own");
    if (options.generate >= graph.max_tokens) {
      fail("generate", options.generate,
           "less than " + std::to_string(graph.max_tokens) + ", the tokens that the network takes");
    }
    return is_pair(program) ? graph.max_tokens : graph.max_tokens - options.generate;
  }
  if (graph.vocabulary == 0 && graph.max_tokens != 0 && options.sequence != graph.max_tokens) {
    fail("sequence", options.sequence, std::to_string(graph.max_tokens) + ", the tokens of an image");
  }
  if (graph.max_tokens != 0 && !is_pair(program) && options.sequence <= graph.max_tokens &&
      options.generate > graph.max_tokens - options.sequence) {
    fail("generate", options.generate,
         "at most " + std::to_string(graph.max_tokens - options.sequence) + " after a sequence of " +
             std::to_string(options.sequence) + ": the network takes " + std::to_string(graph.max_tokens) +
             " tokens");
  }
  return options.sequence;
}

std::optional<Infeasible> missing_memory(const Schedule& schedule, const Machine& machine) {
  const double margin =
      memory_margin({schedule.weight_bytes, schedule.weights_resident, schedule.cache_bytes}, machine);
  if (margin >= 0) return {};
  return missing_memory(margin);
}

double network_macs(const std::shared_ptr<const Graph>& graph, const SimulationOptions& options,
                    std::uint64_t sequence) {
  Chip plain;
  plain.order = ScoreOrder::classic;
  plain.heads = plain.feed_forward.count = plain.attention.wavelengths = 1;
  const Program program = compile(graph, plain);
  std::uint64_t macs = count_work(program, first_extent(program, options, sequence)).macs;
  for (std::uint64_t i = 0; i < options.generate; ++i) {
    macs += count_work(program, next_extent(program, sequence, i)).macs;
  }
  return static_cast<double>(macs) * static_cast<double>(options.batch);
}

double ratio(double of, double by) {
  return by > 0 ? of / by : 0;
}

Headline headline_of(double latency_s, double energy_j, double ops, double batch, int operand_bits) {
  return {ratio(ops, latency_s), energy_j / batch, ratio(energy_j, ops * operand_bits),
          energy_j * ratio(1, latency_s)};
}

}  // namespace tron::timing
