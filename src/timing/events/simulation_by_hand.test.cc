// Whole simulations of a network of two steps on chips of a few parts, by hand, deviation zero.

#include <gtest/gtest.h>

#include "timing/example_costs.h"
#include "timing/simulation.h"

namespace tron::timing {
namespace {

using examples::event_part;
using examples::power_part;

/// Two patches of nine pixels, then a dense layer of four outputs.
Graph two_steps() {
  Graph graph;
  graph.name = "two steps";
  graph.image = {1, 3, 6, 3, {0.5f}, {0.5f}, 1};
  graph.max_tokens = 2;
  graph.shapes_only = true;
  Tensor weight;
  weight.value.rows = 4;
  weight.value.cols = 9;
  graph.tensors = {weight};
  Node patches, dense;
  patches.name = "patches";
  patches.op = Op::patches;
  patches.width = 9;
  dense.name = "dense";
  dense.op = Op::linear;
  dense.inputs = {0};
  dense.weight = 0;
  dense.width = 4;
  graph.nodes = {patches, dense};
  return graph;
}

/// Two arrays of 4 x 5 at 1 GHz, programmed in 10 ns; main memory of 1 GB/s, 50 ns; ports of 10 GB/s.
Chip small_chip() {
  Chip chip = program::examples::tiny_chip(ScoreOrder::classic);
  chip.machine = program::examples::tiny_machine();
  chip.machine.warm_up = nanoseconds(5);
  chip.machine.pools[0].parts = {event_part("adc", Charge::conversion, 4),
                                 power_part("laser", Charge::busy, 5, 2, 100, true)};
  chip.machine.memories[0].energy_per_byte = picojoules(32);
  chip.machine.parts = {power_part("control", Charge::always, 1, 8, 1000)};
  return chip;
}

Simulation simulated(const Chip& chip, std::uint64_t batch = 1) {
  SimulationOptions options;
  options.batch = batch;
  const Graph graph = two_steps();
  return *simulate_network(compile(graph, chip), chip, options);
}

// Main memory sends 18 bytes of pixels, then 36 of weights: 54 ns, there after 104. Loaded in 3.6 ns,
// programmed in 10, two patches streamed in 2, results 2 ns later, eight bytes written in 0.8. The patches
// are there from 71.8 ns on (18 + 50 of memory, two rows of 1, 1 of latency, 1.8 written): until then the
// pool waits for them.
TEST(SimulationByHand, WeightsFromMainMemory) {
  const Simulation s = simulated(small_chip());
  EXPECT_DOUBLE_EQ(s.latency_s, 122.4e-9);
  EXPECT_EQ(s.macs, 2 * 9 * 4);
  EXPECT_FALSE(s.weights_resident);
  // One round on two arrays, each with half of the depth: 16 partial sums.
  EXPECT_DOUBLE_EQ(s.energy.at("dense/adc") * 1e12, 16 * 4);
  EXPECT_DOUBLE_EQ(s.energy.at("dense/laser") * 1e12, 2 * 5 * 2 * (10 + 2 + 5));
  EXPECT_DOUBLE_EQ(s.energy.at("memory/dram/access") * 1e12, 32 * 54);
  EXPECT_DOUBLE_EQ(s.energy.at("parts/control") * 1e12, 8 * 122.4);
  EXPECT_DOUBLE_EQ(s.energy_j * 1e12, 64 + 340 + 1728 + 979.2);
  EXPECT_DOUBLE_EQ(s.epb_j_per_bit, 3111.2e-12 / (144 * 8));
  EXPECT_DOUBLE_EQ(s.power_w, 3111.2e-12 / 122.4e-9);
  EXPECT_DOUBLE_EQ(s.area_m2, (2 * 5 * 100 + 1000) * 1e-12);
  EXPECT_EQ(s.usage[0].name, "dense");
  EXPECT_NEAR(s.usage[0].wait_data_s, (107.6 - 35.8) * 1e-9, 1e-15);
  EXPECT_NEAR(s.usage[0].wait_memory_s, 35.8e-9, 1e-15);
  EXPECT_DOUBLE_EQ(s.mac_utilisation, 72 / (6 * 40 * 122.4));
}

// 54 bytes of pixels arrive by 104 ns, the last row leaves the control unit 3 ns later and is written by
// 112.4. Each row takes two symbols, so the stream begins at 112.4 - 10 and ends at 114.4; 24 bytes of
// results.
TEST(SimulationByHand, ResidentWeightsABatchAndTwoPasses) {
  Chip chip = small_chip();
  chip.machine.weight_capacity_bytes = 36;
  chip.machine.pools[0].passes = 2;
  const Simulation s = simulated(chip, 3);
  EXPECT_TRUE(s.weights_resident);
  EXPECT_DOUBLE_EQ(s.latency_s, (114.4 + 2 + 2.4) * 1e-9);
  EXPECT_DOUBLE_EQ(s.energy.at("dense/adc") * 1e12, 96 * 4) << "each pass is converted";
  EXPECT_DOUBLE_EQ(s.energy.at("dense/laser") * 1e12, 2 * 5 * 2 * (10 + 12 + 5));
  EXPECT_DOUBLE_EQ(s.energy.at("memory/dram/access") * 1e12, 32 * 54);
  EXPECT_DOUBLE_EQ(s.inferences_per_s, 3 / 118.8e-9);
  EXPECT_DOUBLE_EQ(s.energy_per_inference_j, s.energy_j / 3);
}

// Both operands stream: nothing is programmed, and each of the two columns of vectors encodes the weights;
// the buffer sends them once, what encodes them again lies nearer.
TEST(SimulationByHand, BothOperandsStream) {
  Chip chip = small_chip();
  chip.machine.pools[0].streams_both = true;
  chip.machine.pools[0].columns = 2;
  chip.machine.pools[0].parts.push_back(event_part("dac", Charge::update, 1));
  const Simulation s = simulated(chip, 2);
  // Four vectors in two symbols. 36 + 36 bytes from memory are there after 122 ns; 36 bytes of weights pass
  // the port in 3.6 ns; inputs of 36 bytes take 3.6 ns, longer than the stream; 16 bytes of results.
  EXPECT_DOUBLE_EQ(s.latency_s, (122 + 3.6 + 3.6 + 2 + 1.6) * 1e-9);
  EXPECT_DOUBLE_EQ(s.energy.at("dense/dac") * 1e12, 72);
  EXPECT_DOUBLE_EQ(s.energy.at("dense/laser") * 1e12, 2 * 5 * 2 * (2 + 5));
  EXPECT_DOUBLE_EQ(s.usage[0].wait_port_s, 1.6e-9);
}

}  // namespace
}  // namespace tron::timing
