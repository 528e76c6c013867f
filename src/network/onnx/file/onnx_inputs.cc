#include "network/onnx/file/onnx_inputs.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "base/error.h"

namespace tron::network {
namespace {

enum class Part { tokens, types, target, features, ones, positions };

bool contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

Part part_of(const OnnxInput& input) {
  if (contains(input.name, "mask")) return Part::ones;
  if (input.kind == HostKind::real) return Part::features;
  if (contains(input.name, "position")) return Part::positions;
  if (contains(input.name, "type") || contains(input.name, "segment")) return Part::types;
  return contains(input.name, "decoder") ? Part::target : Part::tokens;
}

OnnxSource source_of(Part part) {
  switch (part) {
    case Part::tokens:
      return OnnxSource::tokens;
    case Part::types:
      return OnnxSource::types;
    case Part::target:
      return OnnxSource::target;
    case Part::features:
      return OnnxSource::features;
    default:
      return OnnxSource::none;
  }
}

class Inputs {
 public:
  Inputs(const OnnxFile& file, const OnnxTraceSizes& sizes, bool& free_tokens)
      : file_(file), sizes_(sizes), free_tokens_(free_tokens) {}

  OnnxValue read(const OnnxInput& input) {
    const Part part = part_of(input);
    if (contains(input.name, "past") || contains(input.name, "cache")) {
      refuse(input, "a cache of earlier tokens", "a network exported without one");
    }
    OnnxValue value;
    value.name = input.name;
    value.shape.kind = input.kind;
    value.source = source_of(part);
    if (value.source != OnnxSource::none && !seen_.insert(value.source).second) {
      refuse(input, "a second input of its kind", "one of tokens, types, target and features each");
    }
    for (std::size_t axis = 0; axis < input.dims.size(); ++axis) {
      value.shape.dims.push_back(size_of(input, axis, part == Part::features));
    }
    if (value.shape.dims.empty()) refuse(input, "a single number", "one dimension at least");
    if (part == Part::ones || part == Part::positions) value.constant = constant_of(value.shape, part);
    return value;
  }

 private:
  [[noreturn]] void refuse(const OnnxInput& input, const std::string& found,
                           const std::string& allowed) const {
    throw InputError({file_.path, 0, 0, "input '" + input.name + "'"}, found, allowed);
  }

  std::size_t size_of(const OnnxInput& input, std::size_t axis, bool features) {
    const std::int64_t given = input.dims[axis];
    const std::size_t rank = input.dims.size();
    if (axis == 0 && rank > 1) {
      if (given > 1) refuse(input, fmt::format("a batch of {}", given), "a batch of 1 or a free one");
      return 1;
    }
    if (given > 0) return static_cast<std::size_t>(given);
    if (!features) {
      free_tokens_ = true;
      return sizes_.tokens;
    }
    const std::size_t size = axis + 1 == rank ? sizes_.width : sizes_.height;
    if (size == 0) refuse(input, fmt::format("axis {} free", axis), "a size given for it");
    return size;
  }

  std::shared_ptr<const HostTensor> constant_of(const HostTensor& shape, Part part) const {
    constexpr std::size_t kMostMask = std::size_t{1} << 24U;
    HostTensor tensor = shape;
    if (tensor.size() > kMostMask) {
      throw InputError({file_.path, 0, 0, "input"}, dims_text(shape.dims),
                       fmt::format("{} elements", kMostMask));
    }
    tensor.allocate();
    std::fill(tensor.real.begin(), tensor.real.end(), 1.0f);
    std::fill(tensor.whole.begin(), tensor.whole.end(), 1);
    if (part == Part::positions) {
      const std::size_t last = tensor.dims.back();
      for (std::size_t i = 0; i < tensor.whole.size(); ++i)
        tensor.whole[i] = static_cast<std::int64_t>(i % last);
    }
    return std::make_shared<HostTensor>(std::move(tensor));
  }

  const OnnxFile& file_;
  const OnnxTraceSizes& sizes_;
  bool& free_tokens_;
  std::set<OnnxSource> seen_;
};

}  // namespace

std::vector<OnnxValue> onnx_inputs(const OnnxFile& file, const OnnxTraceSizes& sizes, bool& free_tokens) {
  Inputs inputs(file, sizes, free_tokens);
  std::vector<OnnxValue> values;
  for (const OnnxInput& input : file.inputs) values.push_back(inputs.read(input));
  return values;
}

}  // namespace tron::network
