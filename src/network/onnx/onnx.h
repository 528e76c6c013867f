#pragma once

#include <span>
#include <string>

#include "network/graph.h"
#include "rooms.h"

namespace tron::network {

/// Sizes for what an ONNX file leaves free; the batch is always 1.
struct OnnxSizes {
  std::size_t tokens = 0;   ///< of sequences; 0: they stay free where the network allows it
  std::size_t height = 0;   ///< of features' axes before the last; 0: a free one is refused
  std::size_t width = 320;  ///< of features' last axis
};

/// Reads a network from an ONNX file as PyTorch exports it, opset 9 to 17. What is a part of a transformer
/// becomes the graph that the other readers build; every other operator becomes a node Op::host, which the
/// control unit carries out. docs/methods/onnx.md says what is recognised. The network is followed with two
/// lengths; where they give different graphs it is fixed to one (Graph::exact_tokens, with a note).
///
/// Class names are taken from a `labels.txt` beside the file with as many lines as there are classes.
///
/// InputError, naming file, node and operator, for files that are no ONNX model, operators that nobody
/// knows, shapes that do not fit, and constants that are missing or out of proportion.
Graph load_onnx(const std::string& path, const OnnxSizes& sizes = {});
/// The same of bytes in memory, without external data and labels.
Graph load_onnx(std::span<const unsigned char> bytes, const std::string& path, const OnnxSizes& sizes = {});

}  // namespace tron::network
