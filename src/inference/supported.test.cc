#include "inference/supported.h"

#include <gtest/gtest.h>

#include "base/input_error_of.h"
#include "program/example_networks.h"

namespace tron {
namespace {

using examples::NetworkMaker;

Node& first(Graph& graph, Op op) {
  for (Node& node : graph.nodes) {
    if (node.op == op) return node;
  }
  throw std::runtime_error("no such node");
}

std::string found_after(Op op, void (*change)(Node&)) {
  Graph graph = NetworkMaker(1).bert();
  change(first(graph, op));
  return input_error_of([&] { check_supported(graph); }).found();
}

TEST(CheckSupported, TakesTheEncoders) {
  EXPECT_NO_THROW(check_supported(NetworkMaker(1).vit()));
  EXPECT_NO_THROW(check_supported(NetworkMaker(1).bert(2, Op::relu)));
  EXPECT_NO_THROW(check_supported(NetworkMaker(1).cross()));
}

TEST(CheckSupported, RefusesANetworkWithoutWeights) {
  Graph graph = NetworkMaker(1).vit();
  graph.shapes_only = true;
  EXPECT_NE(input_error_of([&] { check_supported(graph); }).found().find("no weights"), std::string::npos);
}

TEST(CheckSupported, NamesTheOperationAndTheFamily) {
  const std::string family = " in a network of family bert";
  EXPECT_EQ(found_after(Op::layer_norm, [](Node& n) { n.op = Op::rms_norm; }), "rms_norm" + family);
  EXPECT_EQ(found_after(Op::gelu, [](Node& n) { n.op = Op::silu; }), "silu" + family);
  EXPECT_EQ(found_after(Op::add, [](Node& n) { n.op = Op::multiply; }), "multiply" + family);
  EXPECT_EQ(found_after(Op::take_first, [](Node& n) { n.op = Op::take_last; }), "take_last" + family);
}

TEST(CheckSupported, RefusesWhatAttentionAndEmbeddingsCannotDo) {
  const auto says = [](Op op, void (*change)(Node&), const std::string& what) {
    EXPECT_EQ(found_after(op, change).rfind(what, 0), 0u) << what;
  };
  says(
      Op::attention, [](Node& n) { n.attention.causal = true; }, "causal");
  says(
      Op::attention, [](Node& n) { n.attention.rotary.frequencies = {1}; }, "rotary");
  says(
      Op::attention, [](Node& n) { n.attention.kv_heads = 1; }, "heads that share");
  says(
      Op::embed, [](Node& n) { n.position = -1; }, "an embedding without a position table");
  says(
      Op::embed, [](Node& n) { n.scale = 2; }, "an embedding with a factor");
  says(
      Op::embed, [](Node& n) { n.first_position = 2; }, "positions that do not start");
}

TEST(CheckSupported, RefusesASecondInput) {
  Graph graph = NetworkMaker(1).bert();
  graph.nodes.push_back(first(graph, Op::embed));
  graph.nodes.back().name = "target.embeddings";
  const InputError error = input_error_of([&] { check_supported(graph); });
  EXPECT_EQ(error.found(), "a second input");
  EXPECT_EQ(error.place().item, "target.embeddings");
}

}  // namespace
}  // namespace tron
