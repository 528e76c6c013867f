#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "network/onnx/file/onnx_trace.h"
#include "rooms.h"

namespace tron::network {

// How values of a traced network hang together, for those who look for the parts of a transformer in it.

/// The earliest value with the same elements in the same order: back through reshapes, casts, dropouts,
/// transpositions that only move dimensions of 1, factors of 1 and sums with 0.
int flat_source(const OnnxTrace& trace, int value);
/// The value that `value` takes its elements from, in whatever order and number: back through these and
/// transpositions, slices, splits, gathers and expansions.
int moved_source(const OnnxTrace& trace, int value);

/// The inputs of the op that makes `value` (after flat_source) if it has that type and two inputs.
struct OnnxPair {
  int first = -1, second = -1;
};
std::optional<OnnxPair> operands_of(const OnnxTrace& trace, int value, const std::string& type);
/// The same for a commutative type where one operand is constant: first = the other, second = the constant.
std::optional<OnnxPair> with_constant(const OnnxTrace& trace, int value, const std::string& type);
/// The input of the op that makes it, if that is of the type.
std::optional<int> operand_of(const OnnxTrace& trace, int value, const std::string& type);

/// The number that a constant consists of (all its elements are equal).
std::optional<double> uniform(const OnnxTrace& trace, int value);
/// Whether it is a constant of `size` elements along the last axis.
bool is_vector(const OnnxTrace& trace, int value, std::size_t size);
/// A constant of the file that a constant is made from without a change but of its dims, else the constant.
int named_constant(const OnnxTrace& trace, int value);

/// `target` computed from values that are given; nothing where it needs other parts of the sample, more than
/// `most_ops` ops, or out of proportion many elements.
std::optional<HostTensor> replay(const OnnxTrace& trace, int target, const std::map<int, HostTensor>& given,
                                 std::size_t most_ops = 512);
/// For each element of `value` the number of the element of `source` that it is; nothing where it is not only
/// moved.
std::optional<std::vector<std::size_t>> index_map(const OnnxTrace& trace, int value, int source);

/// A matrix of rows: one sample, [rows x last dim], with no axis but one greater than 1 before the last.
bool is_rows(const Dims& dims);
/// Product of all dims but the last.
std::size_t row_count(const Dims& dims);

}  // namespace tron::network
