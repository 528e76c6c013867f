#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/files/npy.h"
#include "base/testing/scratch_folder.h"
#include "network/sample.h"
#include "rooms.h"

namespace tron::network::testing_only {

/// The networks that tools/make_goldens.py makes.
inline const std::vector<std::string>& golden_networks() {
  static const std::vector<std::string> names = {"vit",
                                                 "vit-tanh",
                                                 "deit",
                                                 "bert",
                                                 "bert-relu",
                                                 "vit-embedding",
                                                 "bert-embedding",
                                                 "bert-words",
                                                 "roberta",
                                                 "roberta-embedding",
                                                 "roberta-words",
                                                 "distilbert",
                                                 "distilbert-embedding",
                                                 "distilbert-words",
                                                 "albert",
                                                 "albert-embedding",
                                                 "albert-words",
                                                 "gpt2",
                                                 "gpt2-bare",
                                                 "opt",
                                                 "opt-narrow",
                                                 "llama",
                                                 "llama-linear",
                                                 "mistral",
                                                 "qwen2",
                                                 "marian",
                                                 "bart",
                                                 "t5",
                                                 "t5-gated"};
  return names;
}

/// The ids of one row, up to the padding of -1.
inline std::vector<int> ids_of(const NpyArray& rows, std::size_t index) {
  std::vector<int> ids;
  const float* from = rows.data.data() + index * rows.shape[1];
  for (std::size_t i = 0; i < rows.shape[1] && from[i] >= 0; ++i) ids.push_back(static_cast<int>(from[i]));
  return ids;
}

/// inputs.npy and targets.npy of a golden network.
inline std::vector<Sample> golden_samples(const std::string& name, bool text) {
  const NpyArray inputs = read_npy(golden_path(name) + "/inputs.npy");
  const std::string target_path = golden_path(name) + "/targets.npy";
  const bool pair = std::filesystem::exists(target_path);
  const NpyArray targets = pair ? read_npy(target_path) : NpyArray{};
  const std::size_t count = inputs.shape[0], size = inputs.data.size() / count;
  std::vector<Sample> samples(count);
  for (std::size_t s = 0; s < count; ++s) {
    const float* from = inputs.data.data() + s * size;
    if (!text) samples[s].image.assign(from, from + size);
    if (text) samples[s].tokens = ids_of(inputs, s);
    if (pair) samples[s].target = ids_of(targets, s);
    samples[s].token_types.assign(samples[s].tokens.size(), 0);
  }
  return samples;
}

}  // namespace tron::network::testing_only
