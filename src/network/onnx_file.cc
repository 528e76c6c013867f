#include "network/onnx_file.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include "base/error.h"
#include "base/files.h"
#include "base/half.h"

namespace tron {
namespace {

using Proto = onnx::TensorProto;
using Bytes = std::span<const unsigned char>;

constexpr std::size_t kMostNodes = std::size_t{1} << 18U;

Place place(const std::string& file, const std::string& item) {
  return {.file = file, .line = 0, .column = 0, .item = item};
}

std::size_t element_bytes(int type) {
  switch (type) {
    case Proto::FLOAT:
    case Proto::INT32:
    case Proto::UINT32:
      return 4;
    case Proto::DOUBLE:
    case Proto::INT64:
    case Proto::UINT64:
      return 8;
    case Proto::FLOAT16:
    case Proto::BFLOAT16:
    case Proto::INT16:
    case Proto::UINT16:
      return 2;
    case Proto::BOOL:
    case Proto::INT8:
    case Proto::UINT8:
      return 1;
    default:
      return 0;
  }
}

std::optional<HostKind> kind_of(int type) {
  switch (type) {
    case Proto::FLOAT:
    case Proto::DOUBLE:
    case Proto::FLOAT16:
    case Proto::BFLOAT16:
      return HostKind::real;
    case Proto::BOOL:
      return HostKind::truth;
    default:
      return element_bytes(type) == 0 ? std::nullopt : std::optional(HostKind::whole);
  }
}

template <class T>
T load(const unsigned char* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

float float_from_bfloat(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16U);
}

float real_element(int type, const unsigned char* from) {
  switch (type) {
    case Proto::DOUBLE:
      return static_cast<float>(load<double>(from));
    case Proto::FLOAT16:
      return float_from_half(load<std::uint16_t>(from));
    case Proto::BFLOAT16:
      return float_from_bfloat(load<std::uint16_t>(from));
    default:
      return load<float>(from);
  }
}

std::int64_t whole_element(int type, const unsigned char* from) {
  switch (type) {
    case Proto::INT64:
    case Proto::UINT64:
      return load<std::int64_t>(from);
    case Proto::INT32:
      return load<std::int32_t>(from);
    case Proto::UINT32:
      return load<std::uint32_t>(from);
    case Proto::INT16:
      return load<std::int16_t>(from);
    case Proto::UINT16:
      return load<std::uint16_t>(from);
    case Proto::INT8:
      return load<std::int8_t>(from);
    case Proto::BOOL:
      return *from != 0 ? 1 : 0;
    default:
      return *from;
  }
}

/// Turns one TensorProto into a tensor.
class TensorReader {
 public:
  TensorReader(const Proto& proto, const std::string& file, const std::string& item)
      : proto_(proto), file_(file), item_(item) {}

  HostTensor read() {
    const auto kind = kind_of(proto_.data_type());
    if (!kind)
      refuse(fmt::format("elements of type {}", proto_.data_type()),
             "real numbers, integers or truth values");
    tensor_.kind = *kind;
    for (std::int64_t d : proto_.dims()) {
      if (d < 0 || static_cast<std::uint64_t>(d) > kMostElements) {
        refuse(fmt::format("dimension {}", d), fmt::format("0 to {}", kMostElements));
      }
      tensor_.dims.push_back(static_cast<std::size_t>(d));
    }
    try {
      count_ = tensor_.size();
    } catch (const InputError& error) {
      refuse(error.found(), error.allowed());
    }
    if (proto_.data_location() == Proto::EXTERNAL) {
      external();
    } else if (proto_.has_raw_data()) {
      raw({reinterpret_cast<const unsigned char*>(proto_.raw_data().data()), proto_.raw_data().size()});
    } else {
      typed();
    }
    for (float x : tensor_.real) {
      if (std::isnan(x)) refuse("NaN", "numbers");
    }
    return std::move(tensor_);
  }

 private:
  [[noreturn]] void refuse(const std::string& found, const std::string& allowed) const {
    throw InputError(place(file_, item_), found, allowed);
  }

  void raw(Bytes bytes) {
    const int type = proto_.data_type();
    const std::size_t size = element_bytes(type);
    if (bytes.size() != count_ * size) {
      refuse(fmt::format("{} bytes of data", bytes.size()),
             fmt::format("{}, as dimensions {} say", count_ * size, dims_text(tensor_.dims)));
    }
    tensor_.allocate();
    for (std::size_t i = 0; i < count_; ++i) {
      const unsigned char* from = bytes.data() + i * size;
      if (tensor_.kind == HostKind::real) {
        tensor_.real[i] = real_element(type, from);
      } else {
        tensor_.whole[i] = whole_element(type, from);
      }
    }
  }

