#include "timing/network_bound.h"

#include "timing/passes.h"
#include "timing/runs.h"

namespace tron {
namespace {

/// Programs number the arrays of a chip for inference; time goes by pools, and one number does for all.
Program compiled(const Graph& graph, ScoreOrder order) {
  Chip plain;
  plain.order = order;
  plain.heads = plain.feed_forward.count = plain.attention.wavelengths = 1;
  return compile(graph, plain);
}

}  // namespace

class NetworkBound::Layouts {};

NetworkBound::NetworkBound(const Graph& graph, std::uint64_t batch, std::uint64_t sequence) : graph_(graph) {
  options_.batch = batch;
  options_.sequence = sequence;
  options_.model = TimeModel::bound;
  for (const ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic})
    programs_.emplace(order, compiled(graph, order));
  sequence_ = tokens_of(programs_.begin()->second, graph, options_);
  ops_ = 2 * network_macs(graph, options_, sequence_);
}

NetworkBound::~NetworkBound() = default;
NetworkBound::NetworkBound(NetworkBound&&) noexcept = default;

Feasible<const NetworkBound::Times*> NetworkBound::time(const Machine& machine, ScoreOrder order) {
  const Program& program = programs_.at(order);
  if (const auto missing = missing_station(program, machine)) return *missing;
  const Extent extent = first_extent(program, options_, sequence_);
  const Schedule schedule = build_schedule(program, graph_, machine,
                                           {options_.batch, extent.tokens, extent.context, extent.source});
  if (const auto missing = missing_memory(schedule, machine)) return *missing;
  times_.activity = activity_of(schedule, bound(schedule, machine), machine);
  times_.inference_latency_s = times_.activity.time_s;
  if (options_.batch > 1) {
    const Schedule lone =
        build_schedule(program, graph_, machine, {1, extent.tokens, extent.context, extent.source});
    times_.inference_latency_s = seconds(bound(lone, machine).end);
  }
  return &times_;
}

}  // namespace tron
