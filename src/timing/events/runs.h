#pragma once

#include <vector>

#include "rooms.h"
#include "timing/events/simulate.h"

namespace tron::timing {

inline double seconds(Femtoseconds time) {
  return static_cast<double>(time) / 1e15;
}

/// A run of a schedule, of tiles or of rows, and its times.
struct RunView {
  const Block* block = nullptr;
  const TileRun* tile = nullptr;
  const RowRun* rows = nullptr;   ///< one of the two
  const RunTime* time = nullptr;  ///< nullptr: a timeline without runs (the bound)

  int step() const { return tile ? tile->step : rows->step; }
  int station() const { return tile ? tile->pool : rows->unit; }  ///< index of its pool or unit
  const StepWork& work() const { return tile ? tile->work : rows->work; }
  /// Of its pool or unit for one repetition, if nothing waits; programming that the pool hides behind the
  /// stream is not in it.
  Femtoseconds own_time(const Machine& machine) const;
  /// First programming or row to last result of the first repetition; own_time() without a timeline.
  Femtoseconds span(const Machine& machine) const;
};

/// All runs in the order of issue: blocks, stages, tiles before rows. std::logic_error if the timeline is of
/// another schedule.
std::vector<RunView> runs_of(const Schedule& schedule, const Timeline& timeline);

}  // namespace tron::timing
