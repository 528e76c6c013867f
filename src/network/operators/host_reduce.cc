#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "network/operators/host_operators.h"

namespace tron::network {
namespace {

using Whole = std::int64_t;

std::vector<bool> reduced_axes(const HostCall& call) {
  const std::size_t rank = call.operand(0).dims.size();
  const auto list = call.list_or_operand("axes", 1);
  const bool all = !list || (list->empty() && call.integer("noop_with_empty_axes", 0) == 0);
  std::vector<bool> reduced(rank, all);
  if (list) {
    for (Whole axis : *list) reduced[HostCall::axis(axis, rank)] = true;
  }
  return reduced;
}

HostTensor reduced_shape(const HostCall& call) {
  const HostTensor& in = call.operand(0);
  const std::vector<bool> reduced = reduced_axes(call);
  const bool keep = call.integer("keepdims", 1) != 0;
  HostTensor out{in.kind, {}, {}, {}};
  for (std::size_t k = 0; k < in.dims.size(); ++k) {
    if (!reduced[k]) {
      out.dims.push_back(in.dims[k]);
    } else if (keep) {
      out.dims.push_back(1);
    }
  }
  if (in.size() == 0) refuse_host("nothing to reduce", "at least one element");
  return out;
}

/// Folds every element of the input into the one of the output it belongs to, in double precision.
template <class F>
std::vector<double> fold(const HostCall& call, const HostTensor& out, double start, F f) {
  const HostTensor& in = call.operand(0);
  const std::vector<bool> reduced = reduced_axes(call);
  Dims kept = in.dims;
  for (std::size_t k = 0; k < kept.size(); ++k) kept[k] = reduced[k] ? 1 : kept[k];
  std::vector<double> sums(out.size(), start);
  for_each_strided(
      in.dims, broadcast_strides(kept, in.dims), std::size_t{0}, [&](std::size_t i, std::size_t at) {
        sums[at] = f(sums[at], in.kind == HostKind::real ? in.real[i] : static_cast<double>(in.whole[i]));
      });
  return sums;
}

void store(const std::vector<double>& values, HostTensor& out) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (out.kind == HostKind::real) {
      out.real[i] = static_cast<float>(values[i]);
    } else if (std::abs(values[i]) < 9e15) {
      out.whole[i] = static_cast<Whole>(values[i]);
    } else {
      refuse_host("integers beyond 9e15", "smaller ones");
    }
  }
}

double plus(double sum, double x) {
  return sum + x;
}
double plus_square(double sum, double x) {
  return sum + x * x;
}

void sum(const HostCall& call, HostTensor& out) {
  store(fold(call, out, 0, plus), out);
}
void sum_of_squares(const HostCall& call, HostTensor& out) {
  store(fold(call, out, 0, plus_square), out);
}

void mean(const HostCall& call, HostTensor& out) {
  std::vector<double> sums = fold(call, out, 0, plus);
  const auto share = static_cast<double>(call.operand(0).size() / out.size());
  for (double& s : sums) s /= share;
  store(sums, out);
}

void length(const HostCall& call, HostTensor& out) {
  std::vector<double> sums = fold(call, out, 0, plus_square);
  for (double& s : sums) s = std::sqrt(s);
  store(sums, out);
}

void largest(const HostCall& call, HostTensor& out) {
  store(fold(call, out, -INFINITY, [](double a, double b) { return std::max(a, b); }), out);
}
void smallest(const HostCall& call, HostTensor& out) {
  store(fold(call, out, INFINITY, [](double a, double b) { return std::min(a, b); }), out);
}
void product(const HostCall& call, HostTensor& out) {
  store(fold(call, out, 1, [](double a, double b) { return a * b; }), out);
}

// ArgMax

HostTensor argmax_shape(const HostCall& call) {
  const HostTensor& in = call.operand(0);
  const std::size_t axis = HostCall::axis(call.integer("axis", 0), in.dims.size());
  if (in.size() == 0) refuse_host("nothing to reduce", "at least one element");
  HostTensor out{HostKind::whole, in.dims, {}, {}};
  out.dims[axis] = 1;
  if (call.integer("keepdims", 1) == 0) out.dims.erase(out.dims.begin() + static_cast<std::ptrdiff_t>(axis));
  return out;
}

void argmax(const HostCall& call, HostTensor& out) {
  const HostTensor& in = call.operand(0);
  const std::size_t axis = HostCall::axis(call.integer("axis", 0), in.dims.size());
  const std::size_t inner = row_major_strides(in.dims)[axis], d = in.dims[axis];
  const auto at = [&](std::size_t i) {
    return in.kind == HostKind::real ? in.real[i] : static_cast<double>(in.whole[i]);
  };
  for (std::size_t o = 0; o < out.size(); ++o) {
    const std::size_t start = o / inner * inner * d + o % inner;
    std::size_t best = 0;
    for (std::size_t k = 1; k < d; ++k) {
      if (at(start + k * inner) > at(start + best * inner)) best = k;
    }
    out.whole[o] = static_cast<Whole>(best);
  }
}

