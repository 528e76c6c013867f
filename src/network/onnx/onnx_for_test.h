#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/files/files.h"
#include "base/testing/scratch_folder.h"
#include "network/onnx/onnx.h"
#include "rooms.h"

namespace tron::network::testing_only {

/// The networks of tests/golden that tools/make_onnx_goldens.py exports too.
inline const std::vector<std::string>& onnx_goldens() {
  static const std::vector<std::string> names{
      "bert-words", "roberta", "distilbert-embedding", "albert", "vit-tanh", "deit",
      "gpt2-bare",  "opt",     "opt-narrow",           "llama",  "mistral",  "marian",
      "t5",         "t5-gated"};
  return names;
}

inline std::string test_name(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/// tests/golden/onnx/NAME.onnx.gz, in memory.
inline std::vector<unsigned char> onnx_bytes(const std::string& name) {
  return read_maybe_gzip(golden_path("onnx/" + name + ".onnx.gz"));
}

inline Graph onnx_golden(const std::string& name, const OnnxSizes& sizes = {}) {
  return load_onnx(onnx_bytes(name), name + ".onnx", sizes);
}

}  // namespace tron::network::testing_only
