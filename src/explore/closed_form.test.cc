#include "explore/closed_form.h"

#include <cstring>

#include <gtest/gtest.h>

#include "base/parallel.h"
#include "explore/closed_form_for_test.h"

namespace tron {
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

TEST(ClosedForm, EveryPointIsJudgedAsInFull) {
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

TEST(ClosedForm, DoesNotDependOnThreadsNorOnTheOrder) {
  const Space space = sizes_and_devices("audited");
  const std::vector<Graph> graphs = load_graphs(space);
  const ClosedForm one(space, graphs), two(space, graphs);
  std::vector<Judged> forth(space.size()), back(space.size());
  for (std::uint64_t n = 0; n < space.size(); ++n) forth[n] = one.judge(n);
  parallel_for(space.size(), 4, [&](std::size_t i, int) {
    const std::uint64_t n = space.size() - 1 - i;
    back[n] = two.judge(n);
  });
  for (std::uint64_t n = 0; n < space.size(); ++n) {
    EXPECT_EQ(forth[n].verdict, back[n].verdict);
    const auto &p = forth[n].metrics.stored, &q = back[n].metrics.stored;
    EXPECT_EQ(std::memcmp(p.data(), q.data(), sizeof p), 0) << described(space, n);
  }
}

}  // namespace
}  // namespace tron
