#include "network/onnx/file/onnx_file.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files/files.h"
#include "network/onnx/file/onnx_einsum.h"
#include "network/onnx/file/onnx_tensor.h"

namespace tron::network {
namespace {

// Field numbers as in onnx.proto (github.com/onnx/onnx); a field that is not named here changes nothing that
// is read.

constexpr std::size_t kMostNodes = std::size_t{1} << 18U;

bool is_onnx_set(const std::string& domain) {
  return domain.empty() || domain == "ai.onnx";
}

/// AttributeProto, and which of its fields are there.
struct Attribute {
  std::string name;
  HostAttribute value;
  bool other = false;  ///< a subgraph, several texts or tensors, a reference
};

Attribute read_attribute(ProtobufReader field, const std::string& file, const std::string& item) {
  Attribute attribute;
  while (field.next()) {
    switch (field.number()) {
      case 1:
        attribute.name = field.text();
        break;
      case 2:
        attribute.value.numbers = {field.real()};
        break;
      case 3:
        attribute.value.integers = {field.integer()};
        break;
      case 4:
        attribute.value.text = field.text();
        break;
      case 5:
        attribute.value.tensor =
            std::make_shared<HostTensor>(read_onnx_tensor(field.message(), file, item).tensor);
        break;
      case 7:
        field.append_to(attribute.value.numbers);
        break;
      case 8:
        field.append_to(attribute.value.integers);
        break;
      case 13:  // documentation
      case 20:  // the type, which the other fields show
        break;
      default:
        attribute.other = true;
    }
  }
  return attribute;
}

class FileReader {
 public:
  explicit FileReader(const std::string& path)
      : place_{.file = path, .line = 0, .column = 0, .item = "model"} {
    file_.path = path;
  }

  OnnxFile read(std::span<const unsigned char> bytes) {
    ProtobufReader model(bytes, place_);
    bool graph = false;
    while (model.next()) {
      if (model.number() == 8) read_opset(model.message());
      if (model.number() == 7) read_graph(model.message()), graph = true;
    }
    if (!graph) refuse("model", "no graph", "an ONNX model");
    if (file_.opset < kFirstOpset || file_.opset > kLastOpset) {
      refuse("operator set", fmt::format("opset {}", file_.opset),
             fmt::format("{} to {}", kFirstOpset, kLastOpset));
    }
    if (file_.outputs.empty()) refuse("graph", "no outputs", "one at least");
    std::erase_if(file_.inputs,
                  [&](const OnnxInput& input) { return file_.constants.count(input.name) > 0; });
    return std::move(file_);
  }

 private:
  [[noreturn]] void refuse(const std::string& item, const std::string& found,
                           const std::string& allowed) const {
    throw InputError({.file = file_.path, .line = 0, .column = 0, .item = item}, found, allowed);
  }

  void read_opset(ProtobufReader field) {
    std::string domain;
    std::int64_t version = 0;
    while (field.next()) {
      if (field.number() == 1) domain = field.text();
      if (field.number() == 2) version = field.integer();
    }
    // Kept within int; what is out of range is refused later.
    if (is_onnx_set(domain)) file_.opset = static_cast<int>(std::clamp<std::int64_t>(version, -1, 1 << 20));
  }

  void read_graph(ProtobufReader graph) {
    while (graph.next()) {
      switch (graph.number()) {
        case 1:
          read_node(graph.message());
          break;
        case 5: {
          NamedTensor constant = read_onnx_tensor(graph.message(), file_.path, "constant");
          auto tensor = std::make_shared<HostTensor>(std::move(constant.tensor));
          if (!file_.constants.emplace(constant.name, std::move(tensor)).second) {
            refuse("constant '" + constant.name + "'", "a second constant of this name", "one");
          }
          break;
        }
        case 11:
          read_input(graph.message());
          break;
        case 12:
          file_.outputs.push_back(name_of(graph.message()));
          break;
        default:
          break;
      }
    }
  }

  static std::string name_of(ProtobufReader value) {
    std::string name;
    while (value.next()) {
      if (value.number() == 1) name = value.text();
    }
    return name;
  }

