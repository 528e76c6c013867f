#pragma once

#include <vector>

#include "network/onnx/file/onnx_trace.h"
#include "rooms.h"

namespace tron::network {

/// The inputs of a network as values of one sample. What they are follows from type and name: real numbers
/// are the sample's features (one such input); of the integers, names with "mask" are ones, with "position"
/// 0, 1, ..., with "type" or "segment" the token types, with "decoder" the target's tokens, any other the
/// tokens. `free_tokens` is set where a free axis took `sizes.tokens`. InputError for a batch that is fixed
/// to more than 1, a cache of earlier tokens, a second input of one kind, and free axes without a size.
std::vector<OnnxValue> onnx_inputs(const OnnxFile& file, const OnnxTraceSizes& sizes, bool& free_tokens);

}  // namespace tron::network
