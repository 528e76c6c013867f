#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "network/operators/host_operators.h"

namespace tron::network {
namespace {

using Whole = std::int64_t;

/// A window that slides over the spatial dims of [batch, channels, spatial...]; one spatial dim counts as two
/// with a height of 1.
struct Window {
  std::size_t batch = 0, channels = 0;
  Whole in[2] = {1, 1}, kernel[2] = {1, 1}, stride[2] = {1, 1}, dilation[2] = {1, 1};
  Whole before[2] = {0, 0}, after[2] = {0, 0}, out[2] = {1, 1};
  std::size_t spatial = 2;
  bool ceil = false;

  std::size_t plane_in() const { return static_cast<std::size_t>(in[0] * in[1]); }
  std::size_t plane_out() const { return static_cast<std::size_t>(out[0] * out[1]); }
};

constexpr Whole kMostWindow = 1 << 20;

void read_pair(const HostCall& call, const char* name, Whole least, std::size_t spatial, Whole* to) {
  const std::vector<Whole>* list = call.list(name);
  if (list == nullptr) return;
  if (list->size() != spatial)
    refuse_host(fmt::format("{} of {} numbers", name, list->size()), fmt::format("{}", spatial));
  for (std::size_t k = 0; k < spatial; ++k) {
    const Whole v = (*list)[k];
    if (v < least || v > kMostWindow) {
      refuse_host(fmt::format("{} {}", name, v), fmt::format("{} to {}", least, kMostWindow));
    }
    to[2 - spatial + k] = v;
  }
}

void read_pads(const HostCall& call, Window& w) {
  const std::string mode = call.text("auto_pad", "NOTSET");
  if (mode == "VALID" || mode.empty()) return;
  if (mode == "SAME_UPPER" || mode == "SAME_LOWER") {
    for (std::size_t k = 0; k < 2; ++k) {
      const Whole steps = (w.in[k] + w.stride[k] - 1) / w.stride[k];
      const Whole reach = (w.kernel[k] - 1) * w.dilation[k] + 1;
      const Whole all = std::max<Whole>(0, (steps - 1) * w.stride[k] + reach - w.in[k]);
      w.before[k] = mode == "SAME_UPPER" ? all / 2 : all - all / 2;
      w.after[k] = all - w.before[k];
    }
    return;
  }
  if (mode != "NOTSET") refuse_host("auto_pad " + mode, "NOTSET, VALID, SAME_UPPER or SAME_LOWER");
  const std::vector<Whole>* pads = call.list("pads");
  if (pads == nullptr) return;
  if (pads->size() != 2 * w.spatial)
    refuse_host(fmt::format("{} pads", pads->size()), fmt::format("{}", 2 * w.spatial));
  for (std::size_t k = 0; k < w.spatial; ++k) {
    const Whole low = (*pads)[k], high = (*pads)[k + w.spatial];
    if (low < 0 || high < 0 || low > kMostWindow || high > kMostWindow) {
      refuse_host(fmt::format("pads {} and {}", low, high), fmt::format("0 to {}", kMostWindow));
    }
    w.before[2 - w.spatial + k] = low;
    w.after[2 - w.spatial + k] = high;
  }
}

Window window_of(const HostCall& call, const Dims* kernel) {
  const Dims& dims = call.real(0).dims;
  if (dims.size() != 3 && dims.size() != 4) {
    refuse_host("values of dimensions " + dims_text(dims), "[batch, channels, (height,) width]");
  }
  Window w;
  w.spatial = dims.size() - 2;
  w.batch = dims[0];
  w.channels = dims[1];
  for (std::size_t k = 0; k < w.spatial; ++k) {
    w.in[2 - w.spatial + k] = static_cast<Whole>(dims[2 + k]);
    if (kernel != nullptr) w.kernel[2 - w.spatial + k] = static_cast<Whole>((*kernel)[2 + k]);
  }
  if (kernel == nullptr) read_pair(call, "kernel_shape", 1, w.spatial, w.kernel);
  read_pair(call, "strides", 1, w.spatial, w.stride);
  read_pair(call, "dilations", 1, w.spatial, w.dilation);
  read_pads(call, w);
  w.ceil = call.integer("ceil_mode", 0) != 0;
  for (std::size_t k = 0; k < 2; ++k) {
    const Whole reach = (w.kernel[k] - 1) * w.dilation[k] + 1,
                room = w.in[k] + w.before[k] + w.after[k] - reach;
    if (room < 0 || w.kernel[k] < 1) {
      refuse_host(fmt::format("a window of {} over {} values", reach, w.in[k] + w.before[k] + w.after[k]),
                  "a window that fits");
    }
    w.out[k] = (room + (w.ceil ? w.stride[k] - 1 : 0)) / w.stride[k] + 1;
    // A window that would start in the padding behind the values is dropped.
    if (w.ceil && (w.out[k] - 1) * w.stride[k] >= w.in[k] + w.before[k]) --w.out[k];
  }
  return w;
}

HostTensor image_of(const Window& w, std::size_t channels) {
  HostTensor out{HostKind::real, {w.batch, channels}, {}, {}};
  for (std::size_t k = 2 - w.spatial; k < 2; ++k) out.dims.push_back(static_cast<std::size_t>(w.out[k]));
  return out;
}

// Convolution

struct Convolution {
  Window window;
  std::size_t groups = 1, inputs = 0, outputs = 0;  ///< channels of one group
};

Convolution convolution_of(const HostCall& call) {
  const Dims& kernel = call.real(1).dims;
  if (kernel.size() != call.real(0).dims.size()) {
    refuse_host("a kernel of dimensions " + dims_text(kernel), "as many dimensions as the values have");
  }
  Convolution c{window_of(call, &kernel), 1, 0, 0};
  const Whole groups = call.integer("group", 1);
  if (groups < 1 || static_cast<std::size_t>(groups) > kernel[0] ||
      kernel[0] % static_cast<std::size_t>(groups) != 0) {
    refuse_host(fmt::format("{} groups of {} kernels", groups, kernel[0]), "a divisor");
  }
  c.groups = static_cast<std::size_t>(groups);
  c.inputs = kernel[1];
  c.outputs = kernel[0] / c.groups;
  if (c.inputs * c.groups != c.window.channels) {
    refuse_host(fmt::format("{} channels", c.window.channels), fmt::format("{}", c.inputs * c.groups));
  }
  if (call.has(2) && call.real(2).size() != kernel[0])
    refuse_host("the bias", fmt::format("{} numbers", kernel[0]));
  return c;
}

HostTensor convolution_shape(const HostCall& call) {
  const Convolution c = convolution_of(call);
  // The columns of one group must fit as well.
  element_count({c.inputs, static_cast<std::size_t>(c.window.kernel[0]),
                 static_cast<std::size_t>(c.window.kernel[1]), c.window.plane_out()});
  return image_of(c.window, c.groups * c.outputs);
}

/// One row of `columns` for every weight of a kernel: the values that it meets at each output position.
void unfold(const Window& w, const float* image, std::size_t channels, float* columns) {
  for (std::size_t c = 0; c < channels; ++c, image += w.plane_in()) {
    for (Whole ky = 0; ky < w.kernel[0]; ++ky) {
      for (Whole kx = 0; kx < w.kernel[1]; ++kx) {
        for (Whole y = 0; y < w.out[0]; ++y) {
          const Whole row = y * w.stride[0] + ky * w.dilation[0] - w.before[0];
          const bool inside = row >= 0 && row < w.in[0];
          for (Whole x = 0; x < w.out[1]; ++x) {
            const Whole col = x * w.stride[1] + kx * w.dilation[1] - w.before[1];
            *columns++ = inside && col >= 0 && col < w.in[1] ? image[row * w.in[1] + col] : 0;
          }
        }
      }
    }
  }
}

void convolve(const HostCall& call, HostTensor& out) {
  const Convolution c = convolution_of(call);
  const Window& w = c.window;
  const std::size_t depth = c.inputs * static_cast<std::size_t>(w.kernel[0] * w.kernel[1]);
  std::vector<float> columns(depth * w.plane_out());
  for (std::size_t b = 0; b < w.batch; ++b) {
    for (std::size_t g = 0; g < c.groups; ++g) {
      unfold(w, call.operand(0).real.data() + (b * w.channels + g * c.inputs) * w.plane_in(), c.inputs,
             columns.data());
      const std::size_t first = g * c.outputs;
      float* to = out.real.data() + (b * c.groups * c.outputs + first) * w.plane_out();
      if (call.has(2)) {
        for (std::size_t o = 0; o < c.outputs; ++o) {
          std::fill_n(to + o * w.plane_out(), w.plane_out(), call.operand(2).real[first + o]);
        }
      }
      host_multiply(call.operand(1).real.data() + first * depth, columns.data(), to, c.outputs, depth,
                    w.plane_out());
    }
  }
}

// Pools

HostTensor pool_shape(const HostCall& call) {
  if (call.output != 0) refuse_host("the indices of a pool", "its values");
  if (call.list("kernel_shape") == nullptr) refuse_host("no kernel_shape", "the window's size");
  const Window w = window_of(call, nullptr);
  return image_of(w, w.channels);
}

struct Pooled {
  double sum = 0;
  float most = -INFINITY;
  Whole inside = 0, padded = 0;
};

Pooled pooled(const Window& w, const float* image, Whole y, Whole x) {
  Pooled p;
  for (Whole ky = 0; ky < w.kernel[0]; ++ky) {
    const Whole row = y * w.stride[0] + ky * w.dilation[0] - w.before[0];
    for (Whole kx = 0; kx < w.kernel[1]; ++kx) {
      const Whole col = x * w.stride[1] + kx * w.dilation[1] - w.before[1];
      if (row < w.in[0] + w.after[0] && col < w.in[1] + w.after[1]) ++p.padded;
      if (row < 0 || row >= w.in[0] || col < 0 || col >= w.in[1]) continue;
      ++p.inside;
      p.sum += image[row * w.in[1] + col];
      p.most = std::max(p.most, image[row * w.in[1] + col]);
    }
  }
  return p;
}

template <class F>
void pool(const HostCall& call, HostTensor& out, F result) {
  const Window w = window_of(call, nullptr);
  const float* image = call.operand(0).real.data();
  float* to = out.real.data();
  for (std::size_t c = 0; c < w.batch * w.channels; ++c, image += w.plane_in()) {
    for (Whole y = 0; y < w.out[0]; ++y) {
      for (Whole x = 0; x < w.out[1]; ++x) *to++ = result(pooled(w, image, y, x));
    }
  }
}

void max_pool(const HostCall& call, HostTensor& out) {
  pool(call, out, [](const Pooled& p) { return p.most; });
}

void average_pool(const HostCall& call, HostTensor& out) {
  const bool padding = call.integer("count_include_pad", 0) != 0;
  pool(call, out, [=](const Pooled& p) {
    return static_cast<float>(p.sum / static_cast<double>(std::max<Whole>(1, padding ? p.padded : p.inside)));
  });
}

HostTensor global_shape(const HostCall& call) {
  HostTensor out{HostKind::real, call.real(0).dims, {}, {}};
  if (out.dims.size() < 3)
    refuse_host("values of dimensions " + dims_text(out.dims), "[batch, channels, ...]");
  if (out.size() == 0) refuse_host("nothing to pool", "at least one element");
  std::fill(out.dims.begin() + 2, out.dims.end(), 1);
  return out;
}

void global_average(const HostCall& call, HostTensor& out) {
  const std::vector<float>& x = call.operand(0).real;
  const std::size_t plane = x.size() / out.size();
  for (std::size_t i = 0; i < out.size(); ++i) {
    double sum = 0;
    for (std::size_t k = 0; k < plane; ++k) sum += x[i * plane + k];
    out.real[i] = static_cast<float>(sum / static_cast<double>(plane));
  }
}

void global_max(const HostCall& call, HostTensor& out) {
  const std::vector<float>& x = call.operand(0).real;
  const auto plane = static_cast<std::ptrdiff_t>(x.size() / out.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto first = x.begin() + static_cast<std::ptrdiff_t>(i) * plane;
    out.real[i] = *std::max_element(first, first + plane);
  }
}

const HostOperator kOperators[] = {
    {"Conv", 2, 3, convolution_shape, convolve, HostCost::products},
    {"MaxPool", 1, 1, pool_shape, max_pool, HostCost::window},
    {"AveragePool", 1, 1, pool_shape, average_pool, HostCost::window},
    {"GlobalAveragePool", 1, 1, global_shape, global_average, HostCost::inputs},
    {"GlobalMaxPool", 1, 1, global_shape, global_max, HostCost::inputs},
};

}  // namespace

std::span<const HostOperator> window_operators() {
  return kOperators;
}

}  // namespace tron::network
