#include <cmath>

#include <gtest/gtest.h>

#include "inference/calibration/calibrate.h"
#include "inference/example_samples.h"
#include "inference/executor/executor.h"
#include "inference/make_backend.h"
#include "inference/reference/digital_engine.h"
#include "inference/rounding_for_test.h"
#include "program/example_machine.h"
#include "program/example_networks.h"

namespace tron::inference {
namespace {

using program::examples::NetworkMaker;

Chip chip_with(Stationary stationary, const char* order) {
  Chip chip = *load_chip("tron", "paper", {std::string("attention.order=\"") + order + "\""});
  chip.machine = program::examples::tiny_machine({2, 4, chip.attention.wavelengths});
  chip.machine.stationary = stationary;
  return chip;
}

Matrix answer(const Graph& graph, const Chip& chip, Fidelity fidelity, std::size_t batch = 6) {
  const Program program = compile(graph, chip);
  const std::vector<Sample> samples = examples::random_samples(graph, 6, 3);
  const auto engine = make_engine(fidelity, chip, Sources::all(), 1);
  const auto ops = exact_ops();
  const Ranges ranges = calibrate(program, chip, samples);
  const Executor executor(program, chip, *engine, *ops, ranges);
  Matrix all(samples.size(), graph.classes());
  for (std::size_t first = 0; first < samples.size(); first += batch) {
    Counters counters;
    const Matrix part = executor.run(std::span(samples).subspan(first, batch), first, counters);
    std::copy(part.data.begin(), part.data.end(), all.row(first));
  }
  return all;
}

/// Root mean square of the difference over that of the reference.
double distance(const Matrix& x, const Matrix& reference) {
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < reference.data.size(); ++i) {
    difference += std::pow(double{x.data[i]} - reference.data[i], 2);
    size += std::pow(reference.data[i], 2);
  }
  return std::sqrt(difference / size);
}

class InputStationary : public testing::TestWithParam<const char*> {
 protected:
  std::vector<Graph> graphs_ = {NetworkMaker(4).vit(), NetworkMaker(5).bert(), NetworkMaker(6).cross()};
};

TEST_P(InputStationary, GivesTheSameDigitalAnswer) {
  for (const Graph& graph : graphs_) {
    const Matrix weights = answer(graph, chip_with(Stationary::weights, GetParam()), Fidelity::digital);
    for (Stationary stationary : {Stationary::inputs, Stationary::automatic}) {
      const Matrix other = answer(graph, chip_with(stationary, GetParam()), Fidelity::digital);
      const double bound = rounding_bound(compile(graph, chip_with(stationary, GetParam())), 9);
      EXPECT_LT(distance(other, weights), 2 * bound) << graph.family;
    }
  }
}

// Eight bit operands are scaled anew, weights by the tensor instead of by the channel, so answers agree only
// as well as eight bits do.
TEST_P(InputStationary, StaysCloseThroughLight) {
  for (const Graph& graph : graphs_) {
    const Matrix exact = answer(graph, chip_with(Stationary::weights, GetParam()), Fidelity::digital);
    const double usual =
        distance(answer(graph, chip_with(Stationary::weights, GetParam()), Fidelity::photonic), exact);
    const double swapped =
        distance(answer(graph, chip_with(Stationary::inputs, GetParam()), Fidelity::photonic), exact);
    EXPECT_LT(swapped, 4 * usual + 0.02) << graph.family;
    EXPECT_GT(swapped, 0) << "light was not in the path";
  }
}

TEST_P(InputStationary, IsTheSameToTheBitForAnyBatch) {
  const Chip chip = chip_with(Stationary::automatic, GetParam());
  for (const Graph& graph : graphs_) {
    EXPECT_EQ(answer(graph, chip, Fidelity::photonic, 6).data,
              answer(graph, chip, Fidelity::photonic, 2).data);
  }
}

INSTANTIATE_TEST_SUITE_P(Orders, InputStationary, testing::Values("tron", "classic"));

}  // namespace
}  // namespace tron::inference
