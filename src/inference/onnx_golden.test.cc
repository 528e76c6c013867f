#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/files/npy.h"
#include "inference/executor/executor.h"
#include "inference/reference/digital_engine.h"
#include "inference/rounding_for_test.h"
#include "network/golden_for_test.h"
#include "network/load.h"
#include "network/onnx/onnx_for_test.h"
#include "program/example_networks.h"

namespace tron::inference {
namespace {

using testing_only::onnx_golden;

/// A network in exact arithmetic on a chip.
struct Reader {
  Reader(Graph of, ScoreOrder order)
      : graph(std::move(of)), chip(program::examples::tiny_chip(order, 16)), program(compile(graph, chip)) {}
  std::vector<float> answers(const std::vector<Sample>& samples) const {
    const auto engine = digital_engine();
    const auto ops = exact_ops();
    Counters counters;
    return Executor(program, chip, *engine, *ops, {}).run(samples, 0, counters).data;
  }
  Graph graph;
  Chip chip;
  Program program;
};

class ExportedAnswers : public testing::TestWithParam<std::string> {};

// PyTorch's logits in double precision, and those of the same network from its folder.
TEST_P(ExportedAnswers, AreThoseOfPyTorchAndOfTheFolder) {
  const Graph onnx = onnx_golden(GetParam()), folder = load_network(golden_path(GetParam()));
  const std::vector<Sample> samples = testing_only::golden_samples(GetParam(), onnx.vocabulary > 0);
  const std::vector<float> want = read_npy(golden_path(GetParam()) + "/logits.npy").data;
  for (ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic}) {
    const Reader exported(onnx, order), own(folder, order);
    const std::vector<float> got = exported.answers(samples);
    const double error = relative_error(got, want),
                 bound = rounding_bound(exported.program, longest(samples));
    RecordProperty("relative_error", fmt::format("{:.2g}", error));
    EXPECT_LT(error, bound);
    EXPECT_LT(relative_error(got, own.answers(samples)), 2 * bound);
  }
}

INSTANTIATE_TEST_SUITE_P(Goldens, ExportedAnswers, testing::ValuesIn(testing_only::onnx_goldens()),
                         [](const auto& name) { return testing_only::test_name(name.param); });

std::vector<Sample> own_samples(const std::string& name) {
  const NpyArray inputs = read_npy(golden_path("onnx/" + name + ".inputs.npy"));
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
    const std::vector<float> want = read_npy(golden_path(std::string("onnx/") + name + ".logits.npy")).data;
    for (ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic}) {
      const Reader reader(onnx_golden(name), order);
      // "turned" reads nine rows, the patches of "hybrid" are fewer.
      EXPECT_LT(relative_error(reader.answers(own_samples(name)), want), rounding_bound(reader.program, 9))
          << name;
    }
  }
}

TEST(OnnxAnswers, OneSampleAtATimeIsTheBatch) {
  const Reader reader(onnx_golden("hybrid"), ScoreOrder::classic);
  const std::vector<Sample> samples = own_samples("hybrid");
  std::vector<float> single;
  for (const Sample& sample : samples) {
    const std::vector<float> one = reader.answers({sample});
    single.insert(single.end(), one.begin(), one.end());
  }
  EXPECT_EQ(single, reader.answers(samples));
}

TEST(OnnxAnswers, NeedFeaturesOfTheRightSize) {
  const Reader reader(onnx_golden("turned"), ScoreOrder::classic);
  Sample sample;
  sample.image.assign(71, 0);
  try {
    reader.answers({sample});
    FAIL() << "71 values accepted for [9, 8]";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("71 values"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace tron::inference
