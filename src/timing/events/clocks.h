#pragma once

#include <cstdint>
#include <vector>

#include "rooms.h"
#include "schedule/schedule.h"

namespace tron::timing {

/// The clocks of a run: when each unit, port, slot of a prefetch queue and value is free or ready. Records
/// which of them a repetition read and wrote, so that repetitions that only shift time are recognised.
class Clocks {
 public:
  Clocks(const Schedule& schedule, const Machine& machine);

  // Numbers of clocks.
  static constexpr int kDram = 0, kLoad = 1, kFeed = 2, kDrain = 3;
  int pool_free(int pool) const { return 4 + pool * stride_; }        ///< last stream's end
  int pool_shadow(int pool) const { return pool_free(pool) + 1; }     ///< next programming may start
  int pool_registers(int pool) const { return pool_free(pool) + 2; }  ///< next operand may be loaded
  int unit_free(int unit) const { return units_ + unit; }
  int first_row(int slot) const { return slots_ + 2 * slot; }  ///< a value's first row is there
  int last_row(int slot) const { return slots_ + 2 * slot + 1; }

  Femtoseconds read(int clock) {
    marks_[clock] |= kRead;
    return times_[clock];
  }
  void write(int clock, Femtoseconds time) {
    marks_[clock] |= kWritten;
    times_[clock] = time;
  }
  /// The oldest of the `depth` slots of a pool's prefetch queue, and its return at `time` as the newest.
  Femtoseconds take_place(int pool) { return read(places(pool)); }
  void free_place(int pool, Femtoseconds time);

  /// An operation began at `time`.
  void began(Femtoseconds time) { earliest_ = time < earliest_ ? time : earliest_; }

  /// A repetition begins; repetitions may stand within repetitions.
  void open();
  /// The shift of everything written since open(), if it is the same for all and if nothing that was only
  /// read can have delayed an operation: then every later repetition shifts time by as much. -1 otherwise.
  Femtoseconds shift() const;
  /// Shifts everything written since open().
  void advance(Femtoseconds by);
  /// The repetition that was opened last ends.
  void close();

 private:
  static constexpr std::uint8_t kRead = 1, kWritten = 2;
  struct Level {
    std::vector<Femtoseconds> times;
    std::vector<std::uint8_t> marks;  ///< of the repetition around
    Femtoseconds earliest = 0;
  };
  int places(int pool) const { return pool_free(pool) + 3; }

  int depth_, stride_, units_, slots_;
  std::vector<Femtoseconds> times_;
  std::vector<std::uint8_t> marks_;
  Femtoseconds earliest_ = 0;
  std::vector<Level> levels_;
  std::size_t open_ = 0;
};

}  // namespace tron::timing
