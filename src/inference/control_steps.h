#pragma once

#include <span>

#include "inference/batch_value.h"
#include "network/dataset.h"
#include "program/program.h"

namespace tron {

/// The steps that move or look up data in the control unit and have no share in the chip's errors: patches,
/// embed, prepend, add_rows, take_first, mean_rows, tanh. `x` is the input value, nullptr for the two that
/// start from the samples. InputError for a sample that does not fit the network.
BatchValue run_control_step(const Step& step, const Graph& graph, std::span<const Sample> samples,
                            const BatchValue* x);

}  // namespace tron
