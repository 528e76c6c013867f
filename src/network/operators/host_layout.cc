#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "network/operators/host_operators.h"

namespace tron::network {
namespace {

using Whole = std::int64_t;

/// Copies the elements of `in` that the strides reach, in the order of `out`.
void copy_strided(const HostTensor& in, HostTensor& out, const std::vector<Whole>& strides, Whole start) {
  if (out.kind == HostKind::real) {
    for_each_strided(out.dims, strides, start, [&](std::size_t i, Whole at) { out.real[i] = in.real[at]; });
  } else {
    for_each_strided(out.dims, strides, start, [&](std::size_t i, Whole at) { out.whole[i] = in.whole[at]; });
  }
}

void copy_all(const HostCall& call, HostTensor& out) {
  out.real = call.operand(0).real;
  out.whole = call.operand(0).whole;
}

HostTensor same(const HostCall& call) {
  if (call.output != 0) refuse_host("a second output", "the first only");
  return {call.operand(0).kind, call.operand(0).dims, {}, {}};
}

// Cast

HostTensor cast_shape(const HostCall& call) {
  constexpr Whole kFloat = 1, kHalf = 10, kDouble = 11, kBfloat = 16, kBool = 9, kString = 8;
  const Whole to = call.integer("to", 0);
  if (to < 1 || to == kString || (to > 13 && to != kBfloat)) {
    refuse_host(fmt::format("a cast to type {}", to), "a type of real numbers, integers or truth values");
  }
  const bool real = to == kFloat || to == kHalf || to == kDouble || to == kBfloat;
  return {real          ? HostKind::real
          : to == kBool ? HostKind::truth
                        : HostKind::whole,
          call.operand(0).dims,
          {},
          {}};
}

Whole whole_of(float x) {
  constexpr float kEdge = 9.2e18f;
  if (std::isnan(x)) return 0;
  return x > kEdge    ? std::numeric_limits<Whole>::max()
         : x < -kEdge ? std::numeric_limits<Whole>::min()
                      : static_cast<Whole>(x);
}

void cast(const HostCall& call, HostTensor& out) {
  const HostTensor& in = call.operand(0);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const bool from_real = in.kind == HostKind::real;
    if (out.kind == HostKind::real) {
      out.real[i] = from_real ? in.real[i] : static_cast<float>(in.whole[i]);
    } else if (out.kind == HostKind::truth) {
      out.whole[i] = from_real ? Whole{in.real[i] != 0} : Whole{in.whole[i] != 0};
    } else {
      out.whole[i] = from_real ? whole_of(in.real[i]) : in.whole[i];
    }
  }
}

// Reshape and the like

HostTensor reshaped(const HostCall& call, Dims dims) {
  const HostTensor& in = call.operand(0);
  if (element_count(dims) != in.size()) {
    refuse_host(
        fmt::format("{} elements of dimensions {} as {}", in.size(), dims_text(in.dims), dims_text(dims)),
        "as many elements");
  }
  return {in.kind, std::move(dims), {}, {}};
}

std::size_t positive(Whole d, const std::string& what) {
  if (d < 0 || static_cast<std::uint64_t>(d) > kMostElements) {
    refuse_host(fmt::format("{} {}", what, d), fmt::format("0 to {}", kMostElements));
  }
  return static_cast<std::size_t>(d);
}

HostTensor reshape_shape(const HostCall& call) {
  const std::vector<Whole>& target = call.integers(1);
  const HostTensor& in = call.operand(0);
  const bool zero_is_zero = call.integer("allowzero", 0) != 0;
  Dims dims;
  std::size_t unknown = target.size();
  for (std::size_t k = 0; k < target.size(); ++k) {
    if (target[k] == -1 && unknown == target.size()) {
      unknown = k;
      dims.push_back(1);
    } else if (target[k] == 0 && !zero_is_zero) {
      if (k >= in.dims.size()) refuse_host("0 for a dimension that is not there", "a size");
      dims.push_back(in.dims[k]);
    } else {
      dims.push_back(positive(target[k], "dimension"));
    }
  }
  if (unknown < target.size()) {
    const std::size_t known = element_count(dims);
    if (known == 0 || in.size() % known != 0) {
      refuse_host(fmt::format("{} elements as {}", in.size(), dims_text(dims)),
                  "a multiple of the known dimensions");
    }
    dims[unknown] = in.size() / known;
  }
  return reshaped(call, std::move(dims));
}

HostTensor flatten_shape(const HostCall& call) {
  const Dims& in = call.operand(0).dims;
  const Whole axis = call.integer("axis", 1);
  const std::size_t at = axis == static_cast<Whole>(in.size()) ? in.size() : HostCall::axis(axis, in.size());
  const auto middle = in.begin() + static_cast<std::ptrdiff_t>(at);
  return reshaped(call, {element_count(Dims(in.begin(), middle)), element_count(Dims(middle, in.end()))});
}

std::set<std::size_t> axes_of(const std::vector<Whole>& list, std::size_t rank) {
  std::set<std::size_t> axes;
  for (Whole axis : list) axes.insert(HostCall::axis(axis, rank));
  return axes;
}

HostTensor squeeze_shape(const HostCall& call) {
  const Dims& in = call.operand(0).dims;
  const auto list = call.list_or_operand("axes", 1);
  std::set<std::size_t> axes;
  if (list) axes = axes_of(*list, in.size());
  Dims dims;
  for (std::size_t k = 0; k < in.size(); ++k) {
    const bool drop = list ? axes.count(k) > 0 : in[k] == 1;
    if (drop && in[k] != 1) refuse_host(fmt::format("dimension {} squeezed", in[k]), "1");
    if (!drop) dims.push_back(in[k]);
  }
  return reshaped(call, std::move(dims));
}

HostTensor unsqueeze_shape(const HostCall& call) {
  const Dims& in = call.operand(0).dims;
  const auto list = call.list_or_operand("axes", 1);
  if (!list) refuse_host("no axes", "the axes to insert");
  if (list->size() > 16) refuse_host(fmt::format("{} axes", list->size()), "at most 16");
  const std::set<std::size_t> axes = axes_of(*list, in.size() + list->size());
  if (axes.size() != list->size()) refuse_host("one axis twice", "different axes");
  Dims dims;
  auto next = in.begin();
  for (std::size_t k = 0; k < in.size() + axes.size(); ++k) dims.push_back(axes.count(k) > 0 ? 1 : *next++);
  return reshaped(call, std::move(dims));
}

// Transpose, Expand, Slice, Split

std::vector<std::size_t> permutation(const HostCall& call) {
  const std::size_t rank = call.operand(0).dims.size();
  std::vector<std::size_t> order(rank);
  const std::vector<Whole>* given = call.list("perm");
  if (given == nullptr) {
    for (std::size_t k = 0; k < rank; ++k) order[k] = rank - 1 - k;
    return order;
  }
  const std::set<std::size_t> all = axes_of(*given, rank);
  if (given->size() != rank || all.size() != rank)
    refuse_host("perm that is no permutation", "every axis once");
  for (std::size_t k = 0; k < rank; ++k) order[k] = HostCall::axis((*given)[k], rank);
  return order;
}

HostTensor transpose_shape(const HostCall& call) {
  HostTensor out = same(call);
  const std::vector<std::size_t> order = permutation(call);
  for (std::size_t k = 0; k < order.size(); ++k) out.dims[k] = call.operand(0).dims[order[k]];
  return out;
}

void transpose(const HostCall& call, HostTensor& out) {
  const Dims own = row_major_strides(call.operand(0).dims);
  std::vector<Whole> strides;
  for (std::size_t axis : permutation(call)) strides.push_back(static_cast<Whole>(own[axis]));
  copy_strided(call.operand(0), out, strides, 0);
}

HostTensor expand_shape(const HostCall& call) {
  HostTensor out = same(call);
  Dims to;
  for (Whole d : call.integers(1)) to.push_back(positive(d, "dimension"));
  out.dims = broadcast(out.dims, to);
  return out;
}

void expand(const HostCall& call, HostTensor& out) {
  const Dims strides = broadcast_strides(call.operand(0).dims, out.dims);
  copy_strided(call.operand(0), out, std::vector<Whole>(strides.begin(), strides.end()), 0);
}

struct Cut {
  std::vector<Whole> start, step;
  Dims dims;
};

/// ONNX's rule: ends beyond the dimension are clamped, negative ones count from its end.
void cut_axis(Cut& cut, std::size_t axis, Whole start, Whole end, Whole step) {
  const auto d = static_cast<Whole>(cut.dims[axis]);
  if (step == 0) refuse_host("step 0", "another step");
  if (d == 0) return;
  step = std::clamp(step, -d - 1, d + 1);
  const auto from_end = [d](Whole x) { return x < 0 ? x + d : x; };
  const bool forward = step > 0;
  start = std::clamp<Whole>(from_end(start), 0, forward ? d : d - 1);
  end = std::clamp<Whole>(from_end(end), forward ? 0 : -1, forward ? d : d - 1);
  const Whole span = forward ? end - start : start - end;
  const Whole stride = forward ? step : -step;
  cut.dims[axis] = span <= 0 ? 0 : static_cast<std::size_t>((span - 1) / stride + 1);
  cut.start[axis] = start;
  cut.step[axis] = step;
}

Cut cut_of(const HostCall& call) {
  const Dims& in = call.operand(0).dims;
  Cut cut{std::vector<Whole>(in.size(), 0), std::vector<Whole>(in.size(), 1), in};
  const auto starts = call.list_or_operand("starts", 1), ends = call.list_or_operand("ends", 2);
  if (!starts || !ends || starts->size() != ends->size())
    refuse_host("starts and ends", "one of each an axis");
  const auto axes = call.list_or_operand("axes", 3);
  std::vector<Whole> steps(starts->size(), 1);
  if (call.has(4)) steps = call.integers(4);
  if (steps.size() != starts->size() || (axes && axes->size() != starts->size()) ||
      starts->size() > in.size()) {
    refuse_host(fmt::format("{} starts of {} dimensions", starts->size(), in.size()), "one an axis");
  }
  for (std::size_t i = 0; i < starts->size(); ++i) {
    const std::size_t axis = HostCall::axis(axes ? (*axes)[i] : static_cast<Whole>(i), in.size());
    cut_axis(cut, axis, (*starts)[i], (*ends)[i], steps[i]);
  }
  return cut;
}

HostTensor slice_shape(const HostCall& call) {
  return {call.operand(0).kind, cut_of(call).dims, {}, {}};
}

void slice(const HostCall& call, HostTensor& out) {
  const Cut cut = cut_of(call);
  const Dims own = row_major_strides(call.operand(0).dims);
  std::vector<Whole> strides;
  Whole start = 0;
  for (std::size_t k = 0; k < own.size(); ++k) {
    strides.push_back(cut.step[k] * static_cast<Whole>(own[k]));
    start += cut.start[k] * static_cast<Whole>(own[k]);
  }
  copy_strided(call.operand(0), out, strides, start);
}

/// Where the part of this output starts, and its size.
std::pair<std::size_t, std::size_t> part_of(const HostCall& call, std::size_t axis) {
  const std::size_t d = call.operand(0).dims[axis];
  const auto sizes = call.list_or_operand("split", 1);
  if (!sizes) {
    // How many outputs there are is not known here: the importer says so in the attributes.
    const std::size_t parts = positive(call.integer("num_outputs", 0), "number of outputs");
    if (parts == 0 || d % parts != 0) refuse_host(fmt::format("{} split in {}", d, parts), "equal parts");
    return {d / parts * static_cast<std::size_t>(call.output), d / parts};
  }
  std::size_t start = 0, total = 0;
  for (std::size_t i = 0; i < sizes->size(); ++i) {
    const std::size_t part = positive((*sizes)[i], "part");
    if (i < static_cast<std::size_t>(call.output)) start += part;
    total += part;
    if (total > d) break;
  }
  if (total != d || static_cast<std::size_t>(call.output) >= sizes->size()) {
    refuse_host(fmt::format("parts of {} in all", total), fmt::format("{}", d));
  }
  return {start, static_cast<std::size_t>((*sizes)[call.output])};
}

HostTensor split_shape(const HostCall& call) {
  HostTensor out{call.operand(0).kind, call.operand(0).dims, {}, {}};
  const std::size_t axis = HostCall::axis(call.integer("axis", 0), out.dims.size());
  out.dims[axis] = part_of(call, axis).second;
  return out;
}

void split(const HostCall& call, HostTensor& out) {
  const Dims own = row_major_strides(call.operand(0).dims);
  const std::size_t axis = HostCall::axis(call.integer("axis", 0), own.size());
  const std::size_t start = part_of(call, axis).first * own[axis];
  copy_strided(call.operand(0), out, std::vector<Whole>(own.begin(), own.end()), static_cast<Whole>(start));
}

const HostOperator kOperators[] = {
    {"Identity", 1, 1, same, copy_all, HostCost::view},
    {"Dropout", 1, 3, same, copy_all, HostCost::view},
    {"Cast", 1, 1, cast_shape, cast},
    {"Reshape", 2, 2, reshape_shape, copy_all, HostCost::view},
    {"Flatten", 1, 1, flatten_shape, copy_all, HostCost::view},
    {"Squeeze", 1, 2, squeeze_shape, copy_all, HostCost::view},
    {"Unsqueeze", 1, 2, unsqueeze_shape, copy_all, HostCost::view},
    {"Transpose", 1, 1, transpose_shape, transpose},
    {"Expand", 2, 2, expand_shape, expand},
    {"Slice", 1, 5, slice_shape, slice},
    {"Split", 1, 2, split_shape, split},
};

}  // namespace

std::span<const HostOperator> movement_operators() {
  return kOperators;
}

}  // namespace tron::network
