#include "network/onnx/file/onnx_trace.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "network/onnx/file/onnx_inputs.h"

namespace tron::network {
namespace {

/// Elements that folding may compute beyond a multiple of what the file holds.
constexpr std::uint64_t kFoldingFloor = std::uint64_t{1} << 26U;

class Tracer {
 public:
  Tracer(const OnnxFile& file, const OnnxTraceSizes& sizes) : file_(file) {
    trace_.file = &file;
    trace_.opset = file.opset;
    for (const auto& [name, tensor] : file.constants) {
      add({name, {tensor->kind, tensor->dims, {}, {}}, tensor});
      budget_ += 8 * tensor->size();
    }
    for (OnnxValue& value : onnx_inputs(file, sizes, trace_.free_tokens)) add(std::move(value));
    for (const OnnxNode& node : file.nodes) read_.insert(node.inputs.begin(), node.inputs.end());
    read_.insert(file.outputs.begin(), file.outputs.end());
  }

  OnnxTrace run() {
    for (const OnnxNode& node : file_.nodes) {
      try {
        follow(node);
      } catch (const InputError& error) {
        if (!error.place().file.empty()) throw;
        throw InputError({file_.path, 0, 0, node.title()}, error.found(), error.allowed());
      }
    }
    choose_result();
    count_uses();
    return std::move(trace_);
  }

 private:
  int add(OnnxValue value) {
    const int number = static_cast<int>(trace_.values.size());
    if (!value.name.empty() && !by_name_.emplace(value.name, number).second) {
      throw InputError({}, "a second value named '" + value.name + "'", "one");
    }
    trace_.values.push_back(std::move(value));
    return number;
  }

  int find(const std::string& name) const {
    if (name.empty()) return -1;
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) {
      throw InputError({}, "no value named '" + name + "'",
                       "a constant, an input of the network, or what an earlier node makes");
    }
    return found->second;
  }

