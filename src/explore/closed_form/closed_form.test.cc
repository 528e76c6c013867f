#include "explore/closed_form/closed_form.h"

#include <cstring>

#include <gtest/gtest.h>

#include "base/execution/parallel.h"
#include "explore/closed_form/closed_form_for_test.h"

namespace tron::explore {
namespace {

Space sizes_and_devices(const std::string& assumptions) {
  return space_of("tron", assumptions,
                  {{"heads", {"sizes.heads"}, {"3", "4"}},
                   {"rows", {"sizes.attention_rows"}, {"8", "16"}},
                   {"wavelengths", {"sizes.wavelengths"}, {"8", "16"}},
                   {"ff rows", {"sizes.feed_forward_rows"}, {"32", "48"}},
                   {"arrays", {"sizes.feed_forward_arrays"}, {"3", "6"}},
                   {"adc", {"device.adc.power"}, {"\"10 mW\"", "\"20 mW\""}},
                   {"tia", {"device.tia.latency"}, {"\"0.1 ns\"", "\"0.5 ns\""}},
                   {"bits", {"operand.bits"}, {"6", "8"}}});
}

TEST(ClosedForm, EveryPointIsEvaluatedAsInFull) {
  for (const char* set : {"paper", "audited"}) {
    Space space = sizes_and_devices(set);
    if (space.assumptions == "paper") space.also_feasible = {"audited"};
    const std::vector<Graph> graphs = load_graphs(space);
    const ClosedForm fast(space, graphs);
    for (std::uint64_t n = 0; n < space.size(); ++n) expect_as_in_full(space, graphs, fast, n);
    EXPECT_LT(fast.loads(), space.size() / 2);
  }
}

TEST(ClosedForm, WordsThatChangeWhatIsReadAreFollowed) {
  const Space space = space_of("tron", "audited",
                               {{"kind", {"activation.kind"}, {"table", "soa", "digital"}},
                                {"residual", {"residual.kind"}, {"coherent", "digital"}},
                                {"signs", {"bank.signs"}, {"two_arm", "add_drop"}},
                                {"order", {"attention.order"}, {"tron", "classic"}},
                                {"soa", {"device.soa.power"}, {"\"2 mW\"", "\"3 mW\""}},
                                {"rule", {"link.laser_rule"}, {"enob", "sensitivity", "levels"}},
                                {"rin", {"device.laser.rin"}, {"\"-140 dB/Hz\"", "\"-120 dB/Hz\""}},
                                {"policy", {"laser.policy"}, {"gated", "always"}}});
  const std::vector<Graph> graphs = load_graphs(space);
  const ClosedForm fast(space, graphs);
  for (std::uint64_t n = 0; n < space.size(); n += 1) expect_as_in_full(space, graphs, fast, n);
}

TEST(ClosedForm, CombinationsThatAreNotAllowedAreFollowed) {
  const Space space = space_of("tron", "audited",
                               {{"spacing", {"bank.spacing"}, {"\"1.1 nm\"", "\"1.4 nm\""}},
                                {"wavelengths", {"sizes.wavelengths"}, {"8", "16"}},
                                {"drive", {"bank.drive_range"}, {"\"0.2 nm\"", "\"1.2 nm\""}},
                                {"weights", {"schedule.weights"}, {"0.25", "0.5"}},
                                {"values", {"schedule.values"}, {"0.25", "0.4"}},
                                {"capacity", {"memory.buffer.capacity"}, {"\"64 KiB\"", "\"4 MiB\""}},
                                {"banks", {"memory.buffer.banks"}, {"64", "4096"}},
                                {"device", {"pool.query.parts.adc.device"}, {"\"adc\"", "\"to_tuner\""}},
                                {"table",
                                 {"unit.norm.parts.divider"},
                                 {"{device = \"divider\", charge = \"element\"}",
                                  "{device = \"divider\", charge = \"element\", odd = 1}"}}});
  const std::vector<Graph> graphs = load_graphs(space);
  const ClosedForm fast(space, graphs);
  int legal = 0;
  for (std::uint64_t n = 0; n < space.size(); ++n) {
    expect_as_in_full(space, graphs, fast, n);
    legal += fast.evaluate(n).status != Status::illegal ? 1 : 0;
  }
  EXPECT_GT(legal, 20);
  EXPECT_LT(legal, 200);
}

// The second point leaves the chip half read; the third has the first one's numbers in all that was left.
TEST(ClosedForm, APointThatIsGivenUpLeavesNothingBehind) {
  const Space space = space_of("tron", "paper",
                               {{"adc", {"device.adc.power"}, {"\"10 mW\"", "\"20 mW\""}},
                                {"rows", {"sizes.attention_rows"}, {"8", "16"}},
                                {"values", {"schedule.values"}, {"0.25", "0.9"}}});
  const std::vector<Graph> graphs = load_graphs(space);
  const ClosedForm fast(space, graphs);
  const std::uint64_t order[] = {0, 7, 6, 1, 4, 3, 0, 5, 2, 7, 0, 3, 6};
  for (const std::uint64_t n : order) expect_as_in_full(space, graphs, fast, n);
}

// Here a pair of values leaves [note].bits unread, and each of the two alone does not.
TEST(ClosedForm, AKeyThatNothingReadsAnyMoreIsFoundOut) {
  const Space space = space_of("tron", "paper",
                               {{"note", {"note.bits"}, {"6", "7"}},
                                {"query", {"pool.query.parts.adc.bits"}, {"\"note.bits\"", "8"}},
                                {"norm", {"unit.norm.parts.adc.bits"}, {"\"note.bits\"", "8"}}});
  const std::vector<Graph> graphs = load_graphs(space);
  const ClosedForm fast(space, graphs);
  for (std::uint64_t n = 0; n < space.size(); ++n) expect_as_in_full(space, graphs, fast, n);
}

// The parts themselves differ: no two points need have the same numbers.
TEST(ClosedForm, SpacesWhoseMachinesHaveDifferentPartsAreEvaluatedToo) {
  const Space space = space_of("tron", "paper",
                               {{"parts",
                                 {"unit.control.parts"},
                                 {"{adder = {device = \"adder\", charge = \"element\"}}",
                                  "{a = {device = \"adder\", charge = \"element\"}, "
                                  "b = {device = \"mac\", charge = \"element\"}}"}},
                                {"heads", {"sizes.heads"}, {"3", "4"}}});
  const std::vector<Graph> graphs = load_graphs(space);
  const ClosedForm fast(space, graphs);
  for (std::uint64_t n = 0; n < space.size(); ++n) expect_as_in_full(space, graphs, fast, n);
}

TEST(ClosedForm, ABatchHasALatencyOfOneSampleOfItsOwn) {
  Space space = space_of("tron", "audited",
                         {{"buffer", {"memory.buffer.capacity"}, {"\"1 MiB\"", "\"8 MiB\""}},
                          {"depth", {"schedule.fetch_depth"}, {"1", "8"}},
                          {"stays", {"schedule.stationary"}, {"weights", "automatic"}}});
  space.batch = 8;
  space.networks.push_back({"bert-base", "bert-base", ""});
  const std::vector<Graph> graphs = load_graphs(space);
  const ClosedForm fast(space, graphs);
  for (std::uint64_t n = 0; n < space.size(); ++n) expect_as_in_full(space, graphs, fast, n);
}

TEST(ClosedForm, WhatBreaksAConstraintIsOutside) {
  Space space = sizes_and_devices("paper");
  const std::vector<Graph> graphs = load_graphs(space);
  const double area = ClosedForm(space, graphs).evaluate(0).metrics[Metric::area];
  space.constraints = {{Metric::area, 0, area * 1.2}};
  const ClosedForm fast(space, graphs);
  for (std::uint64_t n = 0; n < space.size(); n += 7) expect_as_in_full(space, graphs, fast, n);
  EXPECT_EQ(fast.evaluate(0).status, Status::design);
  EXPECT_EQ(fast.evaluate(space.size() - 1).status, Status::outside);
}

TEST(ClosedForm, DoesNotDependOnThreadsNorOnTheOrder) {
  const Space space = sizes_and_devices("audited");
  const std::vector<Graph> graphs = load_graphs(space);
  const ClosedForm one(space, graphs), two(space, graphs);
  std::vector<EvaluatedDesign> forth(space.size()), back(space.size());
  for (std::uint64_t n = 0; n < space.size(); ++n) forth[n] = one.evaluate(n);
  parallel_for(space.size(), 4, [&](std::size_t i, int) {
    const std::uint64_t n = space.size() - 1 - i;
    back[n] = two.evaluate(n);
  });
  for (std::uint64_t n = 0; n < space.size(); ++n) {
    EXPECT_EQ(forth[n].status, back[n].status);
    const auto &p = forth[n].metrics.stored, &q = back[n].metrics.stored;
    EXPECT_EQ(std::memcmp(p.data(), q.data(), sizeof p), 0) << described(space, n);
  }
}

}  // namespace
}  // namespace tron::explore
