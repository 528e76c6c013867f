#include <vector>

#include <gtest/gtest.h>

#include "inference/elementwise/elementwise.h"

namespace tron::inference {
namespace {

Chip chip() {
  Chip chip;
  chip.weight_bank.ring = {nanometres(1550), 8000, nanometres(18), {25}, 0.999};
  chip.weight_bank.drive_range = nanometres(0.2);
  chip.softmax = {true, 64, 16, 64, 512, 8};
  chip.residual = {ResidualKind::coherent, 6, 0.02};
  chip.norm = {NormKind::microring, 6, 6};
  chip.activation.kind = ActivationKind::table;
  chip.activation.bits = 6;
  return chip;
}

ElementRange range() {
  ElementRange range;
  range.in_max[0] = range.in_max[1] = 3;
  range.out_max = 4;
  range.deviation_min = 0.5f;
  return range;
}

/// The four steps on one row, one after the other.
std::vector<std::vector<float>> outputs(const ElementwiseOps& ops, const ElementRange& r) {
  const std::vector<float> x{0.11f, -1.3f, 2.07f, 0.5f}, gamma{1, 2, 1, 1}, beta{0, 0, 1, 0};
  std::vector<std::vector<float>> out(4, x);
  ops.softmax(out[0].data(), 4);
  ops.norm(r, x.data(), {gamma.data(), beta.data(), 1e-6}, 4, 1, 0, out[1].data());
  ops.residual(r, x.data(), gamma.data(), 4, 2, 0, out[2].data());
  ops.activation(r, Op::gelu, out[3].data(), 4, 3, 0);
  return out;
}

TEST(ChipOps, WithoutSourcesAreExact) {
  EXPECT_EQ(outputs(*chip_ops(chip(), Sources::none(), 1), range()), outputs(*exact_ops(), range()));
}

TEST(ChipOps, EachSourceChangesItsOwnStepOnly) {
  const auto exact = outputs(*exact_ops(), range());
  const Source sources[] = {Source::softmax_table, Source::normalisation, Source::residual,
                            Source::activation};
  for (int i = 0; i < 4; ++i) {
    const auto alone = outputs(*chip_ops(chip(), Sources::only(sources[i]), 1), range());
    const auto without = outputs(*chip_ops(chip(), Sources::all().without(sources[i]), 1), range());
    for (int step = 0; step < 4; ++step) {
      EXPECT_EQ(alone[step] == exact[step], step != i) << i << " " << step;
      EXPECT_EQ(without[step] == exact[step], step == i) << i << " " << step;
    }
  }
}

TEST(ChipOps, DigitalKindsAreExact) {
  Chip digital = chip();
  digital.softmax.tables = false;
  digital.residual.kind = ResidualKind::digital;
  digital.norm.kind = NormKind::digital;
  digital.activation.kind = ActivationKind::digital;
  EXPECT_EQ(outputs(*chip_ops(digital, Sources::all(), 1), range()), outputs(*exact_ops(), range()));
}

TEST(ChipOps, AnEmptyRangeIsNoDivisionByZero) {
  const auto exact = outputs(*exact_ops(), {});
  const auto out = outputs(*chip_ops(chip(), Sources::all(), 1), {});
  for (int step = 1; step < 4; ++step) EXPECT_EQ(out[step], exact[step]);
}

}  // namespace
}  // namespace tron::inference
