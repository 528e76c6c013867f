#pragma once

#include <string>

#include "network/graph.h"
#include "network/onnx/onnx.h"
#include "rooms.h"

namespace tron::network {

/// Reads a Hugging Face folder: config.json and model.safetensors (fp32, fp16, bf16), or several such files
/// with model.safetensors.index.json, of a family that network/hugging_face/family.h lists, and builds its
/// graph; or an ONNX file (*.onnx, network/onnx/onnx.h, with `sizes` for what it leaves free; config.json
/// beside it may name special tokens). generation_config.json may give other special tokens;
/// 1_Pooling/config.json makes an encoder's rows one (sentence-transformers). InputError names file, tensor,
/// what was found and what is allowed: missing and extra tensors, shapes, dtypes, overlaps, truncation, NaN,
/// absurd sizes.
Graph load_network(const std::string& folder, const OnnxSizes& sizes = {});

/// The sizes of a network without its weights: of a preset file (*.toml, network/preset/preset.h), or of a
/// folder as above. The folder's tensors are held against config.json by name and shape but not read; without
/// safetensors files config.json decides alone. Takes what find_network() gives.
Graph load_shapes(const std::string& file_or_folder);

}  // namespace tron::network
