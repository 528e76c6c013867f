#include <cmath>

#include <gtest/gtest.h>

#include "base/npy.h"
#include "inference/digital_engine.h"
#include "inference/executor.h"
#include "network/load.h"
#include "program/example_networks.h"

namespace tron {
namespace {

struct Golden {
  Graph graph;
  std::vector<Sample> samples;
  NpyArray logits;
};

Golden load_golden(const std::string& name) {
  const std::string folder = TRON_SOURCE_DIR "/tests/golden/" + name;
  Golden golden{load_network(folder), {}, read_npy(folder + "/logits.npy")};
  const NpyArray inputs = read_npy(folder + "/inputs.npy");
  const std::size_t count = inputs.shape[0], values = inputs.data.size() / count;
  for (std::size_t s = 0; s < count; ++s) {
    const auto first = inputs.data.begin() + static_cast<std::ptrdiff_t>(s * values);
    Sample sample;
    if (golden.graph.vocabulary == 0) {
      sample.image.assign(first, first + static_cast<std::ptrdiff_t>(values));
    } else {
      for (auto token = first; token != first + static_cast<std::ptrdiff_t>(values) && *token >= 0; ++token) {
        sample.tokens.push_back(static_cast<int>(*token));
      }
      sample.token_types.assign(sample.tokens.size(), 0);
    }
    golden.samples.push_back(std::move(sample));
  }
  return golden;
}

class PyTorch : public testing::TestWithParam<const char*> {};

// The logits of tests/golden come from PyTorch in double precision (tools/make_goldens.py).
TEST_P(PyTorch, DigitalLogitsAgreeInBothScoreOrders) {
  const Golden golden = load_golden(GetParam());
  for (ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic}) {
    const Chip chip = examples::tiny_chip(order, 16);
    const Program program = compile(golden.graph, chip);
    const auto engine = digital_engine();
    const auto ops = exact_ops();
    Counters counters;
    const Matrix logits =
        Executor(golden.graph, program, chip, *engine, *ops, {}).run(golden.samples, 0, counters);
    ASSERT_EQ(logits.data.size(), golden.logits.data.size());
    double largest = 0, error = 0;
    for (std::size_t i = 0; i < logits.data.size(); ++i) {
      largest = std::max<double>(largest, std::abs(golden.logits.data[i]));
      error = std::max<double>(error, std::abs(logits.data[i] - golden.logits.data[i]));
    }
    RecordProperty("relative_error", std::to_string(error / largest));
    EXPECT_LT(error / largest, 1e-5) << "the bar is 1e-4";
    EXPECT_GT(largest, 0.01) << "a golden of zeros would prove nothing";
  }
}

INSTANTIATE_TEST_SUITE_P(Goldens, PyTorch, testing::Values("vit", "vit-tanh", "deit", "bert", "bert-relu"));

}  // namespace
}  // namespace tron
