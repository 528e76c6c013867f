#include <algorithm>
#include <cmath>

#include "network/onnx/pattern/onnx_pattern.h"

namespace tron::network {
namespace {

constexpr int kMostSums = 8;

/// Takes the sum of word, position and type rows apart.
class Embedding {
 public:
  Embedding(const OnnxTrace& trace, int value) : trace_(trace), width_(trace.dims(value).back()) {
    pattern_.op = Op::embed;
    pattern_.value = value;
    rows_ = row_count(trace.dims(value));
  }

  std::optional<OnnxPattern> find() {
    if (!take(pattern_.value) || pattern_.weight < 0) return std::nullopt;
    return pattern_;
  }

 private:
  bool take(int value) {
    if (++parts_ > kMostSums) return false;
    if (trace_.constant(value) != nullptr) return take_constant(value);
    value = flat_source(trace_, value);
    if (trace_.dims(value).empty() || trace_.dims(value).back() != width_) return false;
    const std::string& type = trace_.type(value);
    if (type == "Gather") return take_lookup(value, 1);
    if (const auto scaled = with_constant(trace_, value, "Mul")) {
      const int lookup = flat_source(trace_, scaled->first);
      const auto factor = uniform(trace_, scaled->second);
      return factor && trace_.type(lookup) == "Gather" && take_lookup(lookup, *factor);
    }
    const auto sum = operands_of(trace_, value, "Add");
    return sum && take(sum->first) && take(sum->second);
  }

  bool take_lookup(int value, double scale) {
    const OnnxOp& op = *trace_.maker(value);
    const HostTensor* table = trace_.constant(op.inputs[0]);
    if (table == nullptr || table->dims.size() != 2 || table->dims[1] != width_) return false;
    const int ids = flat_source(trace_, op.inputs[1]);
    switch (trace_.values[static_cast<std::size_t>(ids)].source) {
      case OnnxSource::tokens:
      case OnnxSource::target:
        if (pattern_.weight >= 0) return false;
        pattern_.weight = op.inputs[0];
        pattern_.scale = scale;
        pattern_.stream = trace_.values[static_cast<std::size_t>(ids)].source == OnnxSource::target ? 1 : 0;
        return true;
      case OnnxSource::types:
        if (pattern_.type >= 0 || scale != 1) return false;
        pattern_.type = op.inputs[0];
        return true;
      default:
        return false;
    }
  }

  bool take_constant(int value) {
    const HostTensor& tensor = *trace_.constant(value);
    if (tensor.kind != HostKind::real || tensor.dims.empty() || tensor.dims.back() != width_) return false;
    if (const int table = type_table(value); table >= 0 && pattern_.type < 0) {
      pattern_.type = table;
      return true;
    }
    if (pattern_.position >= 0 || tensor.size() != rows_ * width_) return false;
    const OnnxTable found = find_table(trace_, value);
    pattern_.position = found.table;
    pattern_.first_position = found.first;
    return true;
  }

  /// The table of which every token takes row 0; a single row itself.
  int type_table(int value) const {
    const HostTensor& tensor = *trace_.constant(value);
    if (tensor.size() == width_) return value;
    const OnnxOp* op = trace_.maker(value);
    if (op == nullptr || op->node->type != "Gather" || uniform(trace_, op->inputs[1]) != 0.0) return -1;
    const HostTensor* table = trace_.constant(op->inputs[0]);
    return table != nullptr && table->dims.size() == 2 && tensor.size() > width_ ? op->inputs[0] : -1;
  }

  const OnnxTrace& trace_;
  OnnxPattern pattern_;
  std::size_t width_, rows_ = 0;
  int parts_ = 0;
};

}  // namespace

OnnxTable find_table(const OnnxTrace& trace, int value) {
  const HostTensor& rows = *trace.constant(value);
  const std::size_t width = rows.dims.back();
  for (int at = value;;) {
    const OnnxOp* op = trace.maker(at);
    if (op == nullptr || op->inputs.empty()) {
      const HostTensor* table = trace.constant(at);
      if (table == nullptr || table->kind != HostKind::real || table->dims.empty() ||
          table->dims.back() != width)
        break;
      for (std::size_t first = 0; first + rows.size() <= table->size(); first += width) {
        if (std::equal(rows.real.begin(), rows.real.end(),
                       table->real.begin() + static_cast<std::ptrdiff_t>(first))) {
          return {at, first / width};
        }
      }
      break;
    }
    static const std::vector<std::string> kMoves{"Identity",  "Cast",   "Reshape", "Flatten", "Squeeze",
                                                 "Unsqueeze", "Expand", "Slice",   "Split",   "Gather"};
    if (std::find(kMoves.begin(), kMoves.end(), op->node->type) == kMoves.end()) break;
    at = op->inputs[0];
  }
  return {value, 0};
}

std::optional<OnnxPattern> match_embedding(const OnnxTrace& trace, int value) {
  const std::string& type = trace.type(value);
  if ((type != "Gather" && type != "Add" && type != "Mul") || !is_rows(trace.dims(value)))
    return std::nullopt;
  return Embedding(trace, value).find();
}

}  // namespace tron::network
