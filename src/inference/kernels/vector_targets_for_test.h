#pragma once

#include <cstdint>

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include "inference/kernels/vector_target.h"
#include "rooms.h"

namespace tron::inference {

/// The instruction sets of this machine, as far as TRON_TARGETS allows them; restores the choice when it
/// goes.
class TargetChoice {
 public:
  TargetChoice() = default;
  TargetChoice(const TargetChoice&) = delete;
  TargetChoice& operator=(const TargetChoice&) = delete;
  ~TargetChoice() {
    use(present_);
    allow_vnni(vnni_);
  }
  void use(std::int64_t targets) const {
    hwy::SetSupportedTargetsForTest(targets);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
  std::int64_t present() const { return present_; }

 private:
  std::int64_t present_ = hwy::SupportedTargets();
  bool vnni_ = vnni_in_use();
};

/// Runs `check` once on each instruction set of this machine, named in its failures.
template <class Check>
void on_every_target(Check check) {
  const TargetChoice choice;
  for (std::int64_t left = choice.present(); left != 0; left &= left - 1) {
    choice.use(left & -left);
    const testing::ScopedTrace trace(__FILE__, __LINE__, hwy::TargetName(left & -left));
    check();
  }
}

}  // namespace tron::inference
