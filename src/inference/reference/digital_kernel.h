#pragma once

#include <cstddef>

#include "base/numbers/matrix.h"
#include "inference/engine.h"
#include "rooms.h"

namespace tron::inference {

/// Products that are summed up one after another before their sum joins the others'.
inline constexpr std::size_t kChainDepth = 128;

/// out = a b in single precision, rows of `out` out_stride floats apart. An element is (its chains' sums,
/// added up in their order) times b.factor, and a chain is fused multiply-adds from zero in the order of k.
/// So its bits depend on its row of a and its column of b alone: not on what rows come along, nor on its
/// place among them, nor on the instruction set. b needs a unit stride.
void digital_multiply(MatrixView a, const OperandView& b, float* out, std::size_t out_stride);

/// The same in plain scalar code, bit for bit equal: the reference of the kernel's tests.
void digital_multiply_scalar(MatrixView a, const OperandView& b, float* out, std::size_t out_stride);

}  // namespace tron::inference
