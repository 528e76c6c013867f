#pragma once

#include <random>
#include <vector>

#include "network/sample.h"
#include "rooms.h"

namespace tron::inference::examples {

/// Random inputs for the networks of program/example_networks.h: images, or sentences of 1 to 9 tokens.
inline std::vector<Sample> random_samples(const Graph& graph, std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal;
  std::vector<Sample> samples(count);
  for (Sample& sample : samples) {
    sample.label = static_cast<int>(random() % graph.classes());
    if (graph.vocabulary == 0) {
      sample.image.resize(graph.image.channels * graph.image.height * graph.image.width);
      for (float& v : sample.image) v = normal(random);
      continue;
    }
    sample.tokens.resize(1 + random() % 9);
    sample.token_types.resize(sample.tokens.size());
    for (int& token : sample.tokens) token = static_cast<int>(random() % graph.vocabulary);
    for (int& type : sample.token_types) type = static_cast<int>(random() % 2);
  }
  return samples;
}

}  // namespace tron::inference::examples
