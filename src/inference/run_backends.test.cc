#include "inference/run_backends.h"

#include <cmath>

#include <gtest/gtest.h>

#include "chip/chip.h"
#include "inference/calibration/calibrate.h"
#include "inference/example_samples.h"
#include "inference/make_backend.h"
#include "inference/reference/digital_engine.h"
#include "program/example_networks.h"

namespace tron::inference {
namespace {

using examples::random_samples;
using program::examples::NetworkMaker;
using program::examples::tiny_chip;

/// The digital engine, every output of which is a share too large.
class BiasedEngine : public ProductEngine {
 public:
  explicit BiasedEngine(float share) : share_(share), inner_(digital_engine()) {}
  std::unique_ptr<ReadyOperand> prepare(const ProductSite& site, const OperandView& b,
                                        Counters& c) const override {
    return inner_->prepare(site, b, c);
  }
  void multiply(const ProductSite& site, MatrixView a, std::span<const std::uint32_t> rows,
                const ReadyOperand& b, float* out, std::size_t stride, Counters& c) const override {
    inner_->multiply(site, a, rows, b, out, stride, c);
    const std::size_t columns = site.id == 0 ? 12 : 0;
    for (std::size_t r = 0; r < a.rows; ++r) {
      for (std::size_t n = 0; n < columns; ++n) out[r * stride + n] *= 1 + share_;
    }
  }

 private:
  float share_;
  std::unique_ptr<ProductEngine> inner_;
};

struct Bench {
  Graph graph = NetworkMaker(41).vit();
  Chip chip = tiny_chip(ScoreOrder::tron);
  Program program = compile(graph, chip);
  std::vector<Sample> samples = random_samples(graph, 11, 42);
  CancelToken cancel;

  std::vector<BackendResult> run(std::size_t batch, int threads, float share) {
    std::vector<std::unique_ptr<Backend>> backends;
    backends.push_back(make_backend(digital_engine(), exact_ops(), program, chip, {}));
    backends.push_back(make_backend(std::make_unique<BiasedEngine>(share), exact_ops(), program, chip, {}));
    RunPlan plan{program, samples, batch, threads, {1, program.steps.size() - 1}};
    plan.cancel = cancel;
    ProgressStage progress(Control{}, "test", "images", 22);
    return run_backends(plan, backends, progress);
  }
};

TEST(RunBackends, AnswersDoNotDependOnBatchOrThreads) {
  Bench bench;
  const auto once = bench.run(32, 1, 0.1f);
  for (const auto& [batch, threads] : {std::pair{1, 1}, {3, 2}, {4, 1}}) {
    const auto again = bench.run(batch, threads, 0.1f);
    for (int r = 0; r < 2; ++r) {
      ASSERT_EQ(again[r].counts.samples, 11u);
      EXPECT_EQ(again[r].counts.correct, once[r].counts.correct);
      EXPECT_EQ(again[r].counters.macs, once[r].counters.macs);
      EXPECT_EQ(again[r].logits.matrix.data, once[r].logits.matrix.data) << "to the bit";
    }
  }
}

TEST(RunBackends, MeasuresTheErrorOfWatchedSteps) {
  Bench bench;
  Graph without_bias = bench.graph;
  for (Tensor& tensor : without_bias.tensors) {
    if (tensor.value.rows == 1 && tensor.value.cols == 12)
      std::fill(tensor.value.data.begin(), tensor.value.data.end(), 0.0f);
  }
  bench.program = compile(without_bias, bench.chip);
  const auto results = bench.run(4, 1, 0.1f);
  EXPECT_TRUE(std::isinf(results[0].steps[0].ratio_db())) << "the reference against itself";
  EXPECT_NEAR(results[1].steps[0].ratio_db(), 20, 1e-3) << "a tenth too large everywhere";
}

/// Another machine: it answers every sample with its number in the data set.
class CountingMachine : public Backend {
 public:
  BatchValue run(const Pass& pass, Counters& counters, const Observer&) const override {
    BatchValue out{Matrix(pass.samples.size(), 3), {0}, {}, {}};
    for (std::size_t s = 0; s < pass.samples.size(); ++s) {
      out.matrix.row(s)[(pass.first_sample + s) % 3] = 1;
      out.start.push_back(s + 1);
    }
    counters.macs += pass.samples.size();
    return out;
  }
  std::unique_ptr<DecodeState> new_state() const override { return nullptr; }
};

TEST(RunBackends, AnyMachineStandsBehindTheSeam) {
  Bench bench;
  std::vector<std::unique_ptr<Backend>> backends;
  backends.push_back(make_backend(Fidelity::digital, bench.program, bench.chip, {}));
  backends.push_back(std::make_unique<CountingMachine>());
  ProgressStage progress(Control{}, "test", "images", 22);
  const RunPlan plan{bench.program, bench.samples, 4, 2, {}};
  const auto results = run_backends(plan, backends, progress);
  std::size_t correct = 0;
  for (std::size_t s = 0; s < bench.samples.size(); ++s)
    correct += bench.samples[s].label == static_cast<int>(s % 3) ? 1 : 0;
  EXPECT_EQ(results[1].counts.correct, correct);
  EXPECT_EQ(results[1].counters.macs, 11u);
}

// Without any source of error the double-precision oracle and the vector kernels, each behind the seam, give
// the same answers up to rounding.
TEST(RunBackends, TheOracleAndTheKernelsStandBehindTheSeam) {
  Bench bench;
  bench.chip = *load_chip("tron", "paper", {"sizes.wavelengths=8"});
  bench.program = compile(bench.graph, bench.chip);
  const Ranges ranges = calibrate(bench.program, bench.chip, bench.samples);
  std::vector<std::unique_ptr<Backend>> backends;
  for (const Fidelity fidelity : {Fidelity::device, Fidelity::photonic})
    backends.push_back(
        make_backend(fidelity, bench.program, bench.chip, ranges, {.sources = Sources::none()}));
  ProgressStage progress(Control{}, "test", "images", 22);
  const RunPlan plan{bench.program, bench.samples, 4, 2, {bench.program.steps.size() - 1}};
  const auto results = run_backends(plan, backends, progress);
  EXPECT_GT(results[1].steps[0].ratio_db(), 60);
  EXPECT_EQ(results[0].counters.conversions, results[1].counters.conversions);
}

TEST(RunBackends, AStopKeepsWhatIsFinished) {
  Bench bench;
  bench.cancel.cancel();
  const auto results = bench.run(2, 2, 0);
  EXPECT_EQ(results[0].counts.samples, 0u);
  EXPECT_EQ(results[0].logits.matrix.rows, 0u);
}

TEST(RunBackends, CountsCorrectAnswersByHand) {
  Bench bench;
  const auto before = bench.run(4, 1, 0);
  for (std::size_t s = 0; s < bench.samples.size(); ++s) {
    const auto choice = static_cast<int>(argmax({before[0].logits.matrix.row(s), 3}));
    bench.samples[s].label = s < 4 ? choice : (choice + 1) % 3;
  }
  EXPECT_EQ(bench.run(4, 1, 0)[0].counts.correct, 4u);
}

TEST(LayerEnds, AreTheLastResidualsOfTheLayers) {
  const Bench bench;
  const auto ends = layer_ends(bench.program);
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_EQ(bench.program.steps[ends[0]].name, "encoder.0.residual");
  EXPECT_EQ(bench.program.steps[ends[1]].layer, 1);
  EXPECT_GT(ends[1], ends[0]);
}

}  // namespace
}  // namespace tron::inference
