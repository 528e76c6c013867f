#pragma once

#include <vector>

#include "network/onnx/file/onnx_file.h"
#include "rooms.h"

namespace tron::network {

/// Einsum of two operands as transpositions around a MatMul: one letter summed over, one of each operand's
/// own, any number in common ("bhid,bhjd->bhij"). InputError with an empty place for other equations.
std::vector<OnnxNode> without_einsum(const OnnxNode& einsum);

}  // namespace tron::network
