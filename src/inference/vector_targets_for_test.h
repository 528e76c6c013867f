#pragma once

#include <cstdint>
#include <utility>

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include "rooms.h"

namespace tron::inference {

/// Runs `check` once on each instruction set of this machine, named in its failures, and restores the choice.
template <class Check>
void on_every_target(Check check) {
  const auto use = [](std::int64_t targets) {
    hwy::SetSupportedTargetsForTest(targets);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  };
  for (std::int64_t left = hwy::SupportedTargets(); left != 0; left &= left - 1) {
    use(left & -left);
    const testing::ScopedTrace trace(__FILE__, __LINE__, hwy::TargetName(left & -left));
    check();
  }
  use(0);
}

}  // namespace tron::inference
