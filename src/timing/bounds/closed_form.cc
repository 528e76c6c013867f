#include "timing/bounds/closed_form.h"

#include <stdexcept>

namespace tron::timing {

ClosedFormTimer::ClosedFormTimer(const Program& program, const Machine& like, const Workload& workload)
    : missing_(missing_capability(program, like)) {
  if (!missing_) frame_.emplace(program, like, workload);
}

const Activity* ClosedFormTimer::run(const Machine& machine) {
  if (missing_) return nullptr;
  frame_->fill(machine);
  const Layout& layout = frame_->layout();
  margin_ = memory_margin({layout.weight_bytes, frame_->weights_resident(), layout.cache_bytes}, machine);
  if (margin_ < 0) return nullptr;
  timeline_ = &bound_.of(frame_->blocks(), frame_->slots(), machine);
  fill_activity(frame_->blocks(), *timeline_, machine, activity_);
  return &activity_;
}

Infeasible ClosedFormTimer::why() const {
  if (missing_) return *missing_;
  if (!(margin_ < 0)) throw std::logic_error("nothing failed");
  return missing_memory(margin_);
}

}  // namespace tron::timing
