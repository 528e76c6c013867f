#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rooms.h"

namespace tron::network {

/// Most rows a sample may have: noise positions have room for no more.
inline constexpr std::size_t kLongestSample = 4096;

/// One input: either pixel or feature values [channels x height x width], normalised as the network wants
/// them, or token ids.
struct Sample {
  std::vector<float> image;
  std::vector<int> tokens;
  std::vector<int> token_types;  ///< same length as tokens
  std::vector<int> target;       ///< encoder-decoder: what the decoder reads, its start token first
  int label = -1;                ///< class; -1 = unknown
  std::vector<int> expected;     ///< the true token after each row of the output; -1 = unknown
};

/// Labelled samples, ready for one network.
struct Dataset {
  std::string name;  ///< path as given
  std::vector<Sample> samples;
  std::vector<double> similarity;  ///< of samples 2 i and 2 i + 1, as people rated it; empty for other data
};

}  // namespace tron::network
