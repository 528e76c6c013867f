#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/testing/protobuf_writer.h"
#include "rooms.h"

namespace tron::network::testing_only {

/// TensorProto with raw data; types 1 float, 7 int64, 9 bool.
inline Wire tensor_proto(const std::string& name, const std::vector<std::int64_t>& dims, std::int64_t type,
                         const std::string& raw) {
  Wire tensor;
  for (std::int64_t d : dims) tensor.number(1, d);
  return tensor.number(2, type).bytes(8, name).bytes(9, raw);
}

class OnnxWriter {
 public:
  OnnxWriter& node(const std::string& type, const std::vector<std::string>& inputs,
                   const std::vector<std::string>& outputs,
                   const std::map<std::string, std::vector<std::int64_t>>& lists = {},
                   const std::string& extra = "") {
    Wire node;
    for (const std::string& name : inputs) node.bytes(1, name);
    for (const std::string& name : outputs) node.bytes(2, name);
    node.bytes(3, "n" + std::to_string(nodes_++)).bytes(4, type);
    for (const auto& [name, values] : lists) {
      Wire attribute;
      attribute.bytes(1, name);
      // One number is an integer, several are a list.
      if (values.size() == 1) attribute.number(3, values[0]);
      if (values.size() != 1) {
        for (std::int64_t v : values) attribute.number(8, v);
      }
      node.bytes(5, attribute.text());
    }
    graph_.bytes(1, node.text() + extra);
    return *this;
  }
  OnnxWriter& floats(const std::string& name, const std::vector<std::int64_t>& dims,
                     const std::vector<float>& values) {
    return constant(tensor_proto(name, dims, 1, raw_bytes(values)));
  }
  OnnxWriter& integers(const std::string& name, const std::vector<std::int64_t>& values) {
    return constant(tensor_proto(name, {static_cast<std::int64_t>(values.size())}, 7, raw_bytes(values)));
  }
  OnnxWriter& constant(const Wire& tensor) {
    graph_.bytes(5, tensor.text());
    return *this;
  }
  OnnxWriter& input(const std::string& name, const std::vector<std::int64_t>& dims, std::int64_t type = 1) {
    Wire shape;
    for (std::int64_t d : dims)
      shape.bytes(1, d < 0 ? Wire().bytes(2, "free").text() : Wire().number(1, d).text());
    const Wire tensor = Wire().number(1, type).bytes(2, shape.text());
    graph_.bytes(11, Wire().bytes(1, name).bytes(2, Wire().bytes(1, tensor.text()).text()).text());
    return *this;
  }
  OnnxWriter& output(const std::string& name) {
    graph_.bytes(12, Wire().bytes(1, name).text());
    return *this;
  }
  std::string model(std::int64_t opset = 13) const {
    return Wire()
        .number(1, 8)
        .bytes(7, graph_.text())
        .bytes(8, Wire().bytes(1, "").number(2, opset).text())
        .text();
  }

 private:
  Wire graph_;
  int nodes_ = 0;
};

}  // namespace tron::network::testing_only
