#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "network/onnx/file/onnx_trace.h"
#include "network/onnx/file/onnx_writer_for_test.h"
#include "rooms.h"

namespace tron::network::testing_only {

/// A written network with its trace.
struct Traced {
  std::unique_ptr<OnnxFile> file;
  OnnxTrace trace;

  explicit Traced(const OnnxWriter& writer, std::size_t tokens = 7, int opset = 13) {
    const std::string model = writer.model(opset);
    file = std::make_unique<OnnxFile>(
        read_onnx(std::span(reinterpret_cast<const unsigned char*>(model.data()), model.size()), "net.onnx"));
    trace = trace_onnx(*file, {tokens, 0, 320});
  }

  int value(const std::string& name) const {
    for (std::size_t v = 0; v < trace.values.size(); ++v) {
      if (trace.values[v].name == name) return static_cast<int>(v);
    }
    throw std::out_of_range("no value " + name);
  }
  const Dims& dims(const std::string& name) const { return trace.dims(value(name)); }
  const HostTensor* constant(const std::string& name) const { return trace.constant(value(name)); }
};

}  // namespace tron::network::testing_only
