#include "schedule/schedule_view.h"

#include <algorithm>
#include <tuple>

namespace tron::schedule {
namespace {

bool same_run(TileRun a, const TileRun& b) {
  a.step = b.step;
  return a == b;
}

/// Field by field, for a copy would allocate.
bool same_run(const RowRun& a, const RowRun& b) {
  const auto fields = [](const RowRun& run) {
    return std::tie(run.unit, run.rows, run.row, run.latency, run.fetch, run.fetch_latency, run.feed,
                    run.drain, run.inputs, run.output, run.work);
  };
  return fields(a) == fields(b);
}

bool same_stage(const StageView& a, const StageView& b) {
  if ((a.rows == nullptr) != (b.rows == nullptr) || a.pipeline != b.pipeline) return false;
  if (a.rows != nullptr && !same_run(*a.rows, *b.rows)) return false;
  return std::equal(a.tiles.begin(), a.tiles.end(), b.tiles.begin(), b.tiles.end(),
                    [](const TileRun& x, const TileRun& y) { return same_run(x, y); });
}

}  // namespace

bool same_stages(std::span<const StageView> a, std::span<const StageView> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_stage);
}

ScheduleView::ScheduleView(const Schedule& schedule) {
  std::size_t stages = 0;
  for (const Block& block : schedule.blocks) stages += block.stages.size();
  stages_.reserve(stages);  // blocks point into it
  blocks_.reserve(schedule.blocks.size());
  for (const Block& block : schedule.blocks) {
    const std::size_t first = stages_.size();
    for (const Stage& stage : block.stages) {
      stages_.push_back({stage.tiles, stage.rows ? &*stage.rows : nullptr, stage.pipeline});
    }
    blocks_.push_back({block.layer, block.repeats, std::span(stages_).subspan(first)});
  }
}

}  // namespace tron::schedule
