#include <algorithm>

#include <fmt/format.h>

#include "network/operators/host_operators.h"

namespace tron::network {
namespace {

using Whole = std::int64_t;

template <class Body>
void with_data(HostTensor& out, const Body& body) {
  if (out.kind == HostKind::real) {
    body(out.real, [](const HostTensor& t) -> const std::vector<float>& { return t.real; });
  } else {
    body(out.whole, [](const HostTensor& t) -> const std::vector<Whole>& { return t.whole; });
  }
}

std::size_t product(const Dims& dims, std::size_t from, std::size_t to) {
  std::size_t all = 1;
  for (std::size_t k = from; k < to; ++k) all *= dims[k];
  return all;
}

// Concat

HostTensor concat_shape(const HostCall& call) {
  HostTensor out{call.operand(0).kind, call.operand(0).dims, {}, {}};
  const std::size_t axis = HostCall::axis(call.integer("axis", 0), out.dims.size());
  for (std::size_t i = 1; i < call.operands.size(); ++i) {
    const HostTensor& next = call.operand(i);
    Dims expected = out.dims;
    if (next.dims.size() == out.dims.size()) expected[axis] = next.dims[axis];
    if (next.kind != out.kind || next.dims != expected) {
      refuse_host(fmt::format("input {} of dimensions {}", i, dims_text(next.dims)),
                  fmt::format("{} but for axis {}, and the same type", dims_text(out.dims), axis));
    }
    out.dims[axis] += next.dims[axis];
    element_count(out.dims);
  }
  return out;
}

void concat(const HostCall& call, HostTensor& out) {
  const std::size_t axis = HostCall::axis(call.integer("axis", 0), out.dims.size());
  const std::size_t outer = product(out.dims, 0, axis);
  with_data(out, [&](auto& to, const auto& data) {
    auto at = to.begin();
    for (std::size_t o = 0; o < outer; ++o) {
      for (const HostTensor* part : call.operands) {
        const auto size = static_cast<std::ptrdiff_t>(product(part->dims, axis, part->dims.size()));
        const auto from = data(*part).begin() + static_cast<std::ptrdiff_t>(o) * size;
        at = std::copy(from, from + size, at);
      }
    }
  });
}

// Gather

HostTensor gather_shape(const HostCall& call) {
  const HostTensor &in = call.operand(0), &at = call.operand(1);
  const std::size_t axis = HostCall::axis(call.integer("axis", 0), in.dims.size());
  if (at.kind != HostKind::whole) refuse_host("indices that are no integers", "integers");
  const auto d = static_cast<Whole>(in.dims[axis]);
  if (at.known()) {
    for (Whole i : at.whole) {
      if (i < -d || i >= d) refuse_host(fmt::format("index {}", i), fmt::format("{} to {}", -d, d - 1));
    }
  }
  HostTensor out{in.kind, Dims(in.dims.begin(), in.dims.begin() + static_cast<std::ptrdiff_t>(axis)), {}, {}};
  out.dims.insert(out.dims.end(), at.dims.begin(), at.dims.end());
  out.dims.insert(out.dims.end(), in.dims.begin() + static_cast<std::ptrdiff_t>(axis) + 1, in.dims.end());
  return out;
}

void gather(const HostCall& call, HostTensor& out) {
  const HostTensor& in = call.operand(0);
  const std::size_t axis = HostCall::axis(call.integer("axis", 0), in.dims.size()), d = in.dims[axis];
  const std::size_t outer = product(in.dims, 0, axis), inner = product(in.dims, axis + 1, in.dims.size());
  const std::vector<Whole>& indices = call.operand(1).whole;
  with_data(out, [&](auto& to, const auto& data) {
    auto at = to.begin();
    for (std::size_t o = 0; o < outer; ++o) {
      for (Whole i : indices) {
        const std::size_t row = o * d + static_cast<std::size_t>(i < 0 ? i + static_cast<Whole>(d) : i);
        const auto from = data(in).begin() + static_cast<std::ptrdiff_t>(row * inner);
        at = std::copy(from, from + static_cast<std::ptrdiff_t>(inner), at);
      }
    }
  });
}

// Tile

HostTensor tile_shape(const HostCall& call) {
  HostTensor out{call.operand(0).kind, call.operand(0).dims, {}, {}};
  const std::vector<Whole>& repeats = call.integers(1);
  if (repeats.size() != out.dims.size())
    refuse_host(fmt::format("{} repeats", repeats.size()), "one an axis");
  for (std::size_t k = 0; k < repeats.size(); ++k) {
    if (repeats[k] < 0 || static_cast<std::uint64_t>(repeats[k]) > kMostElements) {
      refuse_host(fmt::format("{} repeats", repeats[k]), "0 or more");
    }
    element_count({out.dims[k], static_cast<std::size_t>(repeats[k])});
    out.dims[k] *= static_cast<std::size_t>(repeats[k]);
  }
  return out;
}

void tile(const HostCall& call, HostTensor& out) {
  const HostTensor& in = call.operand(0);
  const Dims own = row_major_strides(in.dims);
  const Dims outer = row_major_strides(out.dims);
  with_data(out, [&](auto& to, const auto& data) {
    for (std::size_t i = 0; i < to.size(); ++i) {
      std::size_t from = 0;
      for (std::size_t k = 0; k < own.size(); ++k) from += i / outer[k] % out.dims[k] % in.dims[k] * own[k];
      to[i] = data(in)[from];
    }
  });
}

// Pad

std::vector<Whole> pads_of(const HostCall& call) {
  const auto pads = call.list_or_operand("pads", 1);
  const std::size_t rank = call.operand(0).dims.size();
  if (!pads || pads->size() != 2 * rank) refuse_host("pads", "two an axis");
  for (Whole p : *pads) {
    if (p < 0 || static_cast<std::uint64_t>(p) > kMostElements)
      refuse_host(fmt::format("pad {}", p), "0 or more");
  }
  return *pads;
}

HostTensor pad_shape(const HostCall& call) {
  if (call.text("mode", "constant") != "constant")
    refuse_host("pad mode " + call.text("mode", ""), "constant");
  HostTensor out{call.operand(0).kind, call.operand(0).dims, {}, {}};
  const std::vector<Whole> pads = pads_of(call);
  for (std::size_t k = 0; k < out.dims.size(); ++k) {
    out.dims[k] += static_cast<std::size_t>(pads[k]) + static_cast<std::size_t>(pads[k + out.dims.size()]);
    element_count(out.dims);
  }
  return out;
}

void pad(const HostCall& call, HostTensor& out) {
  const HostTensor& in = call.operand(0);
  const std::vector<Whole> pads = pads_of(call);
  if (out.kind == HostKind::real) {
    float value = call.number("value", 0);
    if (call.has(2) && call.real(2).real.size() == 1) value = call.operand(2).real[0];
    std::fill(out.real.begin(), out.real.end(), value);
  }
  const Dims strides = row_major_strides(out.dims);
  std::size_t start = 0;
  for (std::size_t k = 0; k < strides.size(); ++k) start += strides[k] * static_cast<std::size_t>(pads[k]);
  with_data(out, [&](auto& to, const auto& data) {
    const auto& from = data(in);
    for_each_strided(in.dims, strides, start, [&](std::size_t i, std::size_t at) { to[at] = from[i]; });
  });
}

const HostOperator kOperators[] = {
    {"Concat", 1, 1024, concat_shape, concat},
    {"Gather", 2, 2, gather_shape, gather},
    {"Tile", 2, 2, tile_shape, tile},
    {"Pad", 1, 3, pad_shape, pad},
};

}  // namespace

std::span<const HostOperator> joining_operators() {
  return kOperators;
}

}  // namespace tron::network
