#include "network/graph.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace tron::network {

namespace {

constexpr const char* kOpNames[] = {
    "input",    "patches",   "embed",      "linear",    "prepend", "add_rows",  "layer_norm",
    "rms_norm", "attention", "gelu",       "gelu_tanh", "relu",    "silu",      "tanh",
    "add",      "multiply",  "take_first", "take_last", "sample",  "mean_rows", "host"};
static_assert(std::size(kOpNames) == static_cast<std::size_t>(Op::host) + 1);

}  // namespace

std::string op_name(Op op) {
  return kOpNames[static_cast<std::size_t>(op)];
}

std::vector<double> rotary_frequencies(double base, std::size_t dims) {
  std::vector<double> frequencies(dims / 2);
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    frequencies[i] = std::pow(base, -2 * static_cast<double>(i) / static_cast<double>(dims));
  }
  return frequencies;
}

std::size_t relative_bucket(std::int64_t distance, std::size_t buckets, const RelativeBias& bias) {
  std::size_t first = 0;
  if (bias.bidirectional) {
    buckets /= 2;
    if (distance > 0) first = buckets;
    distance = std::abs(distance);
  } else {
    distance = -std::min<std::int64_t>(distance, 0);
  }
  const std::size_t exact = buckets / 2;
  const auto far = static_cast<std::size_t>(distance);
  if (far < exact) return first + far;
  // In float, as PyTorch computes it: a double may round to another bucket at a boundary.
  const float share =
      std::log(static_cast<float>(far) / static_cast<float>(exact)) /
      static_cast<float>(std::log(static_cast<double>(bias.max_distance) / static_cast<double>(exact)));
  const auto shared = static_cast<std::size_t>(share * static_cast<float>(buckets - exact));
  return first + std::min(exact + shared, buckets - 1);
}

std::uint64_t Graph::parameters() const {
  std::uint64_t count = 0;
  for (const Tensor& tensor : tensors) {
    if (tensor.learned) count += std::uint64_t{tensor.value.rows} * tensor.value.cols;
  }
  return count;
}

}  // namespace tron::network