  void follow(const OnnxNode& node) {
    OnnxOp op{&node, {}, {}};
    for (const std::string& name : node.inputs) op.inputs.push_back(find(name));
    while (!op.inputs.empty() && op.inputs.back() < 0) op.inputs.pop_back();
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i].empty() || read_.count(node.outputs[i]) == 0) {
        op.outputs.push_back(-1);
        continue;
      }
      OnnxValue value = make(op, static_cast<int>(i));
      value.name = node.outputs[i];
      value.op = static_cast<int>(trace_.ops.size());
      value.output = static_cast<int>(i);
      op.outputs.push_back(add(std::move(value)));
    }
    trace_.ops.push_back(std::move(op));
  }

  OnnxValue make(const OnnxOp& op, int output) {
    const OnnxNode& node = *op.node;
    if (node.type == "Constant") return with(constant_of(node));
    if (auto assumed = assume(op)) return with(std::move(*assumed));
    std::vector<HostTensor> shapes(op.inputs.size());
    std::vector<const HostTensor*> operands;
    bool known = true;
    for (std::size_t i = 0; i < op.inputs.size(); ++i) {
      const int input = op.inputs[i];
      operands.push_back(input < 0 ? nullptr : operand(input));
      known = known && (input < 0 || trace_.constant(input) != nullptr);
    }
    HostTensor shape = host_shape(node.type, file_.opset, node.attributes, operands, output);
    if (!known && node.type != "Shape" && node.type != "Size") return {"", std::move(shape), nullptr};
    charge(node, operands, shape);
    return with(host_result(node.type, file_.opset, node.attributes, operands, output));
  }

  const HostTensor* operand(int value) const {
    const OnnxValue& v = trace_.values[static_cast<std::size_t>(value)];
    return v.constant != nullptr ? v.constant.get() : &v.shape;
  }

  static OnnxValue with(HostTensor tensor) {
    OnnxValue value{"", {tensor.kind, tensor.dims, {}, {}}, nullptr};
    value.constant = std::make_shared<HostTensor>(std::move(tensor));
    return value;
  }

  /// Keeps a small file from asking for much memory or time.
  void charge(const OnnxNode& node, const std::vector<const HostTensor*>& operands, const HostTensor& shape) {
    std::uint64_t elements = shape.size();
    if (node.type == "MatMul" || node.type == "Gemm" || node.type == "Conv") {
      const Dims& kernel = operands.at(1)->dims;
      const std::uint64_t depth =
          operands[1]->size() / std::max<std::uint64_t>(1, kernel.empty() ? 1 : kernel.front());
      elements *= std::max<std::uint64_t>(1, depth);
    }
    for (const HostTensor* operand : operands) elements += operand == nullptr ? 0 : operand->size();
    if (node.type == "AveragePool" || node.type == "MaxPool") elements *= 1024;
    if (elements > budget_) {
      throw InputError({}, "constants that take too much computing",
                       "what a few times the file's size allows");
    }
    budget_ -= elements;
  }

  HostTensor constant_of(const OnnxNode& node) const {
    for (const auto& [name, attribute] : node.attributes) {
      if (attribute.tensor != nullptr) return *attribute.tensor;
      const bool list = name.ends_with('s');
      if (name.starts_with("value_float")) {
        return {HostKind::real, list ? Dims{attribute.numbers.size()} : Dims{}, attribute.numbers, {}};
      }
      if (name.starts_with("value_int")) {
        return {HostKind::whole, list ? Dims{attribute.integers.size()} : Dims{}, {}, attribute.integers};
      }
    }
    throw InputError({}, "a constant without a value", "a tensor, integers or numbers");
  }

  /// Samples have no padding: no id equals a number of the network.
  std::optional<HostTensor> assume(const OnnxOp& op) const {
    if (op.node->type != "Equal" || op.inputs.size() != 2) return std::nullopt;
    for (int side = 0; side < 2; ++side) {
      const int ids = op.inputs[side], number = op.inputs[1 - side];
      if (ids < 0 || number < 0 || trace_.constant(number) == nullptr || trace_.constant(ids) != nullptr)
        continue;
      if (trace_.constant(number)->size() != 1 || trace_.values[ids].shape.kind != HostKind::whole) continue;
      HostTensor never{HostKind::truth, trace_.dims(ids), {}, {}};
      never.allocate();
      return never;
    }
    return std::nullopt;
  }

  void choose_result() {
    for (const std::string& name : file_.outputs) {
      const auto found = by_name_.find(name);
      if (found == by_name_.end()) {
        throw InputError({file_.path, 0, 0, "output '" + name + "'"}, "no node that makes it",
                         "an output of a node");
      }
      if (trace_.constant(found->second) != nullptr) continue;
      if (trace_.result < 0 || name == "logits") trace_.result = found->second;
    }
    if (trace_.result < 0) {
      throw InputError({file_.path, 0, 0, "outputs"}, "none that depends on the sample", "one at least");
    }
  }

  void count_uses() {
    trace_.uses.assign(trace_.values.size(), 0);
    for (const OnnxOp& op : trace_.ops) {
      for (int input : op.inputs) {
        if (input >= 0) ++trace_.uses[static_cast<std::size_t>(input)];
      }
    }
    ++trace_.uses[static_cast<std::size_t>(trace_.result)];
  }

  const OnnxFile& file_;
  OnnxTrace trace_;
  std::unordered_map<std::string, int> by_name_;
  std::set<std::string> read_;
  std::uint64_t budget_ = kFoldingFloor;
};

}  // namespace

const OnnxOp* OnnxTrace::maker(int value) const {
  const int op = values[static_cast<std::size_t>(value)].op;
  return op < 0 ? nullptr : &ops[static_cast<std::size_t>(op)];
}

const std::string& OnnxTrace::type(int value) const {
  static const std::string none;
  const OnnxOp* op = maker(value);
  return op == nullptr ? none : op->node->type;
}

const HostTensor* OnnxTrace::constant(int value) const {
  return values[static_cast<std::size_t>(value)].constant.get();
}

Place OnnxTrace::place(int value) const {
  const OnnxOp* op = maker(value);
  const std::string item =
      op == nullptr ? "value '" + values[static_cast<std::size_t>(value)].name + "'" : op->node->title();
  return {file->path, 0, 0, item};
}

OnnxTrace trace_onnx(const OnnxFile& file, const OnnxTraceSizes& sizes) {
  return Tracer(file, sizes).run();
}

}  // namespace tron::network
