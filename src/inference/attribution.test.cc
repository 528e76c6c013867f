#include "inference/attribution.h"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "base/execution/parallel.h"
#include "inference/elementwise/elementwise.h"
#include "inference/example_samples.h"
#include "inference/make_backend.h"
#include "inference/reference/digital_engine.h"
#include "program/example_networks.h"

namespace tron::inference {
namespace {

using program::examples::NetworkMaker;

/// Exact, save that residual sums lose a share with the DACs' sources: an error of known size.
class LossyOps : public ElementwiseOps {
 public:
  explicit LossyOps(Sources sources) : exact_(exact_ops()) {
    if (sources.has(Source::weight_dac)) share_ += 0.2f;
    if (sources.has(Source::adc)) share_ += 0.02f;
  }
  void softmax(float* scores, std::size_t columns) const override { exact_->softmax(scores, columns); }
  void norm(const ElementRange& range, const float* x, const NormTerms& terms, std::size_t columns,
            std::uint32_t step, std::uint32_t row_id, float* out) const override {
    exact_->norm(range, x, terms, columns, step, row_id, out);
  }
  void activation(const ElementRange& range, Op op, float* x, std::size_t columns, std::uint32_t step,
                  std::uint32_t row_id) const override {
    exact_->activation(range, op, x, columns, step, row_id);
  }
  void residual(const ElementRange&, const float* x, const float* y, std::size_t columns, std::uint32_t,
                std::uint32_t, float* out) const override {
    for (std::size_t c = 0; c < columns; ++c) out[c] = x[c] + (1 - share_) * y[c];
  }

 private:
  std::unique_ptr<ElementwiseOps> exact_;
  float share_ = 0;
};

class AttributionTest : public testing::Test {
 protected:
  std::optional<Attribution> attribute() {
    RunPlan plan{program_, samples_, 4, 1, {}};
    ProgressStage progress(Control{}, "test", "images", 6);
    const auto digital = make_backend(Fidelity::digital, program_, chip_, {});
    const BatchValue reference = run_backends(plan, std::span(&digital, 1), progress)[0].logits;
    plan.reference = &reference;
    return attribute_errors(plan, chip_, Fidelity::photonic, [this](Sources s) { return lossy(s); }, {});
  }
  std::unique_ptr<Backend> lossy(Sources sources) {
    ++made_;
    return make_backend(digital_engine(), std::make_unique<LossyOps>(sources), program_, chip_, {});
  }

  Graph graph_ = NetworkMaker(51).vit();
  Chip chip_ = [] {
    Chip chip = program::examples::tiny_chip(ScoreOrder::tron);
    chip.noise = {false, false, false};
    chip.fabrication = false;
    chip.residual.kind = ResidualKind::digital;
    return chip;
  }();
  Program program_ = compile(graph_, chip_);
  std::vector<Sample> samples_ = examples::random_samples(graph_, 6, 52);
  int made_ = 0;
};

TEST_F(AttributionTest, FindsTheDeviceToBlame) {
  const auto result = attribute();
  ASSERT_TRUE(result);
  EXPECT_EQ(result->samples, 6u);
  EXPECT_TRUE(std::isinf(result->ser_none_db));
  ASSERT_EQ(result->rows.size(), static_cast<std::size_t>(kSourceCount));
  const AttributionRow& dac = result->rows[static_cast<int>(Source::weight_dac)];
  const AttributionRow& adc = result->rows[static_cast<int>(Source::adc)];
  const AttributionRow& crosstalk = result->rows[static_cast<int>(Source::crosstalk)];
  EXPECT_GT(adc.ser_alone_db, dac.ser_alone_db + 10) << "a tenth of the error is 20 dB less";
  EXPECT_GT(dac.ser_without_db, result->ser_all_db + 10);
  EXPECT_GT(adc.ser_without_db, result->ser_all_db);
  EXPECT_LT(adc.ser_without_db, result->ser_all_db + 3);
  EXPECT_TRUE(std::isinf(crosstalk.ser_alone_db)) << "acts, but does nothing here";
  EXPECT_EQ(crosstalk.ser_without_db, result->ser_all_db);
}

TEST_F(AttributionTest, DoesNotRunWhatTheChipLeavesOut) {
  ASSERT_TRUE(attribute());
  // Left out: fabrication, thermal crosstalk, drift, shot, thermal, RIN, residual adder.
  EXPECT_EQ(made_, 2 + 2 * (kSourceCount - 7));
}

TEST_F(AttributionTest, ACancelledOneLeavesNoHalfTable) {
  RunPlan plan{program_, samples_, 4, 1, {}};
  plan.cancel.cancel();
  EXPECT_FALSE(attribute_errors(plan, chip_, Fidelity::photonic, [this](Sources s) { return lossy(s); }, {}));
}

}  // namespace
}  // namespace tron::inference