  template <class Field, class F>
  void fill(const Field& field, F element) {
    if (static_cast<std::size_t>(field.size()) != count_) {
      refuse(fmt::format("{} elements of data", field.size()),
             fmt::format("{}, as dimensions {} say", count_, dims_text(tensor_.dims)));
    }
    tensor_.allocate();
    for (int i = 0; i < field.size(); ++i) element(static_cast<std::size_t>(i), field[i]);
  }

  void typed() {
    const auto real = [&](std::size_t i, auto x) { tensor_.real[i] = static_cast<float>(x); };
    const auto whole = [&](std::size_t i, auto x) { tensor_.whole[i] = static_cast<std::int64_t>(x); };
    switch (proto_.data_type()) {
      case Proto::FLOAT:
        return fill(proto_.float_data(), real);
      case Proto::DOUBLE:
        return fill(proto_.double_data(), real);
      case Proto::FLOAT16:
        return fill(proto_.int32_data(), [&](std::size_t i, int x) {
          tensor_.real[i] = float_from_half(static_cast<std::uint16_t>(x));
        });
      case Proto::BFLOAT16:
        return fill(proto_.int32_data(), [&](std::size_t i, int x) {
          tensor_.real[i] = float_from_bfloat(static_cast<std::uint16_t>(x));
        });
      case Proto::INT64:
        return fill(proto_.int64_data(), whole);
      case Proto::UINT32:
      case Proto::UINT64:
        return fill(proto_.uint64_data(), whole);
      case Proto::BOOL:
        return fill(proto_.int32_data(), [&](std::size_t i, int x) { tensor_.whole[i] = x != 0 ? 1 : 0; });
      default:
        return fill(proto_.int32_data(), whole);
    }
  }

