#include "schedule/schedule.h"

#include "schedule/schedule_template.h"

namespace tron::schedule {
namespace {

Block block_of(const BlockView& view) {
  Block block{view.layer, view.repeats, {}};
  for (const StageView& stage : view.stages) {
    block.stages.push_back({{stage.tiles.begin(), stage.tiles.end()}, {}, stage.pipeline});
    if (stage.rows != nullptr) block.stages.back().rows = *stage.rows;
  }
  return block;
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

Schedule build_schedule(const Program& program, const Machine& machine, const Workload& workload) {
  ScheduleTemplate frame(program, machine, workload);
  frame.fill(machine);
  Schedule schedule;
  schedule.slots = frame.slots();
  schedule.peak_value_bytes = frame.spills().peak_bytes;
  schedule.spilled_bytes = frame.spills().total;
  schedule.weight_bytes = frame.layout().weight_bytes;
  schedule.weights_resident = frame.weights_resident();
  schedule.cache_bytes = frame.layout().cache_bytes;
  for (const BlockView& block : frame.blocks()) schedule.blocks.push_back(block_of(block));
  return schedule;
}

}  // namespace tron::schedule
