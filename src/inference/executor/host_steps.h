#pragma once

#include <span>

#include "inference/batch_value.h"
#include "network/sample.h"
#include "program/program.h"
#include "rooms.h"

namespace tron::inference {

/// The features of every sample as they stand: Graph::input_shape as a matrix whose columns are the last
/// dimension. InputError for a sample of another size.
BatchValue run_input_step(const Step& step, const Graph& graph, std::span<const Sample> samples);

/// An operator outside the transformer (network/operators/host_op.h), sample by sample in single precision:
/// the same in every fidelity, for any number of threads and any batch. A tensor of more than two dimensions
/// is a matrix whose columns are its last one. InputError for shapes that it cannot take.
BatchValue run_host_step(const Step& step, const Graph& graph, std::span<const BatchValue* const> inputs);

}  // namespace tron::inference
