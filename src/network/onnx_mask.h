#pragma once

#include <vector>

#include "network/onnx_pattern.h"

namespace tron {

/// What constants do to the scores of all heads, [heads x rows x columns], gathered from the softmax inwards.
class ScoreMask {
 public:
  explicit ScoreMask(const Dims& scores);

  /// scores + factor * tensor, broadcast.
  void add(const HostTensor& tensor, double factor);
  /// scores * tensor, where the tensor has zeros and one other value: those with 0 must be masked besides.
  bool multiply(const HostTensor& tensor, double& factor);
  /// Scores where `condition` is `hidden` become `fill`.
  void replace(const HostTensor& condition, bool hidden, double fill);

  /// Into the pattern: no mask, a causal one, a window; and a relative bias of the constants `added`, if
  /// their table is found. False for anything else.
  bool explain(const OnnxTrace& trace, const std::vector<int>& added, OnnxAttention& attention) const;

 private:
  bool masked(std::size_t h, std::size_t i, std::size_t j) const;
  double at(std::size_t h, std::size_t i, std::size_t j) const {
    return sum_[(h * rows_ + i) * columns_ + j];
  }
  bool explain_hidden(OnnxAttention& attention) const;
  bool is_flat() const;
  bool explain_bias(const OnnxTrace& trace, const std::vector<int>& added, OnnxAttention& attention) const;
  bool fits(const HostTensor& table, const RelativeBias& bias) const;
  Dims dims_;
  std::size_t heads_ = 1, rows_ = 1, columns_ = 1;
  std::vector<double> sum_;
  std::vector<char> zeroed_;
};

}  // namespace tron
