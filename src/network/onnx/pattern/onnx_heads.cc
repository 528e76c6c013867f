#include <cmath>
#include <numeric>
#include <set>

#include "network/onnx/pattern/onnx_pattern.h"
#include "network/onnx/pattern/onnx_rotary.h"

namespace tron::network {
namespace {

constexpr std::size_t kMostSteps = 96;  ///< ops between a linear layer and the product of its heads

bool keeps_linear(const std::string& type) {
  static const std::set<std::string> types{"Identity", "Dropout",   "Cast",      "Reshape", "Flatten",
                                           "Squeeze",  "Unsqueeze", "Transpose", "Expand",  "Slice",
                                           "Split",    "Gather",    "Concat",    "Tile",    "Neg",
                                           "Mul",      "Div",       "Add",       "Sub"};
  return types.count(type) > 0;
}

/// The one linear layer that `operand` is made from by linear steps, -1 if there is none or several.
int linear_root(const OnnxTrace& trace, int operand) {
  std::set<int> roots, seen;
  std::vector<int> open{operand};
  while (!open.empty()) {
    const int value = open.back();
    open.pop_back();
    if (trace.constant(value) != nullptr || !seen.insert(value).second) continue;
    if (find_linear(trace, value)) {
      roots.insert(value);
      continue;
    }
    const OnnxOp* op = trace.maker(value);
    if (op == nullptr || !keeps_linear(op->node->type) || seen.size() > kMostSteps) return -1;
    for (int input : op->inputs) {
      if (input >= 0) open.push_back(input);
    }
  }
  return roots.size() == 1 ? *roots.begin() : -1;
}

/// Calls replay with the linear layer's output set by `fill(row, column)`.
class Probe {
 public:
  Probe(const OnnxTrace& trace, int operand, int root, bool turned)
      : trace_(trace), operand_(operand), root_(root), turned_(turned) {
    const Dims& dims = trace.dims(operand);
    rows_ = dims[dims.size() - (turned ? 1 : 2)];
    depth_ = dims[dims.size() - (turned ? 2 : 1)];
    heads_ = rows_ * depth_ == 0
                 ? 0
                 : trace.values[static_cast<std::size_t>(operand)].shape.size() / (rows_ * depth_);
  }

  std::size_t rows() const { return rows_; }
  std::size_t depth() const { return depth_; }
  std::size_t heads() const { return heads_; }

  /// The operand as [heads x rows x depth]; empty if it cannot be computed.
  template <class Fill>
  std::vector<float> operator()(Fill fill) const {
    HostTensor x = trace_.values[static_cast<std::size_t>(root_)].shape;
    x.allocate();
    const std::size_t columns = x.dims.back();
    for (std::size_t i = 0; i < x.real.size(); ++i)
      x.real[i] = static_cast<float>(fill(i / columns, i % columns));
    const auto y = replay(trace_, operand_, {{root_, std::move(x)}});
    if (!y) return {};
    if (!turned_) return y->real;
    std::vector<float> out(y->real.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::size_t h = i / (rows_ * depth_), d = i / rows_ % depth_, t = i % rows_;
      out[(h * rows_ + t) * depth_ + d] = y->real[i];
    }
    return out;
  }

