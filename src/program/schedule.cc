#include "program/schedule.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "base/error.h"
#include "program/issue_order.h"
#include "program/pipeline.h"
#include "program/stage_builder.h"
#include "program/value_plan.h"

namespace tron {
namespace {

bool same_run(TileRun a, const TileRun& b) {
  a.step = b.step;
  return a == b;
}

bool same_run(RowRun a, const RowRun& b) {
  a.step = b.step;
  return a == b;
}

bool same_stage(const Stage& a, const Stage& b) {
  if (a.rows.has_value() != b.rows.has_value() || a.tiles.size() != b.tiles.size()) return false;
  if (a.pipeline != b.pipeline) return false;
  if (a.rows && !same_run(*a.rows, *b.rows)) return false;
  return std::equal(a.tiles.begin(), a.tiles.end(), b.tiles.begin(),
                    [](const TileRun& x, const TileRun& y) { return same_run(x, y); });
}

bool same_stages(const Block& a, const Block& b) {
  return std::equal(a.stages.begin(), a.stages.end(), b.stages.begin(), b.stages.end(), same_stage);
}

/// Blocks of the groups, layer by layer; a layer that does what the one before it did joins its block.
class BlockBuilder {
 public:
  /// `hand_over`: the slot through which pipelines pass their blocks.
  BlockBuilder(const Program& program, const Machine& machine, const StageBuilder& stages, int hand_over)
      : program_(program), machine_(machine), stages_(stages), hand_over_(hand_over) {}

  std::vector<Block> blocks(const std::vector<std::vector<int>>& groups) {
    for (const std::vector<int>& group : groups) add(group);
    close();
    return std::move(blocks_);
  }

 private:
  void add(const std::vector<int>& group) {
    const Step& first = program_.steps[group.front()];
    if (first.layer != block_.layer) {
      close();
      block_ = Block{};
      block_.layer = first.layer;
    }
    Stage stage;
    if (first.kind == StepKind::product) {
      for (int step : group) stage.tiles.push_back(stages_.tile_run(step));
    } else {
      stage.rows = stages_.row_run(group.front());
    }
    if (!joins_pipeline(stage)) block_.stages.push_back(std::move(stage));
  }

  /// Makes the stage before and this one a pipeline where that works.
  bool joins_pipeline(const Stage& stage) {
    if (stage.tiles.size() != 1 || block_.stages.empty()) return false;
    Stage& before = block_.stages.back();
    if (before.tiles.size() != 1) return false;
    before.pipeline = pipeline_of(before.tiles[0], stage.tiles[0], program_, machine_);
    if (!before.pipeline) return false;
    before.tiles.push_back(stage.tiles[0]);
    before.tiles[1].streamed = hand_over_;
    return true;
  }

  void close() {
    if (block_.stages.empty()) return;
    if (!blocks_.empty()) {
      Block& last = blocks_.back();
      const bool follows = last.layer >= 0 && block_.layer == last.layer + last.repeats;
      if (follows && same_stages(last, block_)) {
        ++last.repeats;
        return;
      }
    }
    blocks_.push_back(std::move(block_));
  }

  const Program& program_;
  const Machine& machine_;
  const StageBuilder& stages_;
  const int hand_over_;
  std::vector<Block> blocks_;
  Block block_;
};

/// While decoding, an encoder's work is done.
void leave_out_source(const Program& program, std::vector<std::vector<int>>& order) {
  for (std::vector<int>& group : order) {
    std::erase_if(group, [&](int step) { return program.steps[step].source; });
  }
  std::erase_if(order, [](const std::vector<int>& group) { return group.empty(); });
}

/// All that a run could take if nothing overlapped.
double serial_seconds(const Schedule& schedule) {
  double sum = 0;
  for (const Block& block : schedule.blocks) {
    for (const Stage& stage : block.stages) {
      for (const TileRun& run : stage.tiles) {
        const double round = static_cast<double>(run.program) + static_cast<double>(run.stream) +
                             static_cast<double>(run.latency) + static_cast<double>(run.fetch) +
                             static_cast<double>(run.fetch_latency) + static_cast<double>(run.load) +
                             static_cast<double>(run.feed) + static_cast<double>(run.drain);
        sum += round * static_cast<double>(run.rounds) * block.repeats;
      }
      if (!stage.rows) continue;
      const RowRun& run = *stage.rows;
      sum +=
          (static_cast<double>(run.row) * static_cast<double>(run.rows) + static_cast<double>(run.latency) +
           static_cast<double>(run.fetch) + static_cast<double>(run.fetch_latency) +
           static_cast<double>(run.feed) + static_cast<double>(run.drain)) *
          block.repeats;
    }
  }
  return sum * 1e-15;
}

double stationary_bytes(const Program& program, const Graph& graph, const Machine& machine) {
  std::set<int> tensors;
  double elements = 0;
  for (const Step& step : program.steps) {
    if (step.kind != StepKind::product || step.product.tensor < 0) continue;
    if (!tensors.insert(step.product.tensor).second) continue;
    const Matrix& tensor = graph.tensors[step.product.tensor].value;
    elements += static_cast<double>(tensor.rows) * static_cast<double>(tensor.cols);
  }
  return elements * machine.operand_bits / 8.0;
}

}  // namespace

StepWork Schedule::total() const {
  StepWork sum;
  for (const Block& block : blocks) {
    for (const Stage& stage : block.stages) {
      for (const TileRun& run : stage.tiles) sum += run.work.times(block.repeats);
      if (stage.rows) sum += stage.rows->work.times(block.repeats);
    }
  }
  return sum;
}

Schedule build_schedule(const Program& program, const Graph& graph, const Machine& machine,
                        const Workload& workload) {
  if (workload.batch < 1) throw InputError({graph.name, 0, 0, "batch"}, "0", "at least 1");
  const std::uint64_t rows = std::max(workload.tokens + workload.context, workload.source);
  if (graph.max_tokens != 0 && rows > graph.max_tokens) {
    throw InputError({graph.name, 0, 0, "sequence"}, std::to_string(rows) + " tokens",
                     "at most " + std::to_string(graph.max_tokens) + ", the network's positions");
  }
  std::vector<std::vector<int>> order = issue_order(program, machine);
  if (workload.context > 0) leave_out_source(program, order);
  const ValuePlan plan = plan_values(program, graph, machine, workload, order);
  Schedule schedule;
  schedule.slots = plan.slots + 1;
  schedule.peak_value_bytes = plan.peak_bytes;
  for (double bytes : plan.spilled) schedule.spilled_bytes += bytes;
  schedule.weight_bytes = stationary_bytes(program, graph, machine);
  schedule.weights_resident = schedule.weight_bytes <= machine.weight_capacity_bytes;
  for (const Step& step : program.steps) {
    if (from_cache(step, workload, plan)) schedule.cache_bytes += cache_bytes(step, machine, workload, plan);
  }
  const StageBuilder stages(program, graph, machine, workload, plan, schedule.weights_resident);
  schedule.blocks = BlockBuilder(program, machine, stages, plan.slots).blocks(order);
  if (const double serial = serial_seconds(schedule); serial > kLongest.si) {
    throw InputError({graph.name, 0, 0, "simulated time"}, fmt::format("up to {:.3g} s", serial),
                     fmt::format("at most {:g} s: fewer samples, tokens, or a faster chip", kLongest.si));
  }
  return schedule;
}

}  // namespace tron
