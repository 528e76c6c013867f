#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "network/onnx/file/onnx_file.h"
#include "rooms.h"

namespace tron::network {

/// Which part of a sample an input of the network takes.
enum class OnnxSource { none, tokens, types, target, features };

/// One value of a traced network.
struct OnnxValue {
  std::string name;
  HostTensor shape;                            ///< kind and dims, no data
  std::shared_ptr<const HostTensor> constant;  ///< where the sample has no part in it
  int op = -1;                                 ///< that makes it; -1: an input or a constant of the file
  int output = 0;                              ///< which of the op's outputs
  OnnxSource source = OnnxSource::none;
};

struct OnnxOp {
  const OnnxNode* node = nullptr;
  std::vector<int> inputs;   ///< values; -1 = left out
  std::vector<int> outputs;  ///< values; -1 = nobody reads it
};

/// The sizes a network is traced with. Batch is 1.
struct OnnxTraceSizes {
  std::size_t tokens = 0;             ///< of free sequences
  std::size_t height = 0, width = 0;  ///< of free image axes; height 0: a free one is refused
};

/// A network followed once from its inputs to its outputs with concrete sizes: every value has a shape, and
/// data where the sample has no part in it. So all arithmetic on shapes, masks and positions is carried out
/// here. Keeps a reference to the file.
///
/// The sample is taken to be without padding: masks among the inputs are ones, position inputs count from 0,
/// and no token id equals a number of the network (comparisons of ids are false).
struct OnnxTrace {
  const OnnxFile* file = nullptr;
  int opset = 0;
  std::vector<OnnxOp> ops;  ///< in order
  std::vector<OnnxValue> values;
  std::vector<int> uses;     ///< [value]: ops that read it, and one for the result
  int result = -1;           ///< the output named "logits", else the first that depends on the sample
  bool free_tokens = false;  ///< a free sequence axis took `tokens`

  const OnnxOp* maker(int value) const;
  /// The maker's type, "" for inputs and constants.
  const std::string& type(int value) const;
  const Dims& dims(int value) const { return values[static_cast<std::size_t>(value)].shape.dims; }
  const HostTensor* constant(int value) const;
  /// "node 'encoder/MatMul' (MatMul)" of the op that makes it.
  Place place(int value) const;
};

/// InputError with file, node and operator type for anything that cannot be traced: operators that are not
/// known, values that no earlier node makes (cycles too), two of one name, shapes that do not fit.
OnnxTrace trace_onnx(const OnnxFile& file, const OnnxTraceSizes& sizes);

}  // namespace tron::network
