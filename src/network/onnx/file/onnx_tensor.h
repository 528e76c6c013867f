#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/text/protobuf_reader.h"
#include "network/operators/host_tensor.h"
#include "rooms.h"

namespace tron::network {

/// What elements of an ONNX data type (onnx.proto, TensorProto.DataType) become; nothing for text, complex
/// numbers and types that later versions have.
std::optional<HostKind> onnx_kind(std::int64_t data_type);

struct NamedTensor {
  std::string name;
  HostTensor tensor;
};

/// Reads a TensorProto. `file`: the model's path, whose folder may hold external data; `item` names it where
/// it has no name of its own. InputError as read_onnx() says.
NamedTensor read_onnx_tensor(ProtobufReader message, const std::string& file, const std::string& item);

}  // namespace tron::network
