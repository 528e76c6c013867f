#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "network/graph.h"

namespace tron {

/// What config.json of a Hugging Face folder says about a network this program can build.
struct NetworkConfig {
  std::string family;  ///< model_type: "vit", "deit" or "bert"
  std::size_t width = 0, layers = 0, heads = 0, feed_forward = 0;
  Op activation = Op::gelu;
  double epsilon = 0;               ///< of every layer norm
  bool qkv_bias = true;             ///< query, key and value have biases
  std::vector<std::string> labels;  ///< class names, index = class

  // Images (vit, deit); zero for text.
  std::size_t channels = 0, image_height = 0, image_width = 0, patch = 0;
  // Text (bert); zero for images.
  std::size_t vocabulary = 0, positions = 0, types = 0;
};

/// InputError names the key: unknown model types, activations and architectures, sizes that are missing,
/// wrong or absurd, heads that do not divide the width, patches that do not tile the image, labels that are
/// not numbered 0, 1, 2 ...
NetworkConfig network_config(const Json& json, const std::string& file);

/// Of text in memory; `name` stands as the file in messages.
NetworkConfig parse_network_config(std::string_view text, const std::string& name);

}  // namespace tron