 private:
  const OnnxTrace& trace_;
  int operand_, root_;
  bool turned_;
  std::size_t rows_ = 0, depth_ = 0, heads_ = 0;
};

/// Something without a pattern, the same in every run.
double scattered(std::size_t row, std::size_t column) {
  const std::uint64_t mixed = (row * 0x9E3779B97F4A7C15ULL + column + 1) * 0xD1B54A32D192ED03ULL;
  return static_cast<double>(mixed >> 40U) / (1U << 24U) - 0.5;
}

/// Where row 0 takes its values from: there no rotation shows yet.
bool find_columns(const Probe& probe, std::size_t width, OnnxHeads& heads) {
  const std::vector<float> ones = probe([](std::size_t, std::size_t) { return 1; });
  if (ones.empty()) return false;
  heads.scale = ones[0];
  if (!(std::abs(heads.scale) > 1e-6)) return false;
  const std::vector<float> numbers = probe([](std::size_t, std::size_t column) { return column; });
  for (std::size_t h = 0; h < probe.heads(); ++h) {
    for (std::size_t d = 0; d < probe.depth(); ++d) {
      const double column = numbers[h * probe.rows() * probe.depth() + d] / heads.scale;
      const double nearest = std::round(column);
      if (!(std::abs(column - nearest) < 0.01) || nearest < 0 || nearest >= static_cast<double>(width))
        return false;
      heads.columns.push_back(static_cast<std::size_t>(nearest));
    }
  }
  return true;
}

bool agrees(const Probe& probe, const OnnxHeads& heads, const std::vector<float>& got) {
  const double tolerance = 1e-4 * std::abs(heads.scale);
  std::vector<double> row(probe.depth());
  for (std::size_t h = 0; h < probe.heads(); ++h) {
    for (std::size_t t = 0; t < probe.rows(); ++t) {
      for (std::size_t d = 0; d < probe.depth(); ++d) {
        row[d] = heads.scale * scattered(t, heads.columns[h * probe.depth() + d]);
      }
      turn_row(heads.rotary, t, row);
      const float* have = got.data() + (h * probe.rows() + t) * probe.depth();
      for (std::size_t d = 0; d < probe.depth(); ++d) {
        if (!(std::abs(have[d] - row[d]) <= tolerance)) return false;
      }
    }
  }
  return true;
}

/// Depths of the first head that differ from the unturned ones somewhere: 1 + the last of them.
std::size_t turned_depth(const Probe& probe, const OnnxHeads& heads, const std::vector<float>& got) {
  std::size_t last = 0;
  for (std::size_t t = 0; t < probe.rows(); ++t) {
    for (std::size_t d = 0; d < probe.depth(); ++d) {
      const double still = heads.scale * scattered(t, heads.columns[d]);
      if (std::abs(got[t * probe.depth() + d] - still) > 1e-6 * std::abs(heads.scale))
        last = std::max(last, d + 1);
    }
  }
  return last;
}

bool find_rotary(const Probe& probe, OnnxHeads& heads, const std::vector<float>& got) {
  const std::size_t least = turned_depth(probe, heads, got), depth = probe.depth();
  for (std::size_t dims = least + least % 2; dims <= depth && dims > 0; dims += 2) {
    for (bool interleaved : {false, true}) {
      // 1 in the first column of every pair: the turned pair is (cos, sin).
      std::set<std::size_t> firsts;
      for (std::size_t i = 0; i < dims / 2; ++i) firsts.insert(heads.columns[interleaved ? 2 * i : i]);
      const std::vector<float> turned =
          probe([&](std::size_t, std::size_t column) { return static_cast<double>(firsts.count(column)); });
      std::vector<RotaryAngles> angles(dims / 2);
      for (std::size_t i = 0; i < dims / 2; ++i) {
        for (std::size_t t = 0; t < probe.rows(); ++t) {
          const float* row = turned.data() + t * depth;
          const std::size_t second = interleaved ? 2 * i + 1 : i + dims / 2;
          angles[i].push_back(
              std::atan2(row[second] / heads.scale, row[interleaved ? 2 * i : i] / heads.scale));
        }
      }
      heads.rotary = {solve_rotary(angles), interleaved};
      if (!heads.rotary.empty() && agrees(probe, heads, got)) return true;
    }
    // A wider rotation whose slowest pairs have not moved yet by these rows shows in other lengths only.
    if (dims > least + least % 2 + 2) break;
  }
  heads.rotary = {};
  return false;
}

}  // namespace

std::optional<OnnxHeads> find_heads(const OnnxTrace& trace, int operand, bool turned) {
  if (trace.constant(operand) != nullptr || trace.dims(operand).size() < 2) return std::nullopt;
  OnnxHeads heads;
  heads.linear = linear_root(trace, operand);
  if (heads.linear < 0 || trace.dims(heads.linear).size() < 2) return std::nullopt;
  const Probe probe(trace, operand, heads.linear, turned);
  if (probe.heads() == 0 || probe.rows() != row_count(trace.dims(heads.linear))) return std::nullopt;
  heads.heads = probe.heads();
  heads.depth = probe.depth();
  if (!find_columns(probe, trace.dims(heads.linear).back(), heads)) return std::nullopt;
  const std::vector<float> got = probe(scattered);
  if (agrees(probe, heads, got) || find_rotary(probe, heads, got)) return heads;
  return std::nullopt;
}

}  // namespace tron::network
