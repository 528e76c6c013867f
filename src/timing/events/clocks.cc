#include "timing/events/clocks.h"

#include <algorithm>
#include <limits>

namespace tron::timing {

Clocks::Clocks(const Schedule& schedule, const Machine& machine)
    : depth_(std::max(1, machine.fetch_depth)), stride_(3 + depth_) {
  units_ = 4 + static_cast<int>(machine.pools.size()) * stride_;
  slots_ = units_ + static_cast<int>(machine.units.size());
  times_.assign(slots_ + 2 * schedule.slots, 0);
  marks_.assign(times_.size(), 0);
}

void Clocks::free_place(int pool, Femtoseconds time) {
  const auto first = times_.begin() + places(pool);
  std::copy(first + 1, first + depth_, first);
  *(first + depth_ - 1) = time;
  std::fill_n(marks_.begin() + places(pool), depth_, kRead | kWritten);
}

void Clocks::open() {
  if (open_ == levels_.size()) levels_.emplace_back();
  Level& level = levels_[open_++];
  level.times = times_;
  level.marks.swap(marks_);
  marks_.assign(times_.size(), 0);
  level.earliest = earliest_;
  earliest_ = std::numeric_limits<Femtoseconds>::max();
}

Femtoseconds Clocks::shift() const {
  const std::vector<Femtoseconds>& before = levels_[open_ - 1].times;
  Femtoseconds by = -1;
  for (std::size_t i = 0; i < times_.size(); ++i) {
    if (marks_[i] & kWritten) {
      const Femtoseconds moved = times_[i] - before[i];
      if (by >= 0 && moved != by) return -1;
      by = moved;
    } else if ((marks_[i] & kRead) && times_[i] >= earliest_) {
      return -1;
    }
  }
  return by;
}

void Clocks::advance(Femtoseconds by) {
  for (std::size_t i = 0; i < times_.size(); ++i) {
    if (marks_[i] & kWritten) times_[i] += by;
  }
}

void Clocks::close() {
  const Level& level = levels_[--open_];
  for (std::size_t i = 0; i < marks_.size(); ++i) marks_[i] |= level.marks[i];
  earliest_ = std::min(earliest_, level.earliest);
}

}  // namespace tron::timing