// Softmax, layer norm: along runs of elements

HostTensor real_same(const HostCall& call) {
  return {HostKind::real, call.real(0).dims, {}, {}};
}

struct Runs {
  std::size_t length = 1, stride = 1;
};

/// Up to opset 12 everything from the axis on is one run; later the axis alone.
Runs softmax_runs(const HostCall& call) {
  const Dims& dims = call.operand(0).dims;
  if (dims.empty()) return {};
  const bool old = call.opset < 13;
  const std::size_t axis = HostCall::axis(call.integer("axis", old ? 1 : -1), dims.size());
  const std::size_t inner = row_major_strides(dims)[axis];
  return old ? Runs{inner * dims[axis], 1} : Runs{dims[axis], inner};
}

void softmax_like(const HostCall& call, HostTensor& out, bool logarithm) {
  const std::vector<float>& x = call.operand(0).real;
  const Runs runs = softmax_runs(call);
  for (std::size_t r = 0; r < x.size() / runs.length; ++r) {
    const std::size_t start = r / runs.stride * runs.stride * runs.length + r % runs.stride;
    float most = -INFINITY;
    for (std::size_t i = 0; i < runs.length; ++i) most = std::max(most, x[start + i * runs.stride]);
    double total = 0;
    for (std::size_t i = 0; i < runs.length; ++i) total += std::exp(x[start + i * runs.stride] - most);
    for (std::size_t i = 0; i < runs.length; ++i) {
      const std::size_t at = start + i * runs.stride;
      out.real[at] = logarithm ? static_cast<float>(x[at] - most - std::log(total))
                               : static_cast<float>(std::exp(x[at] - most) / total);
    }
  }
}

HostTensor softmax_shape(const HostCall& call) {
  if (call.real(0).size() > 0) softmax_runs(call);
  return real_same(call);
}
void softmax(const HostCall& call, HostTensor& out) {
  softmax_like(call, out, false);
}
void log_softmax(const HostCall& call, HostTensor& out) {
  softmax_like(call, out, true);
}

HostTensor layer_norm_shape(const HostCall& call) {
  if (call.output != 0) refuse_host("the norm's mean or deviation as an output", "the first output only");
  const Dims& dims = call.real(0).dims;
  const std::size_t axis = HostCall::axis(call.integer("axis", -1), dims.size());
  const std::size_t size = element_count(Dims(dims.begin() + static_cast<std::ptrdiff_t>(axis), dims.end()));
  for (std::size_t i = 1; i < 3; ++i) {
    if (call.has(i) && call.real(i).size() != size) {
      refuse_host("a table of dimensions " + dims_text(call.operand(i).dims),
                  fmt::format("{} elements", size));
    }
  }
  return real_same(call);
}

void layer_norm(const HostCall& call, HostTensor& out) {
  const HostTensor& x = call.operand(0);
  const float epsilon = call.number("epsilon", 1e-5f);
  const std::size_t size = call.operand(1).size();
  for (std::size_t start = 0; start < x.size(); start += size) {
    double mean = 0, square = 0;
    for (std::size_t i = 0; i < size; ++i) mean += x.real[start + i];
    mean /= static_cast<double>(size);
    for (std::size_t i = 0; i < size; ++i) square += std::pow(x.real[start + i] - mean, 2);
    const double scale = 1 / std::sqrt(square / static_cast<double>(size) + epsilon);
    for (std::size_t i = 0; i < size; ++i) {
      const double y = (x.real[start + i] - mean) * scale * call.operand(1).real[i];
      out.real[start + i] = static_cast<float>(y + (call.has(2) ? call.operand(2).real[i] : 0));
    }
  }
}

const HostOperator kOperators[] = {
    {"ReduceMean", 1, 2, reduced_shape, mean, HostCost::inputs},
    {"ReduceSum", 1, 2, reduced_shape, sum, HostCost::inputs},
    {"ReduceMax", 1, 2, reduced_shape, largest, HostCost::inputs},
    {"ReduceMin", 1, 2, reduced_shape, smallest, HostCost::inputs},
    {"ReduceProd", 1, 2, reduced_shape, product, HostCost::inputs},
    {"ReduceL2", 1, 2, reduced_shape, length, HostCost::inputs},
    {"ReduceSumSquare", 1, 2, reduced_shape, sum_of_squares, HostCost::inputs},
    {"ArgMax", 1, 1, argmax_shape, argmax, HostCost::inputs},
    {"Softmax", 1, 1, softmax_shape, softmax},
    {"LogSoftmax", 1, 1, softmax_shape, log_softmax},
    {"LayerNormalization", 2, 3, layer_norm_shape, layer_norm},
};

}  // namespace

std::span<const HostOperator> reduction_operators() {
  return kOperators;
}

}  // namespace tron::network
