#include "schedule/schedule_template.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/core.h>

#include "base/error.h"
#include "schedule/pipeline.h"
#include "schedule/stage_builder.h"

namespace tron::schedule {
namespace {

double femtoseconds_of(const TileRun& run) {
  const double round = static_cast<double>(run.program) + static_cast<double>(run.stream) +
                       static_cast<double>(run.latency) + static_cast<double>(run.fetch) +
                       static_cast<double>(run.fetch_latency) + static_cast<double>(run.load) +
                       static_cast<double>(run.feed) + static_cast<double>(run.drain);
  return round * static_cast<double>(run.rounds);
}

double femtoseconds_of(const RowRun& run) {
  return static_cast<double>(run.row) * static_cast<double>(run.rows) + static_cast<double>(run.latency) +
         static_cast<double>(run.fetch) + static_cast<double>(run.fetch_latency) +
         static_cast<double>(run.feed) + static_cast<double>(run.drain);
}

/// All that a run could take if nothing overlapped.
double serial_seconds(std::span<const BlockView> blocks) {
  double sum = 0;
  for (const BlockView& block : blocks) {
    for (const StageView& stage : block.stages) {
      for (const TileRun& run : stage.tiles) sum += femtoseconds_of(run) * block.repeats;
      if (stage.rows != nullptr) sum += femtoseconds_of(*stage.rows) * block.repeats;
    }
  }
  return sum * 1e-15;
}

}  // namespace

ScheduleStructure::ScheduleStructure(const Machine& machine)
    : pools(machine.pools.size()),
      units(machine.units.size()),
      pool_of(machine.pool_of),
      unit_of(machine.unit_of),
      dram(machine.dram),
      buffer(machine.buffer),
      operand_bits(machine.operand_bits) {}

ScheduleTemplate::ScheduleTemplate(const Program& program, const Machine& like, const Workload& workload)
    : network_(program.graph->name), structure_(like), layout_(lay_out(program, like, workload)) {
  spills_.bytes.assign(layout_.values.bytes.size(), 0);
  tiles_.resize(layout_.products.size());
  rows_.resize(layout_.rows.size());
  for (std::size_t r = 0; r < rows_.size(); ++r) rows_[r].inputs = layout_.rows[r].shape.input_slots;
  stages_.reserve(layout_.groups.size());
  blocks_.reserve(layout_.layers.size());
}

void ScheduleTemplate::fill(const Machine& machine) {
  if (!(ScheduleStructure(machine) == structure_)) throw std::logic_error("a machine of another structure");
  spill_values(layout_.values, machine.value_capacity_bytes, spills_);
  weights_resident_ = layout_.weight_bytes <= machine.weight_capacity_bytes;
  const StageBuilder builder(layout_, machine, spills_);
  stages_.clear();
  blocks_.clear();
  for (std::size_t l = 0; l < layout_.layers.size(); ++l) {
    const LayerLayout& layer = layout_.layers[l];
    if (layer.as_before && spills_as_before(layout_.layers[l - 1], layer)) {
      ++blocks_.back().repeats;
    } else {
      fill(layer, builder, machine);
    }
  }
  check_length();
}

bool ScheduleTemplate::spills_alike(const GroupLayout& a, const GroupLayout& b) const {
  const std::vector<double>& spilled = spills_.bytes;
  if (a.rows) {
    const RowLayout &x = layout_.rows[a.first], &y = layout_.rows[b.first];
    return spilled[x.output] == spilled[y.output] &&
           std::equal(x.inputs.begin(), x.inputs.end(), y.inputs.begin(),
                      [&](int one, int other) { return spilled[one] == spilled[other]; });
  }
  for (int i = 0; i < a.count; ++i) {
    const ProductLayout &x = layout_.products[a.first + i], &y = layout_.products[b.first + i];
    if (spilled[x.left] != spilled[y.left] || spilled[x.output] != spilled[y.output]) return false;
    if (x.right >= 0 && spilled[x.right] != spilled[y.right]) return false;
  }
  return true;
}

/// A run is a function of its step's shape, the machine, and what the step's values spill: with these equal,
/// two layers' runs are, stage by stage, and so are their pipelines.
bool ScheduleTemplate::spills_as_before(const LayerLayout& before, const LayerLayout& layer) const {
  if (spills_.total == 0) return true;
  for (int g = 0; g < layer.count; ++g) {
    if (!spills_alike(layout_.groups[before.first + g], layout_.groups[layer.first + g])) return false;
  }
  return true;
}

/// A block of its own, or one more repetition of the last.
void ScheduleTemplate::fill(const LayerLayout& layer, const StageBuilder& builder, const Machine& machine) {
  const std::size_t first = stages_.size();
  for (int g = layer.first; g < layer.first + layer.count; ++g) {
    const GroupLayout& group = layout_.groups[g];
    if (group.rows) {
      builder.fill(layout_.rows[group.first], rows_[group.first]);
      stages_.push_back({{}, &rows_[group.first], {}});
    } else {
      add_products(group, stages_.size() == first, builder, machine);
    }
  }
  const std::span<const StageView> stages = std::span(stages_).subspan(first);
  if (!blocks_.empty()) {
    BlockView& last = blocks_.back();
    const bool follows = last.layer >= 0 && layer.layer == last.layer + last.repeats;
    if (follows && same_stages(last.stages, stages)) {
      ++last.repeats;
      stages_.resize(first);
      return;
    }
  }
  blocks_.push_back({layer.layer, 1, stages});
}

/// A stage of its own, or the second product of a pipeline where that works. `opens`: a layer.
void ScheduleTemplate::add_products(const GroupLayout& group, bool opens, const StageBuilder& builder,
                                    const Machine& machine) {
  for (int p = group.first; p < group.first + group.count; ++p) builder.fill(layout_.products[p], tiles_[p]);
  const std::span<TileRun> runs = std::span(tiles_).subspan(group.first, group.count);
  if (group.count == 1 && !opens && stages_.back().tiles.size() == 1) {
    StageView& before = stages_.back();
    before.pipeline = pipeline_of(before.tiles[0], runs[0], layout_.products[group.first - 1].shape,
                                  layout_.products[group.first].shape, machine);
    if (before.pipeline) {
      // Products lie in the order of issue, so the two are neighbours. They meet in a slot of their own.
      runs[0].streamed = layout_.values.slots;
      before.tiles = std::span(tiles_).subspan(group.first - 1, 2);
      return;
    }
  }
  stages_.push_back({runs, nullptr, {}});
}

void ScheduleTemplate::check_length() const {
  if (const double serial = serial_seconds(blocks_); serial > kLongest.si) {
    throw InputError({network_, 0, 0, "simulated time"}, fmt::format("up to {:.3g} s", serial),
                     fmt::format("at most {:g} s: fewer samples, tokens, or a faster chip", kLongest.si));
  }
}

}  // namespace tron::schedule
