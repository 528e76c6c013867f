#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/npy.h"
#include "inference/digital_engine.h"
#include "inference/executor.h"
#include "network/golden_for_test.h"
#include "network/load.h"
#include "network/onnx_for_test.h"
#include "program/example_networks.h"

namespace tron::inference {
namespace {

using testing_only::golden;
using testing_only::onnx_golden;

std::vector<float> answers(const Graph& graph, const std::vector<Sample>& samples, ScoreOrder order) {
  const Chip chip = program::examples::tiny_chip(order, 16);
  const Program program = compile(graph, chip);
  const auto engine = digital_engine();
  const auto ops = exact_ops();
  Counters counters;
  return Executor(graph, program, chip, *engine, *ops, {}).run(samples, 0, counters).data;
}

/// Largest difference, in units of the largest wanted value.
double error_of(const std::vector<float>& got, const std::vector<float>& want) {
  EXPECT_EQ(got.size(), want.size());
  double largest = 0, error = 0;
  for (std::size_t i = 0; i < std::min(got.size(), want.size()); ++i) {
    largest = std::max<double>(largest, std::abs(want[i]));
    error = std::max<double>(error, std::abs(got[i] - want[i]));
  }
  EXPECT_GT(largest, 0.01) << "a golden of zeros would prove nothing";
  return error / largest;
}

class ExportedAnswers : public testing::TestWithParam<std::string> {};

// PyTorch's logits in double precision, and those of the same network from its folder.
TEST_P(ExportedAnswers, AreThoseOfPyTorchAndOfTheFolder) {
  const Graph onnx = onnx_golden(GetParam()), folder = load_network(golden(GetParam()));
  const std::vector<Sample> samples = testing_only::golden_samples(GetParam(), onnx.vocabulary > 0);
  const std::vector<float> want = read_npy(golden(GetParam()) + "/logits.npy").data;
  for (ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic}) {
    const std::vector<float> got = answers(onnx, samples, order);
    const double error = error_of(got, want);
    RecordProperty("relative_error", fmt::format("{:.2g}", error));
    EXPECT_LT(error, 1e-5) << "the bar is 1e-4";
    EXPECT_LT(error_of(got, answers(folder, samples, order)), 1e-6);
  }
}

INSTANTIATE_TEST_SUITE_P(Goldens, ExportedAnswers, testing::ValuesIn(testing_only::onnx_goldens()),
                         [](const auto& name) { return testing_only::test_name(name.param); });

std::vector<Sample> own_samples(const std::string& name) {
  const NpyArray inputs = read_npy(golden("onnx/" + name + ".inputs.npy"));
  const std::size_t size = inputs.data.size() / inputs.shape[0];
  std::vector<Sample> samples(inputs.shape[0]);
  for (std::size_t s = 0; s < samples.size(); ++s) {
    const auto first = inputs.data.begin() + static_cast<std::ptrdiff_t>(s * size);
    samples[s].image.assign(first, first + static_cast<std::ptrdiff_t>(size));
  }
  return samples;
}

// "hybrid" has convolutions and pools on the host around two blocks on light.
TEST(OnnxAnswers, OfNetworksOfTheirOwn) {
  for (const char* name : {"hybrid", "turned"}) {
    const std::vector<float> want = read_npy(golden(std::string("onnx/") + name + ".logits.npy")).data;
    for (ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic}) {
      EXPECT_LT(error_of(answers(onnx_golden(name), own_samples(name), order), want), 1e-6) << name;
    }
  }
}

TEST(OnnxAnswers, OneSampleAtATimeIsTheBatch) {
  const Graph graph = onnx_golden("hybrid");
  const std::vector<Sample> samples = own_samples("hybrid");
  std::vector<float> single;
  for (const Sample& sample : samples) {
    const std::vector<float> one = answers(graph, {sample}, ScoreOrder::classic);
    single.insert(single.end(), one.begin(), one.end());
  }
  EXPECT_EQ(single, answers(graph, samples, ScoreOrder::classic));
}

TEST(OnnxAnswers, NeedFeaturesOfTheRightSize) {
  const Graph graph = onnx_golden("turned");
  Sample sample;
  sample.image.assign(71, 0);
  try {
    answers(graph, {sample}, ScoreOrder::classic);
    FAIL() << "71 values accepted for [9, 8]";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("71 values"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace tron::inference
