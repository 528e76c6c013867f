#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "network/graph.h"
#include "network/operators/host_tensor.h"
#include "rooms.h"

namespace tron::network {

/// One attribute of an ONNX node, in the form it was given in.
struct HostAttribute {
  std::vector<std::int64_t> integers;
  std::vector<float> numbers;
  std::string text;
  std::shared_ptr<const HostTensor> tensor;
};
using HostAttributes = std::map<std::string, HostAttribute>;

/// An operator outside the transformer, as ONNX defines it (onnx.ai/onnx/operators), bound to its constant
/// operands. The control unit carries it out in single precision, one sample at a time.
struct HostOp {
  struct Operand {
    int input = -1;                              ///< of Node::inputs
    std::shared_ptr<const HostTensor> constant;  ///< where input is -1; both absent: left out
    Dims dims;                                   ///< of one sample; 0 = rows of the sample, at most one
  };
  std::string type;  ///< "Conv"
  int opset = 0;
  HostAttributes attributes;
  std::vector<Operand> operands;
  int output = 0;  ///< which of the operator's outputs
  Dims dims;       ///< of the output; 0 = as many as the operands' 0
};

/// Whether `type` is one of the operators that can be carried out.
bool is_host_operator(const std::string& type);

/// Shape and kind of the result, without data. Operands may lack data where only their shape counts; nullptr
/// is an operand left out. InputError with an empty place for operands that ONNX does not allow.
HostTensor host_shape(const std::string& type, int opset, const HostAttributes& attributes,
                      std::span<const HostTensor* const> operands, int output);
/// The result itself; every operand has its data.
HostTensor host_result(const std::string& type, int opset, const HostAttributes& attributes,
                       std::span<const HostTensor* const> operands, int output);

/// `inputs`: the node's inputs of one sample, flat and row-major.
HostTensor run_host_op(const HostOp& op, std::span<const std::span<const float>> inputs);

/// What an operator makes the control unit do with one sample.
struct HostWork {
  std::uint64_t macs = 0;        ///< multiply-accumulates of Conv, MatMul, Gemm
  std::uint64_t operations = 0;  ///< these, and one for every element computed or moved; 0: a mere view
  std::uint64_t elements = 0;    ///< of the output
  std::uint64_t constants = 0;   ///< elements of constant operands, fetched from memory
  std::uint64_t rows = 0;        ///< of the output
  std::uint64_t row_operations() const { return rows == 0 ? 0 : operations / rows; }
};
/// `rows` stands for the dimensions that are 0.
HostWork host_work(const HostOp& op, std::size_t rows = 1);

/// Rows of the output as a matrix [product of all dims but the last x last] for an input of `rows` rows.
std::size_t host_rows(const HostOp& op, std::size_t input_rows);

/// Operators of one type that run in the control unit.
struct HostOperatorCount {
  std::string type;
  std::size_t count = 0;
  std::uint64_t macs = 0, operations = 0, elements = 0;  ///< of one sample of max_tokens rows
};
/// By type, the most operations first; mere views are left out.
std::vector<HostOperatorCount> host_operators(const Graph& graph);

}  // namespace tron::network
