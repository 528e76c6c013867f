#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/files/npy.h"
#include "inference/executor/cached_rows.h"
#include "inference/executor/executor.h"
#include "inference/reference/digital_engine.h"
#include "inference/rounding_for_test.h"
#include "network/golden_for_test.h"
#include "network/load.h"
#include "program/example_networks.h"

namespace tron::inference {
namespace {

using testing_only::golden_samples;

/// A golden network in exact arithmetic on a chip.
struct Reader {
  Reader(const std::string& name, ScoreOrder order)
      : graph(load_network(golden_path(name))),
        chip(program::examples::tiny_chip(order, 16)),
        program(compile(graph, chip)) {}
  Graph graph;
  Chip chip;
  Program program;
  std::unique_ptr<ProductEngine> engine = digital_engine();
  std::unique_ptr<ElementwiseOps> ops = exact_ops();
  Executor executor{program, chip, *engine, *ops, {}};
  Counters counters;
};

class PyTorch : public testing::TestWithParam<std::string> {};

// The logits of tests/golden come from PyTorch in double precision (tools/make_goldens.py).
TEST_P(PyTorch, DigitalLogitsAgreeInBothScoreOrders) {
  const NpyArray logits = read_npy(golden_path(GetParam()) + "/logits.npy");
  for (ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic}) {
    Reader reader(GetParam(), order);
    const std::vector<Sample> samples = golden_samples(GetParam(), reader.graph.vocabulary > 0);
    const Matrix got = reader.executor.run(samples, 0, reader.counters);
    ASSERT_EQ(got.data.size(), logits.data.size());
    const double error = relative_error(got.data, logits.data);
    RecordProperty("relative_error", fmt::format("{:.2g}", error));
    EXPECT_LT(error, rounding_bound(reader.program, longest(samples)));
  }
}

class PyTorchDecoder : public testing::TestWithParam<std::string> {};

/// The tokens that a decoder reads of a sample.
std::vector<int>& read_tokens(Sample& sample, bool pair) {
  return pair ? sample.target : sample.tokens;
}

// Half of a text at once, then token by token from the cache: PyTorch's logits for the same rows.
TEST_P(PyTorchDecoder, CachedDecodingAgreesToo) {
  for (ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic}) {
    Reader reader(GetParam(), order);
    ASSERT_TRUE(can_decode(reader.program));
    const bool pair = is_pair(reader.program);
    for (const Sample& whole : golden_samples(GetParam(), true)) {
      const Matrix want = reader.executor.run(std::span(&whole, 1), 0, reader.counters);
      Sample next = whole;
      const std::vector<int> text = read_tokens(next, pair);
      CachedRows state;
      std::vector<float> got;
      for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = at == 0 ? (text.size() + 1) / 2 : at + 1;
        read_tokens(next, pair)
            .assign(text.begin() + static_cast<std::ptrdiff_t>(at),
                    text.begin() + static_cast<std::ptrdiff_t>(end));
        const Matrix rows = reader.executor.run(Pass{std::span(&next, 1), 0, &state}, reader.counters).matrix;
        got.insert(got.end(), rows.data.begin(), rows.data.end());
        if (pair) next.tokens.clear();
        at = end;
      }
      ASSERT_EQ(got.size(), want.data.size());
      EXPECT_EQ(got, want.data) << "to the bit";
    }
  }
}

std::string test_name(const testing::TestParamInfo<std::string>& folder) {
  std::string name = folder.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Goldens, PyTorch, testing::ValuesIn(testing_only::golden_networks()), test_name);
INSTANTIATE_TEST_SUITE_P(Goldens, PyTorchDecoder,
                         testing::Values("gpt2", "gpt2-bare", "opt", "opt-narrow", "llama", "llama-linear",
                                         "mistral", "qwen2", "marian", "bart", "t5", "t5-gated"),
                         test_name);

}  // namespace
}  // namespace tron::inference
