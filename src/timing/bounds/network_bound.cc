#include "timing/bounds/network_bound.h"

#include "timing/events/runs.h"
#include "timing/passes.h"

namespace tron::timing {
namespace {

/// Programs number the arrays of a chip for inference; time goes by pools, and one number does for all.
Program compiled(const std::shared_ptr<const Graph>& graph, ScoreOrder order) {
  Chip plain;
  plain.order = order;
  plain.heads = plain.feed_forward.count = plain.attention.wavelengths = 1;
  return compile(graph, plain);
}

}  // namespace

struct NetworkBound::Kept {
  ScoreOrder order;
  std::uint64_t batch;
  ScheduleStructure structure;
  ClosedFormTimer timer;
};

NetworkBound::NetworkBound(const Graph& graph, std::uint64_t batch, std::uint64_t sequence) {
  const auto shared = std::make_shared<const Graph>(graph);
  options_.batch = batch;
  options_.sequence = sequence;
  options_.model = TimeModel::bound;
  for (const ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic})
    programs_.emplace(order, compiled(shared, order));
  sequence_ = tokens_of(programs_.begin()->second, options_);
  ops_ = 2 * network_macs(shared, options_, sequence_);
}

NetworkBound::~NetworkBound() = default;
NetworkBound::NetworkBound(NetworkBound&&) noexcept = default;

ClosedFormTimer& NetworkBound::timer(const Machine& machine, ScoreOrder order, std::uint64_t batch) {
  const ScheduleStructure structure(machine);
  for (const auto& kept : kept_) {
    if (kept->order == order && kept->batch == batch && kept->structure == structure) return kept->timer;
  }
  // Few structures make a space: bits, and what lies where.
  constexpr std::size_t kMost = 64;
  if (kept_.size() == kMost) kept_.clear();
  const Program& program = programs_.at(order);
  const Extent extent = first_extent(program, options_, sequence_);
  const Workload workload{batch, extent.tokens, extent.context, extent.source};
  kept_.push_back(
      std::unique_ptr<Kept>(new Kept{order, batch, structure, ClosedFormTimer(program, machine, workload)}));
  return kept_.back()->timer;
}

std::optional<Infeasible> NetworkBound::time(const Machine& machine, ScoreOrder order, Times& times) {
  ClosedFormTimer& run = timer(machine, order, options_.batch);
  const Activity* activity = run.run(machine);
  if (!activity) return run.why();
  times.activity = *activity;
  times.inference_latency_s = activity->time_s;
  if (options_.batch == 1) return {};
  // What has the room for a batch has it for one sample.
  ClosedFormTimer& lone = timer(machine, order, 1);
  if (!lone.run(machine)) return lone.why();
  times.inference_latency_s = seconds(lone.end());
  return {};
}

}  // namespace tron::timing
