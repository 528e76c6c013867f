#pragma once

#include <optional>
#include <span>
#include <vector>

#include "rooms.h"
#include "schedule/schedule.h"

namespace tron::schedule {

/// A Stage whose runs lie elsewhere.
struct StageView {
  std::span<const TileRun> tiles;
  const RowRun* rows = nullptr;
  std::optional<Pipeline> pipeline;
};

/// A Block whose stages lie elsewhere.
struct BlockView {
  int layer = -1, repeats = 1;
  std::span<const StageView> stages;
};

/// Whether two stages do the same, for whatever steps.
bool same_stages(std::span<const StageView> a, std::span<const StageView> b);

/// A schedule as views; they last as long as it does.
class ScheduleView {
 public:
  explicit ScheduleView(const Schedule& schedule);
  std::span<const BlockView> blocks() const { return blocks_; }

 private:
  std::vector<StageView> stages_;
  std::vector<BlockView> blocks_;
};

}  // namespace tron::schedule
