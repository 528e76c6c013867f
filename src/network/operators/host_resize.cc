#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "network/operators/host_operators.h"

namespace tron::network {
namespace {

using Whole = std::int64_t;

/// Factors an axis, from the operand `scales`, or from `sizes` where that is empty.
std::vector<double> scales_of(const HostCall& call) {
  const Dims& in = call.operand(0).dims;
  const std::size_t at = call.opset < 11 ? 1 : 2;
  std::vector<double> scales;
  if (call.has(at) && call.operand(at).size() > 0) {
    const HostTensor& given = call.real(at);
    if (!given.known()) refuse_host("scales that depend on the sample", "constant scales");
    scales.assign(given.real.begin(), given.real.end());
  } else {
    const std::vector<Whole>& sizes = call.integers(3);
    for (std::size_t k = 0; k < std::min(sizes.size(), in.size()); ++k) {
      scales.push_back(static_cast<double>(sizes[k]) / static_cast<double>(std::max<std::size_t>(in[k], 1)));
    }
  }
  const bool sound = std::all_of(scales.begin(), scales.end(), [](double s) { return s > 0 && s <= 4096; });
  if (scales.size() != in.size() || !sound) {
    refuse_host(fmt::format("{} scales", scales.size()), fmt::format("{} above 0, at most 4096", in.size()));
  }
  return scales;
}

HostTensor resize_shape(const HostCall& call) {
  const std::string mode = call.text("mode", "nearest"),
                    transform = call.text("coordinate_transformation_mode", "half_pixel");
  if (mode != "nearest") refuse_host("mode " + mode, "nearest");
  if (call.opset >= 11 && transform != "half_pixel" && transform != "asymmetric") {
    refuse_host("coordinates " + transform, "half_pixel or asymmetric");
  }
  HostTensor out{call.operand(0).kind, call.operand(0).dims, {}, {}};
  const std::vector<double> scales = scales_of(call);
  for (std::size_t k = 0; k < scales.size(); ++k) {
    // Sizes come back from the quotient that they were made into.
    out.dims[k] = static_cast<std::size_t>(std::floor(static_cast<double>(out.dims[k]) * scales[k] + 1e-6));
  }
  return out;
}

/// The place in the input that an output's place takes its value from.
std::size_t nearest(const HostCall& call, std::size_t place, double scale, std::size_t size) {
  const bool old = call.opset < 11;
  const bool half = !old && call.text("coordinate_transformation_mode", "half_pixel") == "half_pixel";
  const double shift = half ? 0.5 : 0;
  const double at = (static_cast<double>(place) + shift) / scale - shift;
  const std::string rule = old ? "floor" : call.text("nearest_mode", "round_prefer_floor");
  const double rounded = rule == "floor"                ? std::floor(at)
                         : rule == "ceil"               ? std::ceil(at)
                         : rule == "round_prefer_floor" ? std::ceil(at - 0.5)
                                                        : std::floor(at + 0.5);
  return static_cast<std::size_t>(std::clamp(rounded, 0.0, static_cast<double>(size - 1)));
}

void resize(const HostCall& call, HostTensor& out) {
  const HostTensor& in = call.real(0);
  if (in.size() == 0) refuse_host("nothing to resize", "one element at least");
  const std::vector<double> scales = scales_of(call);
  const Dims from = row_major_strides(in.dims), to = row_major_strides(out.dims);
  std::vector<std::vector<std::size_t>> offsets(scales.size());
  for (std::size_t k = 0; k < scales.size(); ++k) {
    for (std::size_t p = 0; p < out.dims[k]; ++p) {
      offsets[k].push_back(nearest(call, p, scales[k], in.dims[k]) * from[k]);
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::size_t at = 0;
    for (std::size_t k = 0; k < scales.size(); ++k) at += offsets[k][i / to[k] % out.dims[k]];
    out.real[i] = in.real[at];
  }
}

const HostOperator kOperators[] = {{"Resize", 2, 4, resize_shape, resize}};

}  // namespace

std::span<const HostOperator> resize_operators() {
  return kOperators;
}

}  // namespace tron::network
