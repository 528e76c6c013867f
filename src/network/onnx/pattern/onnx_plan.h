#pragma once

#include <vector>

#include "network/onnx/pattern/onnx_pattern.h"
#include "rooms.h"

namespace tron::network {

/// The parts that make the result, each after those it needs. Whatever no pattern of the transformer covers
/// is a part of its own, Op::host, whose inputs are the operator's. InputError for operators on token ids
/// that are no embedding.
std::vector<OnnxPattern> plan_onnx(const OnnxTrace& trace);

}  // namespace tron::network
