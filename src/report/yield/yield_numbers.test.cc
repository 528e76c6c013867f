// Many chips, read as numbers: the study of explore with the answers of inference.
#include <gtest/gtest.h>

#include "base/execution/parallel.h"
#include "base/testing/source_tree.h"
#include "explore/yield/yield_summary.h"
#include "inference/evaluate.h"
#include "inference/example_samples.h"
#include "inference/scoring/answer_counter.h"
#include "program/example_networks.h"

namespace tron::report {
namespace {

class YieldNumbers : public testing::Test {
 protected:
  static void SetUpTestSuite() { use_source_data(); }

  /// A chip, its program and what counts its answers.
  struct Subject {
    Chip chip;
    Program program;
    AnswerCounter counter;
    Subject(const YieldNumbers& test, const char* set, std::vector<std::string> settings, std::size_t batch)
        : chip(load(set, std::move(settings))),
          program(compile(test.graph_, chip)),
          counter(program, chip, test.samples_, test.calibration_, batch, 1) {}
    static Chip load(const char* set, std::vector<std::string> settings) {
      settings.insert(settings.end(), {"sizes.wavelengths=8", "sizes.heads=2"});
      return *load_chip("tron", set, settings);
    }
    YieldStudy study(const YieldOptions& options) const {
      return {chip, options, [this](const ChipInstance* chip_instance, std::uint64_t seed, YieldCounts& out) {
                return counter.count(chip_instance, seed, out.scored, out.correct);
              }};
    }
  };

  YieldNumbers() {
    samples_ = inference::examples::random_samples(graph_, 23, 62);
    calibration_ = inference::examples::random_samples(graph_, 4, 63);
    options_.chips = 3, options_.varied_chips = 1, options_.rises_k = {0, 0.2};
  }

  Graph graph_ = program::examples::NetworkMaker(61).vit();
  std::vector<Sample> samples_, calibration_;
  YieldOptions options_;
};

int total(const std::array<std::int32_t, kYieldParts>& counts) {
  int sum = 0;
  for (int n : counts) sum += n;
  return sum;
}

TEST_F(YieldNumbers, TheFirstItemIsWhatInferGives) {
  for (const char* set : {"paper", "audited"}) {
    const Subject subject(*this, set, {}, 5);
    EvaluationOptions wanted;
    wanted.fidelities = {Fidelity::photonic};
    wanted.batch = 4, wanted.threads = 1;
    const Evaluation evaluation =
        evaluate(subject.program, subject.chip, {"", samples_, {}}, {"", calibration_, {}}, wanted);
    const ChipOutcome nominal = subject.study(options_).score(0);
    EXPECT_EQ(total(nominal.described.correct), static_cast<int>(evaluation.results[1].correct)) << set;
    EXPECT_EQ(total(nominal.described.scored), 23);
  }
}

// Under `paper` calibration leaves nothing, so a process without spread makes nominal chips: the same answers
// as the nominal chip's with the same noise.
TEST_F(YieldNumbers, WithoutSpreadEveryChipIsTheNominalOne) {
  const Subject subject(*this, "paper", {"device.microring.fabrication_sigma=0 nm"}, 5);
  const YieldStudy study = subject.study(options_);
  for (const std::size_t item : {YieldStudy::kNominalRuns, YieldStudy::kNominalRuns + 2}) {
    YieldOptions nominal = options_;
    nominal.seed = study.noise_seed(item);
    const ChipOutcome chip = study.score(item);
    EXPECT_EQ(chip.described.correct, subject.study(nominal).score(0).described.correct);
    EXPECT_EQ(chip.heater_power_w, 0);
  }
}

TEST_F(YieldNumbers, NeitherThreadsNorBatchChangeAnyChip) {
  const Subject subject(*this, "audited", {}, 5), batched(*this, "audited", {}, 64);
  const YieldStudy study = subject.study(options_), other = batched.study(options_);
  const auto one = score_all(study, 1), three = score_all(other, 3);
  ASSERT_EQ(one.size(), study.items());
  ASSERT_EQ(three.size(), study.items());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].described.correct, three[i].described.correct) << i;
    EXPECT_EQ(one[i].heater_power_w, three[i].heater_power_w) << i;
    for (int v = 0; v < kYieldVariations; ++v)
      EXPECT_EQ(one[i].varied[v].correct, three[i].varied[v].correct) << i;
  }
}

TEST_F(YieldNumbers, EveryArrayOfTheProgramIsOnTheDie) {
  const Subject subject(*this, "audited", {}, 5);
  const FabricationPlan plan = fabrication_plan(subject.chip);
  const FabricatedChip made(plan, 1);
  for (const Step& step : subject.program.steps) {
    if (step.kind != StepKind::product) continue;
    const int first = step.product.unit + (step.product.feed_forward ? subject.chip.attention.count : 0);
    for (int head = 0; head < step.product.heads; ++head) {
      const auto unit = static_cast<std::uint32_t>(first + head % subject.chip.heads);
      EXPECT_NO_THROW(made.rings({unit, 0}, 8, 2, {})) << step.name;
      EXPECT_NO_THROW(made.rings({unit, kActivationRow}, 8, 2, {})) << step.name;
    }
  }
}

TEST_F(YieldNumbers, DataWithoutAnswersIsRefused) {
  for (Sample& sample : samples_) sample.label = -1;
  EXPECT_THROW(Subject(*this, "paper", {}, 5), InputError);
}

}  // namespace
}  // namespace tron::report
