#pragma once

#include <span>
#include <vector>

#include "rooms.h"
#include "timing/events/chain.h"
#include "timing/events/simulate.h"

namespace tron::timing {

/// Computes bound() for one schedule after another; for schedules of the same size it allocates nothing.
class Bound {
 public:
  /// Until it is called again.
  const Timeline& of(std::span<const BlockView> blocks, int slots, const Machine& machine);

 private:
  void clear(const Machine& machine);
  void add_work(const BlockView& block, const Machine& machine);
  void add_work(const TileRun& run, Femtoseconds repeats, bool double_buffered);
  void add_work(const RowRun& run, Femtoseconds repeats);
  void add_chain(const BlockView& block);

  Chain chain_;
  Timeline timeline_;
  std::vector<Femtoseconds> places_;  ///< occupancy of each pool's prefetch queue
};

}  // namespace tron::timing
