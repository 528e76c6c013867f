#include "inference/evaluate.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/testing/source_tree.h"
#include "inference/example_samples.h"
#include "program/example_networks.h"

namespace tron::inference {
namespace {

class Evaluate : public testing::Test {
 protected:
  static void SetUpTestSuite() { use_source_data(); }

  explicit Evaluate(std::vector<std::string> settings = {"sizes.wavelengths=8"})
      : chip_(*load_chip("tron", "audited", settings)) {
    data_.samples = examples::random_samples(graph_, 10, 62);
    calibration_.samples = examples::random_samples(graph_, 4, 63);
  }

  Evaluation run(std::vector<Fidelity> fidelities, std::size_t batch = 4, int threads = 1,
                 std::uint64_t seed = 1) {
    EvaluationOptions options;
    options.fidelities = std::move(fidelities);
    options.batch = batch;
    options.threads = threads;
    options.seed = seed;
    options.attribute = attribute_;
    options.attribution_samples = attribution_samples_;
    return evaluate(program_, chip_, data_, calibration_, options);
  }

  Graph graph_ = program::examples::NetworkMaker(61).vit();
  Chip chip_;
  Program program_ = compile(graph_, chip_);
  Dataset data_, calibration_;
  bool attribute_ = false;
  std::size_t attribution_samples_ = 0;
};

TEST_F(Evaluate, DigitalComesFirstAndOnceAndAgreesWithItself) {
  const Evaluation evaluation = run({Fidelity::quantized, Fidelity::digital, Fidelity::quantized});
  ASSERT_EQ(evaluation.results.size(), 2u);
  EXPECT_TRUE(evaluation.complete);
  const FidelityResult& digital = evaluation.results[0];
  EXPECT_EQ(digital.fidelity, Fidelity::digital);
  EXPECT_EQ(digital.agreement, 1);
  EXPECT_TRUE(std::isinf(digital.ser_db));
  EXPECT_EQ(digital.samples, 10u);
  EXPECT_EQ(digital.logits.rows, 10u);
  EXPECT_EQ(digital.steps.size(), 2u) << "one an encoder layer";
  EXPECT_EQ(digital.counters.macs, 10 * count_work(program_, {7}).macs);
  EXPECT_EQ(digital.counters.conversions, 0u) << "no light, no ADC";
  EXPECT_LE(digital.interval.low, digital.accuracy);
  EXPECT_GE(digital.interval.high, digital.accuracy);
}

TEST_F(Evaluate, EachFidelityCostsSomethingAndLightCostsMore) {
  const Evaluation evaluation = run({Fidelity::quantized, Fidelity::photonic, Fidelity::moments});
  const double quantized = evaluation.results[1].ser_db, photonic = evaluation.results[2].ser_db,
               moments = evaluation.results[3].ser_db;
  EXPECT_GT(quantized, 20);
  EXPECT_LT(quantized, 60);
  EXPECT_LT(photonic, quantized);
  EXPECT_NEAR(moments, photonic, 4) << "another draw of the same errors";
  const std::uint64_t conversions = 10 * count_work(program_, {7}).conversions;
  EXPECT_EQ(evaluation.results[2].counters.conversions, conversions);
}

TEST_F(Evaluate, LightAnswersTheSameForAnyBatchAndThreads) {
  for (Fidelity fidelity : {Fidelity::quantized, Fidelity::photonic, Fidelity::moments, Fidelity::device}) {
    const Evaluation once = run({fidelity}, 32, 1);
    for (const auto& [batch, threads] : {std::pair{1, 2}, {3, 1}, {4, 2}}) {
      const Evaluation again = run({fidelity}, batch, threads);
      EXPECT_EQ(again.results[1].logits.data, once.results[1].logits.data)
          << kFidelityNames[static_cast<int>(fidelity)];
    }
  }
}

TEST_F(Evaluate, TheSeedMovesTheNoiseButNotTheArithmetic) {
  const Evaluation one = run({Fidelity::quantized, Fidelity::photonic}, 4, 1, 1);
  const Evaluation two = run({Fidelity::quantized, Fidelity::photonic}, 4, 1, 2);
  EXPECT_EQ(one.results[1].logits.data, two.results[1].logits.data);
  EXPECT_NE(one.results[2].logits.data, two.results[2].logits.data);
}

TEST_F(Evaluate, AttributionStandsBesideTheResults) {
  attribute_ = true;
  const Evaluation evaluation = run({Fidelity::moments});
  ASSERT_TRUE(evaluation.attribution);
  EXPECT_EQ(evaluation.attribution->fidelity, Fidelity::moments);
  EXPECT_EQ(evaluation.attribution->rows.size(), static_cast<std::size_t>(kSourceCount));
  EXPECT_DOUBLE_EQ(evaluation.attribution->ser_all_db, evaluation.results[1].ser_db);
  EXPECT_GT(evaluation.attribution->ser_none_db, evaluation.attribution->ser_all_db);
}

TEST_F(Evaluate, AttributionMayLookAtTheFirstSamplesOnly) {
  attribute_ = true;
  attribution_samples_ = 3;
  const Evaluation some = run({Fidelity::moments});
  ASSERT_TRUE(some.attribution);
  EXPECT_EQ(some.attribution->samples, 3u);
  EXPECT_EQ(some.results[1].samples, 10u);
  data_.samples.resize(3);
  const Evaluation all = run({Fidelity::moments});
  EXPECT_DOUBLE_EQ(some.attribution->ser_all_db, all.results[1].ser_db) << "the same three samples";
}

TEST_F(Evaluate, NeedsCalibrationSamplesForLightOnly) {
  calibration_.samples.clear();
  EXPECT_NO_THROW(run({Fidelity::digital}));
  EXPECT_THROW(run({Fidelity::quantized}), InputError);
}

}  // namespace
}  // namespace tron::inference