  std::uint64_t number(const std::string& text) const {
    std::uint64_t value = 0;
    for (char c : text) {
      if (c < '0' || c > '9' || value > (std::uint64_t{1} << 50U))
        refuse("'" + text + "'", "a number of bytes");
      value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value;
  }

  /// The path of a data file: inside the model's folder, whatever links lead there.
  std::filesystem::path inside(const std::string& location) const {
    namespace fs = std::filesystem;
    const fs::path folder = fs::weakly_canonical(fs::absolute(file_).parent_path());
    const fs::path given(location);
    const fs::path path = fs::weakly_canonical(folder / given);
    const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    if (location.empty() || given.is_absolute() || end != folder.end() || rest == path.end()) {
      refuse("external data in '" + location + "'", "a file in the model's folder");
    }
    return path;
  }

  void external() {
    std::string location;
    std::uint64_t offset = 0, length = 0;
    bool has_length = false;
    for (const auto& entry : proto_.external_data()) {
      if (entry.key() == "location") location = entry.value();
      if (entry.key() == "offset") offset = number(entry.value());
      if (entry.key() == "length") length = number(entry.value()), has_length = true;
    }
    if (file_.empty()) refuse("external data", "data in the model itself");
    const std::filesystem::path path = inside(location);
    if (!std::filesystem::is_regular_file(path))
      refuse("external data in '" + location + "'", "a file that exists");
    const MappedFile file(path.string());
    const std::size_t all = file.bytes().size();
    if (!has_length) length = count_ * element_bytes(proto_.data_type());
    if (offset > all || length > all - offset) {
      refuse(fmt::format("{} bytes from byte {} of '{}'", length, offset, location),
             fmt::format("its {} bytes", all));
    }
    raw(file.bytes().subspan(offset, length));
  }

  const Proto& proto_;
  const std::string& file_;
  const std::string item_;
  HostTensor tensor_;
  std::size_t count_ = 0;
};

std::string title(const onnx::NodeProto& node) {
  const std::string name = !node.name().empty() ? node.name() : node.output_size() > 0 ? node.output(0) : "";
  return fmt::format("node '{}' ({})", name, node.op_type());
}

HostAttribute read_attribute(const onnx::AttributeProto& proto, const std::string& file,
                             const std::string& item) {
  HostAttribute attribute;
  switch (proto.type()) {
    case onnx::AttributeProto::FLOAT:
      attribute.numbers = {proto.f()};
      break;
    case onnx::AttributeProto::INT:
      attribute.integers = {proto.i()};
      break;
    case onnx::AttributeProto::STRING:
      attribute.text = proto.s();
      break;
    case onnx::AttributeProto::TENSOR:
      attribute.tensor = std::make_shared<HostTensor>(TensorReader(proto.t(), file, item).read());
      break;
    case onnx::AttributeProto::FLOATS:
      attribute.numbers.assign(proto.floats().begin(), proto.floats().end());
      break;
    case onnx::AttributeProto::INTS:
      attribute.integers.assign(proto.ints().begin(), proto.ints().end());
      break;
    default:
      throw InputError(place(file, item), "attribute " + proto.name() + " (a subgraph or a list)",
                       "numbers, text or a tensor: control flow is not read");
  }
  for (float x : attribute.numbers) {
    if (std::isnan(x)) throw InputError(place(file, item), "NaN as attribute " + proto.name(), "a number");
  }
  return attribute;
}

OnnxNode read_node(const onnx::NodeProto& proto, const std::string& file) {
  const std::string item = title(proto);
  if (!proto.domain().empty() && proto.domain() != "ai.onnx") {
    throw InputError(place(file, item), "an operator of the set '" + proto.domain() + "'",
                     "ONNX's own operators");
  }
  OnnxNode node{proto.name(), proto.op_type(), {}, {}, {}};
  node.inputs.assign(proto.input().begin(), proto.input().end());
  node.outputs.assign(proto.output().begin(), proto.output().end());
  for (const auto& attribute : proto.attribute()) {
    node.attributes[attribute.name()] = read_attribute(attribute, file, item);
  }
  // Up to opset 17 the number of equal parts shows in the outputs alone.
  if (node.type == "Split") node.attributes["num_outputs"].integers = {proto.output_size()};
  return node;
}

OnnxInput read_input(const onnx::ValueInfoProto& proto, const std::string& file) {
  const std::string item = "input '" + proto.name() + "'";
  const auto& type = proto.type().tensor_type();
  const auto kind = kind_of(type.elem_type());
  if (!proto.type().has_tensor_type() || !kind) {
    throw InputError(place(file, item), "no tensor of numbers", "a tensor of real numbers or integers");
  }
  if (!type.has_shape())
    throw InputError(place(file, item), "no dimensions", "dimensions, which may be free");
  OnnxInput input{proto.name(), *kind, {}};
  for (const auto& dim : type.shape().dim()) {
    const bool fixed = dim.has_dim_value() && dim.dim_value() > 0;
    if (dim.has_dim_value() &&
        (dim.dim_value() < -1 || dim.dim_value() > static_cast<std::int64_t>(kMostElements))) {
      throw InputError(place(file, item), fmt::format("dimension {}", dim.dim_value()),
                       fmt::format("1 to {}, or a free one", kMostElements));
    }
    input.dims.push_back(fixed ? dim.dim_value() : -1);
  }
  return input;
}

void read_constants(const onnx::GraphProto& graph, OnnxFile& file) {
  for (const Proto& proto : graph.initializer()) {
    const std::string item = "constant '" + proto.name() + "'";
    auto tensor = std::make_shared<HostTensor>(TensorReader(proto, file.path, item).read());
    if (!file.constants.emplace(proto.name(), std::move(tensor)).second) {
      throw InputError(place(file.path, item), "a second constant of this name", "one");
    }
  }
}

int read_opset(const onnx::ModelProto& model, const std::string& path) {
  for (const auto& set : model.opset_import()) {
    if (!set.domain().empty() && set.domain() != "ai.onnx") continue;
    if (set.version() >= kFirstOpset && set.version() <= kLastOpset) return static_cast<int>(set.version());
    throw InputError(place(path, "operator set"), fmt::format("opset {}", set.version()),
                     fmt::format("{} to {}", kFirstOpset, kLastOpset));
  }
  throw InputError(place(path, "operator set"), "none",
                   fmt::format("opset {} to {}", kFirstOpset, kLastOpset));
}

}  // namespace

OnnxFile read_onnx(Bytes bytes, const std::string& path) {
  onnx::ModelProto model;
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
      !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !model.has_graph()) {
    throw InputError(place(path, ""), "no ONNX model",
                     "a whole protobuf message of an ONNX model below 2 GiB");
  }
  OnnxFile file;
  file.path = path;
  file.opset = read_opset(model, path);
  const onnx::GraphProto& graph = model.graph();
  if (static_cast<std::size_t>(graph.node_size()) > kMostNodes) {
    throw InputError(place(path, "graph"), fmt::format("{} nodes", graph.node_size()),
                     fmt::format("at most {}", kMostNodes));
  }
  read_constants(graph, file);
  for (const auto& node : graph.node()) file.nodes.push_back(read_node(node, path));
  for (const auto& input : graph.input()) {
    if (file.constants.count(input.name()) == 0) file.inputs.push_back(read_input(input, path));
  }
  for (const auto& output : graph.output()) file.outputs.push_back(output.name());
  if (file.outputs.empty()) throw InputError(place(path, "graph"), "no outputs", "one at least");
  return file;
}

OnnxFile read_onnx(const std::string& path) {
  const MappedFile file(path);
  return read_onnx(file.bytes(), path);
}

}  // namespace tron
