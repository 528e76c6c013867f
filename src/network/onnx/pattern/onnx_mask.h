#pragma once

#include <vector>

#include "network/onnx/pattern/onnx_pattern.h"
#include "rooms.h"

namespace tron::network {

/// What constants do to the scores of all heads, [heads x rows x columns], gathered from the softmax inwards.
class ScoreMask {
 public:
  explicit ScoreMask(const Dims& scores);

  /// Constants are broadcast to `dims`, those of the value that they meet: the scores or a reshape of them.

  /// scores + factor * tensor.
  void add(const HostTensor& tensor, const Dims& dims, double factor);
  /// scores * tensor, where the tensor has zeros and one other value: those with 0 must be masked besides.
  bool multiply(const HostTensor& tensor, const Dims& dims, double& factor);
  /// Scores where `condition` is `hidden` become `fill`.
  void replace(const HostTensor& condition, const Dims& dims, bool hidden, double fill);

  /// Into the pattern: no mask, a causal one, a window; and a relative bias of the constants `added`, if
  /// their table is found. False for anything else.
  bool explain(const OnnxTrace& trace, const std::vector<int>& added, OnnxAttention& attention) const;

 private:
  void make_room(const Dims& scores);
  bool masked(std::size_t h, std::size_t i, std::size_t j) const;
  double at(std::size_t h, std::size_t i, std::size_t j) const {
    return sum_[(h * rows_ + i) * columns_ + j];
  }
  bool explain_hidden(OnnxAttention& attention) const;
  bool is_flat() const;
  bool explain_bias(const OnnxTrace& trace, const std::vector<int>& added, OnnxAttention& attention) const;
  bool fits(const HostTensor& table, const RelativeBias& bias) const;
  std::size_t heads_ = 1, rows_ = 1, columns_ = 1;
  std::vector<double> sum_;
  std::vector<char> zeroed_;
};

}  // namespace tron::network
