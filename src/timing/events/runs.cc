#include "timing/events/runs.h"

#include <algorithm>
#include <stdexcept>

namespace tron::timing {

Femtoseconds RunView::own_time(const Machine& machine) const {
  if (tile) {
    const Femtoseconds round = machine.pools[tile->pool].double_buffered
                                   ? std::max(tile->program, tile->stream)
                                   : tile->program + tile->stream;
    return static_cast<Femtoseconds>(tile->rounds) * round;
  }
  return static_cast<Femtoseconds>(rows->rows) * rows->row;
}

Femtoseconds RunView::span(const Machine& machine) const {
  return time ? time->end - time->begin : own_time(machine);
}

std::vector<RunView> runs_of(const Schedule& schedule, const Timeline& timeline) {
  std::vector<RunView> views;
  for (const Block& block : schedule.blocks) {
    for (const Stage& stage : block.stages) {
      for (const TileRun& tile : stage.tiles) views.push_back({&block, &tile, nullptr, nullptr});
      if (stage.rows) views.push_back({&block, nullptr, &*stage.rows, nullptr});
    }
  }
  if (timeline.runs.empty()) return views;
  if (timeline.runs.size() != views.size()) throw std::logic_error("timeline of another schedule");
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (timeline.runs[i].step != views[i].step()) throw std::logic_error("timeline of another schedule");
    views[i].time = &timeline.runs[i];
  }
  return views;
}

}  // namespace tron::timing
