#include "network/onnx/pattern/onnx_mask.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace tron::network {
namespace {

/// What exp() makes nothing of: older exports add -10000.
constexpr double kHidden = -1000;

double element(const HostTensor& tensor, std::size_t i) {
  return tensor.kind == HostKind::real ? tensor.real[i] : static_cast<double>(tensor.whole[i]);
}

template <class Body>
void broadcast_over(const HostTensor& tensor, const Dims& dims, const Body& body) {
  for_each_strided(dims, broadcast_strides(tensor.dims, dims), std::size_t{0},
                   [&](std::size_t i, std::size_t at) { body(i, element(tensor, at)); });
}

/// Constants that `values` are made of.
std::set<int> ancestors(const OnnxTrace& trace, const std::vector<int>& values) {
  constexpr std::size_t kMost = 256;
  std::set<int> seen;
  std::vector<int> open = values;
  while (!open.empty() && seen.size() < kMost) {
    const int value = open.back();
    open.pop_back();
    if (value < 0 || !seen.insert(value).second) continue;
    if (const OnnxOp* op = trace.maker(value)) open.insert(open.end(), op->inputs.begin(), op->inputs.end());
  }
  return seen;
}

/// Where buckets may end, T5's own first.
const std::vector<std::size_t>& distances() {
  static const std::vector<std::size_t> all = [] {
    std::vector<std::size_t> list(1025);
    std::iota(list.begin(), list.end(), 0);
    list[0] = 128;
    return list;
  }();
  return all;
}

}  // namespace

ScoreMask::ScoreMask(const Dims& scores) {
  rows_ = scores[scores.size() - 2];
  columns_ = scores.back();
  const std::size_t all = element_count(scores);
  heads_ = rows_ * columns_ == 0 ? 0 : all / (rows_ * columns_);
}

void ScoreMask::make_room(const Dims& scores) {
  sum_.resize(element_count(scores), 0);
  zeroed_.resize(sum_.size(), 0);
}

void ScoreMask::add(const HostTensor& tensor, const Dims& dims, double factor) {
  make_room(dims);
  broadcast_over(tensor, dims, [&](std::size_t i, double x) { sum_[i] += x == 0 ? 0 : factor * x; });
}

bool ScoreMask::multiply(const HostTensor& tensor, const Dims& dims, double& factor) {
  double other = 0;
  for (std::size_t i = 0; i < tensor.size(); ++i) {
    const double x = element(tensor, i);
    if (x == 0) continue;
    if (other != 0 && x != other) return false;
    other = x;
  }
  make_room(dims);
  broadcast_over(tensor, dims,
                 [&](std::size_t i, double x) { zeroed_[i] = zeroed_[i] != 0 || x == 0 ? 1 : 0; });
  factor *= other;
  return other != 0;
}

void ScoreMask::replace(const HostTensor& condition, const Dims& dims, bool hidden, double fill) {
  make_room(dims);
  broadcast_over(condition, dims, [&](std::size_t i, double x) {
    if ((x != 0) == hidden) sum_[i] = std::min(sum_[i], fill), zeroed_[i] = 1;
  });
}

bool ScoreMask::masked(std::size_t h, std::size_t i, std::size_t j) const {
  return at(h, i, j) <= kHidden;
}

bool ScoreMask::explain_hidden(OnnxAttention& attention) const {
  bool all_seen = true, causal = rows_ == columns_;
  std::size_t window = 0;  // of the last row
  for (std::size_t j = 0; rows_ > 0 && j < columns_; ++j) window += masked(0, rows_ - 1, j) ? 0 : 1;
  for (std::size_t h = 0; h < heads_; ++h) {
    for (std::size_t i = 0; i < rows_; ++i) {
      for (std::size_t j = 0; j < columns_; ++j) {
        const bool hidden = masked(h, i, j);
        if (zeroed_[(h * rows_ + i) * columns_ + j] != 0 && !hidden) return false;
        all_seen = all_seen && !hidden;
        causal = causal && hidden == (j > i || j + window <= i);
      }
    }
  }
  attention.causal = !all_seen;
  attention.window = causal && window < rows_ ? window : 0;
  return all_seen || causal;
}

/// Whether what is seen has one number a row, which softmax takes away.
bool ScoreMask::is_flat() const {
  for (std::size_t h = 0; h < heads_; ++h) {
    for (std::size_t i = 0; i < rows_; ++i) {
      double low = INFINITY, high = -INFINITY;
      for (std::size_t j = 0; j < columns_; ++j) {
        if (masked(h, i, j)) continue;
        low = std::min(low, at(h, i, j));
        high = std::max(high, at(h, i, j));
      }
      if (high - low > 1e-6 * std::max(1.0, std::abs(high))) return false;
    }
  }
  return true;
}

bool ScoreMask::fits(const HostTensor& table, const RelativeBias& bias) const {
  const std::size_t buckets = table.dims[0];
  for (std::size_t h = 0; h < heads_; ++h) {
    for (std::size_t i = 0; i < rows_; ++i) {
      for (std::size_t j = 0; j < columns_; ++j) {
        if (masked(h, i, j)) continue;
        const auto distance = static_cast<std::int64_t>(j) - static_cast<std::int64_t>(i);
        const std::size_t bucket = relative_bucket(distance, buckets, bias);
        if (bucket >= buckets || std::abs(table.real[bucket * heads_ + h] - at(h, i, j)) > 1e-6) return false;
      }
    }
  }
  return true;
}

bool ScoreMask::explain_bias(const OnnxTrace& trace, const std::vector<int>& added,
                             OnnxAttention& attention) const {
  for (int value : ancestors(trace, added)) {
    const HostTensor* table = trace.maker(value) == nullptr ? trace.constant(value) : nullptr;
    if (table == nullptr || table->kind != HostKind::real || table->dims.size() != 2) continue;
    if (table->dims[1] != heads_ || table->dims[0] < 4) continue;
    for (bool bidirectional : {true, false}) {
      for (std::size_t distance : distances()) {
        if (distance <= table->dims[0] / (bidirectional ? 4 : 2)) continue;
        const RelativeBias bias{-1, distance, bidirectional};
        if (!fits(*table, bias)) continue;
        attention.relative_table = value;
        attention.relative = bias;
        return true;
      }
    }
  }
  return false;
}

bool ScoreMask::explain(const OnnxTrace& trace, const std::vector<int>& added,
                        OnnxAttention& attention) const {
  if (sum_.empty()) return heads_ > 0;
  return heads_ > 0 && explain_hidden(attention) && (is_flat() || explain_bias(trace, added, attention));
}

}  // namespace tron::network
