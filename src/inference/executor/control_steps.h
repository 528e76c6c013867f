#pragma once

#include <span>

#include "inference/batch_value.h"
#include "inference/executor/cached_rows.h"
#include "network/sample.h"
#include "program/program.h"
#include "rooms.h"

namespace tron::inference {

/// A step of the control unit and what it may read besides its operands.
struct ControlStep {
  const Step& step;
  const Graph& graph;
  std::span<const Sample> samples;
  const DecodeState* state = nullptr;  ///< tokens read before; nullptr: none
};

/// The steps that move or look up data in the control unit, or compute what light should not, and have no
/// share in the chip's errors: everything but products, softmax, norm, activation and residual. `x` and `y`
/// are the operands, nullptr where a step has none. InputError for a sample that does not fit the network.
BatchValue run_control_step(const ControlStep& control, const BatchValue* x, const BatchValue* y);

}  // namespace tron::inference
