#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "base/testing/scratch_folder.h"
#include "network/onnx/file/onnx_writer_for_test.h"
#include "network/onnx/onnx.h"
#include "network/onnx/onnx_for_test.h"

namespace tron::network {
namespace {

using testing_only::OnnxWriter;
using testing_only::tensor_proto;

Graph load(const std::string& model) {
  return load_onnx(std::span(reinterpret_cast<const unsigned char*>(model.data()), model.size()), "net.onnx");
}

void refused(const std::string& model, const std::vector<std::string>& fragments) {
  std::vector<std::string> all{"net.onnx"};
  all.insert(all.end(), fragments.begin(), fragments.end());
  expect_refused([&] { load(model); }, all);
}

/// [1 x 4] features, and a node that is the answer.
OnnxWriter with(const std::string& type, const std::vector<std::string>& more = {},
                const std::map<std::string, std::vector<std::int64_t>>& lists = {}) {
  OnnxWriter writer;
  std::vector<std::string> inputs{"x"};
  inputs.insert(inputs.end(), more.begin(), more.end());
  writer.input("x", {1, 4}).output("y").node(type, inputs, {"y"}, lists);
  return writer;
}

OnnxWriter image(const std::map<std::string, std::vector<std::int64_t>>& lists,
                 const std::vector<std::int64_t>& kernel) {
  std::int64_t size = 1;
  for (std::int64_t d : kernel) size *= d;
  OnnxWriter writer;
  writer.input("x", {1, 2, 6, 6})
      .output("y")
      .floats("w", kernel, std::vector<float>(static_cast<std::size_t>(size), 1));
  writer.node("Conv", {"x", "w"}, {"y"}, lists);
  return writer;
}

TEST(OnnxHostile, ASoundOneIsRead) {
  EXPECT_EQ(load(with("Sigmoid").model()).nodes.back().op, Op::host);
  EXPECT_EQ(load(image({{"strides", {1, 2}}}, {3, 2, 3, 3}).model()).nodes.back().op, Op::host);
}

TEST(OnnxHostile, WhatIsNoProtobuf) {
  refused("", {"no graph"});
  refused(std::string(100, '\xff'), {"protobuf"});
  refused("{\"onnx\": true}", {"protobuf"});
}

TEST(OnnxHostile, EveryTruncation) {
  const std::string whole = with("Sigmoid").floats("w", {2, 2}, {1, 2, 3, 4}).model();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THROW(load(whole.substr(0, size)), InputError) << size << " bytes of " << whole.size();
  }
}

TEST(OnnxHostile, OpsetsOfOtherTimes) {
  refused(with("Sigmoid").model(99), {"opset 99", "9 to 17"});
  refused(with("Sigmoid").model(6), {"opset 6"});
  refused(with("Sigmoid").model(std::numeric_limits<std::int64_t>::min()), {"opset"});
}

TEST(OnnxHostile, OperatorsThatNobodyKnows) {
  refused(with("Frobnicate").model(), {"n0", "Frobnicate"});
  refused(with("LSTM").model(), {"node 'n0' (LSTM)", "operator LSTM"});
  OnnxWriter custom;
  custom.input("x", {1, 4})
      .output("y")
      .node("Gelu", {"x"}, {"y"}, {}, Wire().bytes(7, "com.microsoft").text());
  refused(custom.model(), {"n0", "Gelu", "com.microsoft"});
}

TEST(OnnxHostile, EquationsOfEinsum) {
  for (const char* equation :
       {"", "ij", "ij,jk", "ij->ij", "ii,ij->ij", "i.,ij->ij", "ij,jk->il", "ij,kl->ijkl", "abi,abj->i"}) {
    OnnxWriter writer;
    writer.input("x", {1, 4}).output("y");
    const std::string attribute = Wire().bytes(1, "equation").bytes(4, equation).text();
    writer.node("Einsum", {"x", "x"}, {"y"}, {}, Wire().bytes(5, attribute).text());
    refused(writer.model(), {"n0", "Einsum", "equation"});
  }
}

TEST(OnnxHostile, Subgraphs) {
  for (const char* type : {"If", "Loop"}) {
    OnnxWriter writer;
    const std::string branch = Wire().bytes(1, "then_branch").bytes(6, "").text();
    writer.input("x", {1, 4}).output("y").node(type, {"x"}, {"y"}, {}, Wire().bytes(5, branch).text());
    refused(writer.model(), {"n0", type, "then_branch", "control flow"});
  }
}

TEST(OnnxHostile, CyclesAndMissingConstants) {
  OnnxWriter cycle;
  cycle.input("x", {1, 4}).output("y").node("Add", {"x", "y"}, {"z"}).node("Relu", {"z"}, {"y"});
  refused(cycle.model(), {"n0", "Add", "no value named 'y'"});
  refused(with("MatMul", {"weight"}).model(), {"n0", "MatMul", "'weight'"});
  refused(OnnxWriter().input("x", {1, 4}).output("nowhere").model(), {"nowhere", "no node that makes it"});
}

TEST(OnnxHostile, OneNameTwice) {
  OnnxWriter twice;
  twice.input("x", {1, 4}).output("y").node("Relu", {"x"}, {"y"}).node("Tanh", {"x"}, {"y"});
  refused(twice.model(), {"n1", "Tanh", "a second value named 'y'"});
  refused(with("Relu").floats("w", {1}, {1}).floats("w", {1}, {2}).model(), {"constant 'w'", "second"});
}

TEST(OnnxHostile, DimensionsOfConstants) {
  refused(with("Add", {"w"}).constant(tensor_proto("w", {-4}, 1, "")).model(), {"'w'", "dimension -4"});
  refused(with("Add", {"w"}).constant(tensor_proto("w", {1LL << 40}, 1, "")).model(),
          {"'w'", "1099511627776"});
  const std::int64_t large = 1 << 20;
  refused(with("Add", {"w"}).constant(tensor_proto("w", {large, large, large}, 1, "")).model(),
          {"'w'", "elements"});
  refused(with("Add", {"w"}).constant(tensor_proto("w", std::vector<std::int64_t>(40, 1), 1, "")).model(),
          {"'w'", "40 dimensions"});
  refused(with("Add", {"w"}).constant(tensor_proto("w", {4}, 1, "abc")).model(), {"'w'", "3 bytes", "16"});
}

TEST(OnnxHostile, DimensionsOfInputs) {
  refused(OnnxWriter().input("x", {1, -1, 8}).output("y").node("Relu", {"x"}, {"y"}).model(),
          {"input 'x'", "free"});
  refused(OnnxWriter().input("x", {4, 4}).output("y").node("Relu", {"x"}, {"y"}).model(), {"a batch of 4"});
  refused(OnnxWriter().input("x", {1, 1LL << 50}).output("y").node("Relu", {"x"}, {"y"}).model(),
          {"dimension"});
  const std::int64_t large = 1LL << 30;
  refused(OnnxWriter().input("x", {1, large, large}).output("y").node("Relu", {"x"}, {"y"}).model(),
          {"elements"});
}

TEST(OnnxHostile, TypesOfElements) {
  refused(with("Add", {"w"}).constant(tensor_proto("w", {1}, 8, "a")).model(), {"'w'", "type 8"});
  refused(with("Add", {"w"}).constant(tensor_proto("w", {1}, 14, "12345678")).model(), {"'w'", "type 14"});
  refused(with("Add", {"w"}).integers("w", {1}).model(), {"n0", "Add", "two types"});
  refused(OnnxWriter().input("x", {1, 4}, 8).output("y").model(), {"input 'x'"});
}

TEST(OnnxHostile, NumbersThatAreNone) {
  const float nan = std::numeric_limits<float>::quiet_NaN(),
              infinite = std::numeric_limits<float>::infinity();
  refused(with("MatMul", {"w"}).floats("w", {4, 1}, {1, 2, nan, 4}).model(), {"constant 'w'", "NaN"});
  refused(with("MatMul", {"w"}).floats("w", {4, 1}, {1, 2, infinite, 4}).model(),
          {"constant 'w'", "infinite"});
}

TEST(OnnxHostile, ExternalDataStaysInTheFolder) {
  const ScratchFolder folder;
  const auto model = [&](const std::string& location, const std::string& offset) {
    Wire tensor;
    tensor.number(1, 4).number(1, 1).number(2, 1).bytes(8, "w").number(14, 1);
    tensor.bytes(13, Wire().bytes(1, "location").bytes(2, location).text());
    if (!offset.empty()) tensor.bytes(13, Wire().bytes(1, "offset").bytes(2, offset).text());
    return folder.write("net.onnx", with("MatMul", {"w"}).constant(tensor).model());
  };
  folder.write("weights.bin", std::string(16, '\0'));
  EXPECT_EQ(load_onnx(model("weights.bin", "")).nodes.back().op, Op::linear);
  EXPECT_EQ(load_onnx(model("./sub/../weights.bin", "")).nodes.back().op, Op::linear);
  for (const char* path : {"../weights.bin", "/etc/passwd", "", ".", "sub/../../weights.bin"}) {
    expect_refused([&] { load_onnx(model(path, "")); }, {"net.onnx", "'w'", "external data"});
  }
  std::filesystem::create_symlink("/etc/passwd", folder.at("link"));
  expect_refused([&] { load_onnx(model("link", "")); }, {"net.onnx", "'w'", "model's folder"});
  expect_refused([&] { load_onnx(model("none.bin", "")); }, {"net.onnx", "'w'", "exists"});
  expect_refused([&] { load_onnx(model("weights.bin", "4")); }, {"net.onnx", "'w'", "from byte 4"});
  expect_refused([&] { load_onnx(model("weights.bin", "99999999999999999999")); },
                 {"net.onnx", "number of bytes"});
}

TEST(OnnxHostile, ShapesThatDoNotFit) {
  refused(with("Reshape", {"s"}).integers("s", {3, 2}).model(), {"n0", "Reshape", "4 elements"});
  refused(with("Reshape", {"s"}).integers("s", {-1, 3}).model(), {"n0", "Reshape"});
  refused(with("Reshape", {"s"}).integers("s", {1LL << 40, 1LL << 40}).model(), {"n0", "Reshape"});
  refused(with("MatMul", {"w"}).floats("w", {3, 1}, {1, 2, 3}).model(), {"n0", "MatMul", "inner"});
  refused(with("Add", {"w"}).floats("w", {3}, {1, 2, 3}).model(), {"n0", "Add", "[1, 4] and [3]"});
  refused(with("Gather", {"i"}, {{"axis", {1}}}).integers("i", {4}).model(), {"n0", "Gather", "index 4"});
  refused(with("Gather", {"i"}, {{"axis", {7}}}).integers("i", {0}).model(), {"n0", "Gather", "axis 7"});
  refused(with("Transpose", {}, {{"perm", {0, 0}}}).model(), {"n0", "Transpose", "permutation"});
  refused(with("Concat", {"w"}, {{"axis", {1}}}).floats("w", {2, 1}, {1, 2}).model(), {"n0", "Concat"});
  refused(with("Squeeze", {"i"}).integers("i", {1}).model(), {"n0", "Squeeze", "4"});
  refused(with("Split", {"i"}, {{"axis", {1}}}).integers("i", {1, 9}).model(), {"n0", "Split"});
  refused(with("Relu", {"x", "x"}).model(), {"n0", "Relu", "3 inputs"});
  refused(with("Expand", {"s"}).integers("s", {1LL << 33, 4}).model(), {"n0", "Expand"});
}

TEST(OnnxHostile, WindowsThatDoNotFit) {
  refused(image({{"strides", {0, 1}}}, {3, 2, 3, 3}).model(), {"n0", "Conv", "strides 0"});
  refused(image({{"strides", {1, 1, 1}}}, {3, 2, 3, 3}).model(), {"n0", "Conv", "3 numbers"});
  refused(image({{"pads", {-9, 0, 0, 0}}}, {3, 2, 3, 3}).model(), {"n0", "Conv", "pads"});
  refused(image({{"dilations", {9, 9}}}, {3, 2, 3, 3}).model(), {"n0", "Conv", "window"});
  refused(image({{"group", {0}}}, {3, 2, 3, 3}).model(), {"n0", "Conv", "groups"});
  refused(image({}, {3, 5, 3, 3}).model(), {"n0", "Conv", "channels"});
  refused(image({}, {3, 2, 9, 9}).model(), {"n0", "Conv", "window"});
}

TEST(OnnxHostile, ConstantsOutOfProportion) {
  OnnxWriter writer = with("Add", {"large"});
  writer.integers("s", {1, 1 << 15, 1 << 15}).node("ConstantOfShape", {"s"}, {"large"});
  refused(writer.model(), {"n0", "no value named 'large'"});
  OnnxWriter ordered;
  ordered.input("x", {1, 4}).output("y").integers("s", {1 << 15, 1 << 15});
  ordered.node("ConstantOfShape", {"s"}, {"large"}).node("Add", {"x", "large"}, {"y"});
  refused(ordered.model(), {"n0", "ConstantOfShape", "too much"});
}

TEST(OnnxHostile, IdsThatAreNotOnlyLookedUp) {
  OnnxWriter writer;
  writer.input("input_ids", {1, -1}, 7).output("y").node("Cast", {"input_ids"}, {"f"}, {{"to", {1}}});
  writer.node("Tanh", {"f"}, {"y"});
  refused(writer.model(), {"token ids"});
  OnnxWriter past;
  past.input("past_key_values.0.key", {1, 2, 3, 4})
      .output("y")
      .node("Tanh", {"past_key_values.0.key"}, {"y"});
  refused(past.model(), {"past_key_values", "cache"});
}

TEST(OnnxHostile, DeepGraphsNeedNoDeepStack) {
  OnnxWriter writer;
  writer.input("x", {1, 4}).output("v30000");
  std::string last = "x";
  for (int i = 1; i <= 30000; ++i) {
    const std::string next = "v" + std::to_string(i);
    writer.node("Transpose", {last}, {next}, {{"perm", {1, 0}}});
    last = next;
  }
  const Graph graph = load(writer.model());
  EXPECT_LE(graph.nodes.size(), 100U) << "[1 x 4] turned is the same row of numbers";

  OnnxWriter bent;
  bent.input("x", {1, 4}).output("v3000");
  last = "x";
  for (int i = 1; i <= 3000; ++i) {
    const std::string next = "v" + std::to_string(i);
    bent.node(i % 2 == 0 ? "Relu" : "Exp", {last}, {next});
    last = next;
  }
  EXPECT_EQ(load(bent.model()).nodes.size(), 3001U);
}

}  // namespace
}  // namespace tron::network