  /// The attributes come last, so that their faults can name the node.
  void read_node(ProtobufReader field) {
    if (file_.nodes.size() == kMostNodes)
      refuse("graph", "more nodes", fmt::format("at most {}", kMostNodes));
    OnnxNode node;
    std::string domain;
    std::vector<ProtobufReader> attributes;
    while (field.next()) {
      switch (field.number()) {
        case 1:
          node.inputs.push_back(field.text());
          break;
        case 2:
          node.outputs.push_back(field.text());
          break;
        case 3:
          node.name = field.text();
          break;
        case 4:
          node.type = field.text();
          break;
        case 5:
          attributes.push_back(field.message());
          break;
        case 7:
          domain = field.text();
          break;
        default:
          break;
      }
    }
    const std::string item = node.title();
    if (!is_onnx_set(domain)) refuse(item, "an operator of the set '" + domain + "'", "ONNX's own operators");
    for (const ProtobufReader& attribute : attributes) keep_attribute(node, item, attribute);
    // Up to opset 17 the number of equal parts shows in the outputs alone.
    if (node.type == "Split")
      node.attributes["num_outputs"].integers = {static_cast<std::int64_t>(node.outputs.size())};
    if (node.type != "Einsum") {
      file_.nodes.push_back(std::move(node));
      return;
    }
    try {
      for (OnnxNode& part : without_einsum(node)) file_.nodes.push_back(std::move(part));
    } catch (const InputError& error) {
      refuse(item, error.found(), error.allowed());
    }
  }

  void keep_attribute(OnnxNode& node, const std::string& item, const ProtobufReader& field) const {
    Attribute attribute = read_attribute(field, file_.path, item);
    if (attribute.other) {
      refuse(item, "attribute '" + attribute.name + "', a subgraph or a list",
             "numbers, text or a tensor: control flow is not read");
    }
    for (float x : attribute.value.numbers) {
      if (std::isnan(x)) refuse(item, "NaN as attribute '" + attribute.name + "'", "a number");
    }
    node.attributes[attribute.name] = std::move(attribute.value);
  }

  void read_input(ProtobufReader field) {
    OnnxInput input;
    bool shaped = false;
    std::int64_t type = 0;
    while (field.next()) {
      if (field.number() == 1) input.name = field.text();
      if (field.number() != 2) continue;
      for (ProtobufReader kind = field.message(); kind.next();) {
        if (kind.number() == 1) shaped = read_tensor_type(kind.message(), type, input);
      }
    }
    const std::string item = "input '" + input.name + "'";
    const auto kind = onnx_kind(type);
    if (!kind) refuse(item, "no tensor of numbers", "a tensor of real numbers or integers");
    if (!shaped) refuse(item, "no dimensions", "dimensions, which may be free");
    for (std::int64_t d : input.dims) {
      if (d < -1 || d > static_cast<std::int64_t>(kMostElements)) {
        refuse(item, fmt::format("dimension {}", d), fmt::format("1 to {}, or a free one", kMostElements));
      }
    }
    input.kind = *kind;
    file_.inputs.push_back(std::move(input));
  }

  /// Type and dims of a TypeProto.Tensor; whether it has a shape.
  static bool read_tensor_type(ProtobufReader tensor, std::int64_t& type, OnnxInput& input) {
    bool shaped = false;
    while (tensor.next()) {
      if (tensor.number() == 1) type = tensor.integer();
      if (tensor.number() != 2) continue;
      shaped = true;
      for (ProtobufReader shape = tensor.message(); shape.next();) {
        if (shape.number() != 1) continue;
        std::int64_t size = -1;
        for (ProtobufReader dim = shape.message(); dim.next();) {
          if (dim.number() == 1) size = dim.integer() == 0 ? -1 : dim.integer();
        }
        input.dims.push_back(size);
      }
    }
    return shaped;
  }

  Place place_;
  OnnxFile file_;
};

}  // namespace

std::string OnnxNode::title() const {
  const std::string& shown = !name.empty() || outputs.empty() ? name : outputs[0];
  return fmt::format("node '{}' ({})", shown, type);
}

OnnxFile read_onnx(std::span<const unsigned char> bytes, const std::string& path) {
  return FileReader(path).read(bytes);
}

OnnxFile read_onnx(const std::string& path) {
  const MappedFile file(path);
  return read_onnx(file.bytes(), path);
}

}  // namespace tron::network
