#pragma once

#include <vector>

#include "rooms.h"
#include "schedule/schedule_view.h"

namespace tron::timing {

/// The chain of steps when each has its pool and operands to itself and ports never make anyone wait.
class Chain {
 public:
  /// Starts anew at time 0; allocates only where there are more slots, pools or units than ever before.
  void start(const Machine& machine, int slots);

  /// The stages of one repetition of a block.
  void play(std::span<const StageView> stages);

  /// Remembers the clocks as they are, before a repetition.
  void mark();
  /// How much later the repetition that was played since mark() left every clock that it wrote, if it is the
  /// same for all; else -1. If the repetition before it was of the same stages and this is not -1, then every
  /// later one shifts time by as much (chain.cc has the proof).
  Femtoseconds shift(std::span<const StageView> stages) const;
  /// Shifts these clocks as `times` more repetitions would.
  void skip(std::span<const StageView> stages, Femtoseconds by, int times);

  Femtoseconds end() const { return clocks_[kEnd]; }

 private:
  // The end, a clock a pool and unit that says when it is free, and two a slot: its value's first row is
  // there, and its last.
  static constexpr int kEnd = 0;
  Femtoseconds& pool(int number) { return clocks_[1 + number]; }
  Femtoseconds& unit(int number) { return clocks_[units_ + number]; }
  Femtoseconds& first(int slot) { return clocks_[slots_ + 2 * slot]; }
  Femtoseconds& last(int slot) { return clocks_[slots_ + 2 * slot + 1]; }

  Femtoseconds round_of(const TileRun& run) const;
  Femtoseconds play(const TileRun& run);
  void play(const TileRun& ahead, const TileRun& behind, const Pipeline& pipeline);
  void play(const RowRun& run);
  void deliver(int slot, Femtoseconds first_row, Femtoseconds last_row);
  template <class Visit>
  void visit_written(std::span<const StageView> stages, Visit visit) const;

  const Machine* machine_ = nullptr;
  int units_ = 0, slots_ = 0;
  std::vector<Femtoseconds> clocks_, marked_;
};

}  // namespace tron::timing
