#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "network/operators/host_operators.h"

// Operators whose results are shapes, masks and positions: the importer folds them away.

namespace tron::network {
namespace {

using Whole = std::int64_t;

HostTensor dims_shape(const HostCall& call) {
  return {HostKind::whole, {call.operand(0).dims.size()}, {}, {}};
}

void dims_of(const HostCall& call, HostTensor& out) {
  std::copy(call.operand(0).dims.begin(), call.operand(0).dims.end(), out.whole.begin());
}

HostTensor number_shape(const HostCall&) {
  return {HostKind::whole, {}, {}, {}};
}

void size_of(const HostCall& call, HostTensor& out) {
  out.whole[0] = static_cast<Whole>(call.operand(0).size());
}

HostTensor filled_shape(const HostCall& call) {
  const auto value = call.attributes.find("value");
  HostTensor out;
  if (value != call.attributes.end() && value->second.tensor != nullptr)
    out.kind = value->second.tensor->kind;
  for (Whole d : call.integers(0)) {
    if (d < 0 || static_cast<std::uint64_t>(d) > kMostElements) {
      refuse_host(fmt::format("dimension {}", d), fmt::format("0 to {}", kMostElements));
    }
    out.dims.push_back(static_cast<std::size_t>(d));
  }
  return out;
}

void fill(const HostCall& call, HostTensor& out) {
  const auto value = call.attributes.find("value");
  if (value == call.attributes.end() || value->second.tensor == nullptr) return;
  const HostTensor& one = *value->second.tensor;
  if (one.size() != 1) refuse_host(fmt::format("a value of {} elements", one.size()), "one element");
  if (out.kind == HostKind::real) {
    std::fill(out.real.begin(), out.real.end(), one.real[0]);
  } else {
    std::fill(out.whole.begin(), out.whole.end(), one.whole[0]);
  }
}

double single(const HostCall& call, std::size_t i) {
  const HostTensor& x = call.operand(i);
  if (!x.known() || x.size() != 1)
    refuse_host(fmt::format("input {}", i), "one number that the shapes decide");
  return x.kind == HostKind::real ? x.real[0] : static_cast<double>(x.whole[0]);
}

HostTensor range_shape(const HostCall& call) {
  const double start = single(call, 0), limit = single(call, 1), step = single(call, 2);
  const double count = std::max(0.0, std::ceil((limit - start) / step));
  if (step == 0 || !(count <= static_cast<double>(kMostElements))) {
    refuse_host(fmt::format("a range from {} to {} in steps of {}", start, limit, step), "fewer elements");
  }
  return {call.operand(0).kind, {static_cast<std::size_t>(count)}, {}, {}};
}

void range(const HostCall& call, HostTensor& out) {
  const double start = single(call, 0), step = single(call, 2);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double value = start + static_cast<double>(i) * step;
    if (out.kind == HostKind::real) {
      out.real[i] = static_cast<float>(value);
    } else {
      out.whole[i] = static_cast<Whole>(value);
    }
  }
}

HostTensor matrix_shape(const HostCall& call) {
  if (call.operand(0).dims.size() < 2)
    refuse_host(dims_text(call.operand(0).dims), "two dimensions at least");
  return {call.operand(0).kind, call.operand(0).dims, {}, {}};
}

void triangle(const HostCall& call, HostTensor& out) {
  const HostTensor& in = call.operand(0);
  const bool upper = call.integer("upper", 1) != 0;
  const Whole shift = call.has(1) ? call.integers(1).at(0) : 0;
  const auto limit = static_cast<Whole>(kMostElements);
  const Whole k = std::clamp(shift, -limit, limit);
  const std::size_t rows = in.dims[in.dims.size() - 2], cols = in.dims.back();
  for (std::size_t i = 0; i < in.size(); ++i) {
    const auto right = static_cast<Whole>(i % cols) - static_cast<Whole>(i / cols % rows);
    if (upper ? right < k : right > k) continue;
    if (out.kind == HostKind::real) {
      out.real[i] = in.real[i];
    } else {
      out.whole[i] = in.whole[i];
    }
  }
}

HostTensor same(const HostCall& call) {
  return {call.operand(0).kind, call.operand(0).dims, {}, {}};
}

template <class T>
void add_up(const HostTensor& in, std::size_t axis, const std::vector<T>& from, std::vector<T>& to) {
  const std::size_t stride = row_major_strides(in.dims)[axis], d = in.dims[axis];
  for (std::size_t i = 0; i < from.size(); ++i) {
    const T before = i / stride % d == 0 ? T{0} : to[i - stride];
    if constexpr (std::is_same_v<T, Whole>) {
      to[i] = static_cast<Whole>(static_cast<std::uint64_t>(before) + static_cast<std::uint64_t>(from[i]));
    } else {
      to[i] = before + from[i];
    }
  }
}

void cumulate(const HostCall& call, HostTensor& out) {
  const HostTensor& in = call.operand(0);
  if (call.integer("exclusive", 0) != 0 || call.integer("reverse", 0) != 0) {
    refuse_host("an exclusive or reversed sum", "a plain cumulative sum");
  }
  const std::vector<Whole>& axis = call.integers(1);
  if (axis.size() != 1) refuse_host("the axis", "one number");
  const std::size_t at = HostCall::axis(axis[0], in.dims.size());
  if (out.kind == HostKind::real) {
    add_up(in, at, in.real, out.real);
  } else {
    add_up(in, at, in.whole, out.whole);
  }
}

HostTensor nonzero_shape(const HostCall& call) {
  const HostTensor& in = call.operand(0);
  if (!in.known()) refuse_host("values that depend on the sample", "values that the shapes decide");
  const auto count = in.kind == HostKind::real
                         ? std::count_if(in.real.begin(), in.real.end(), [](float x) { return x != 0; })
                         : std::count_if(in.whole.begin(), in.whole.end(), [](Whole x) { return x != 0; });
  return {HostKind::whole, {in.dims.size(), static_cast<std::size_t>(count)}, {}, {}};
}

void nonzero(const HostCall& call, HostTensor& out) {
  const HostTensor& in = call.operand(0);
  const Dims strides = row_major_strides(in.dims);
  const std::size_t count = out.dims[1];
  std::size_t found = 0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (in.kind == HostKind::real ? in.real[i] == 0 : in.whole[i] == 0) continue;
    for (std::size_t k = 0; k < strides.size(); ++k) {
      out.whole[k * count + found] = static_cast<Whole>(i / strides[k] % in.dims[k]);
    }
    ++found;
  }
}

const HostOperator kOperators[] = {
    {"Shape", 1, 1, dims_shape, dims_of},          {"Size", 1, 1, number_shape, size_of},
    {"ConstantOfShape", 1, 1, filled_shape, fill}, {"Range", 3, 3, range_shape, range},
    {"Trilu", 1, 2, matrix_shape, triangle},       {"CumSum", 2, 2, same, cumulate},
    {"NonZero", 1, 1, nonzero_shape, nonzero},
};

}  // namespace

std::span<const HostOperator> shape_operators() {
  return kOperators;
}

}  // namespace tron::network
