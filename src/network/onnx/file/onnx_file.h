#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "network/operators/host_op.h"
#include "rooms.h"

namespace tron::network {

struct OnnxNode {
  std::string name;  ///< may be empty
  std::string type;
  std::vector<std::string> inputs, outputs;  ///< "" = left out
  HostAttributes attributes;

  /// "node 'encoder/MatMul' (MatMul)"
  std::string title() const;
};

struct OnnxInput {
  std::string name;
  HostKind kind = HostKind::real;
  std::vector<std::int64_t> dims;  ///< -1 = free
};

/// An ONNX file as it stands: nodes, constants and the names that connect them. Nothing is connected yet.
/// Einsum stands as the products and transpositions it means.
struct OnnxFile {
  std::string path;
  int opset = 0;
  std::vector<OnnxNode> nodes;
  std::map<std::string, std::shared_ptr<const HostTensor>> constants;
  std::vector<OnnxInput> inputs;  ///< without those that have a constant
  std::vector<std::string> outputs;
};

/// Opsets that are read.
inline constexpr int kFirstOpset = 9, kLastOpset = 17;

/// Reads a model. Constants may be float, half, bfloat16, double, (u)int8 to int64 or bool, in the raw or the
/// typed fields, or in files of their own inside the model's folder. InputError, with the tensor's or node's
/// name, for what is no ONNX model, opsets and operator sets of others, subgraphs, dimensions that do not
/// fit the data, NaN, and external files outside the folder. Memory use is bounded by the files' sizes.
OnnxFile read_onnx(const std::string& path);
/// The same of bytes in memory, which have no external files.
OnnxFile read_onnx(std::span<const unsigned char> bytes, const std::string& path);

}  // namespace tron::network
