#pragma once

#include <optional>

#include "rooms.h"
#include "schedule/schedule_template.h"
#include "timing/bounds/bound.h"
#include "timing/energy.h"
#include "timing/events/capability.h"

namespace tron::timing {

/// One pass of a program in closed form, for machines one after another that differ in numbers alone: arrays,
/// rows, channels and times of pools; lanes and times of units; rates, latencies and capacities of memories;
/// prefetch depth. Results are bit-identical to those of build_schedule(), bound() and activity_of(), but
/// what depends on the program and on the machine's structure alone is computed once. Neither is kept. One
/// timer per thread.
class ClosedFormTimer {
 public:
  /// `like`: any machine of the structure; the program was compiled for it. InputError for a workload that
  /// the network cannot take.
  ClosedFormTimer(const Program& program, const Machine& like, const Workload& workload);

  /// The pass on this machine, until run() is called again; nullptr: it cannot work, and why() says so. Where
  /// it works nothing is allocated. InputError if it could take longer than kLongest; std::logic_error for a
  /// machine of another structure.
  const Activity* run(const Machine& machine);
  /// Why the last run gave nothing. std::logic_error if it did not fail.
  Infeasible why() const;

  // Of the last run that worked.
  Femtoseconds end() const { return timeline_->end; }
  const Timeline& timeline() const { return *timeline_; }  ///< bound()'s
  const ScheduleTemplate& schedule() const { return *frame_; }

 private:
  std::optional<Infeasible> missing_;  ///< whatever the numbers
  std::optional<ScheduleTemplate> frame_;
  Bound bound_;
  const Timeline* timeline_ = nullptr;
  Activity activity_;
  double margin_ = 0;  ///< of main memory, in bytes
};

}  // namespace tron::timing
