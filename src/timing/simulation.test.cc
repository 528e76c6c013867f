#include "timing/simulation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/execution/parallel.h"
#include "network/preset/transformer_spec.h"
#include "timing/area.h"
#include "timing/example_costs.h"

namespace tron::timing {
namespace {

using examples::priced_chip;
using program::examples::NetworkMaker;

Graph decoder() {
  TransformerSpec spec;
  spec.name = "small";
  spec.text.vocabulary = 30;
  spec.text.positions = 40;
  spec.text.embedding_width = 12;
  spec.decoder.layers = 3;
  spec.decoder.width = 12;
  spec.decoder.heads = spec.decoder.kv_heads = 3;
  spec.decoder.feed_forward = 20;
  spec.decoder.norm_first = true;
  spec.head.kind = HeadKind::language_model;
  return build_shapes(spec);
}

Simulation simulated(const Graph& graph, const SimulationOptions& options, const Chip& chip = priced_chip()) {
  return *simulate_network(compile(graph, chip), chip, options);
}

Graph bert() {
  return NetworkMaker(3).bert(4);
}

template <class Items>
double sum_of(const Items& items, double (*of)(const typename Items::value_type&)) {
  double sum = 0;
  for (const auto& item : items) sum += of(item);
  return sum;
}

void expect_consistent(const Simulation& s) {
  EXPECT_GT(s.latency_s, 0);
  EXPECT_GT(s.energy_j, 0);
  for (const Ledger* ledger : {&s.energy, &s.power, &s.peak_power, &s.area}) {
    EXPECT_EQ(ledger->name, "chip");
    EXPECT_LT(ledger->imbalance(), 1e-9);
  }
  EXPECT_NEAR(sum_of(
                  s.layers, +[](const LayerCost& l) { return l.energy_j; }) /
                  s.energy_j,
              1, 1e-9);
  EXPECT_NEAR(sum_of(
                  s.layers, +[](const LayerCost& l) { return l.latency_s; }) /
                  s.latency_s,
              1, 1e-9);
  EXPECT_DOUBLE_EQ(sum_of(
                       s.layers, +[](const LayerCost& l) { return l.macs; }),
                   s.macs);
  EXPECT_DOUBLE_EQ(sum_of(
                       s.usage, +[](const Usage& u) { return u.macs; }),
                   s.macs);
  EXPECT_LE(s.bound_latency_s, s.latency_s);
  EXPECT_NEAR(s.power_w, s.energy_j / s.latency_s, 1e-9 * s.power_w);
  for (const Usage& u : s.usage) {
    const double total =
        u.streaming_s + u.programming_s + u.wait_memory_s + u.wait_port_s + u.wait_data_s + u.idle_s;
    EXPECT_NEAR(total / s.latency_s, 1, 1e-9) << u.name;
  }
}

TEST(Simulation, OfEveryKindOfNetworkAddsUp) {
  for (const TimeModel model : {TimeModel::event, TimeModel::bound}) {
    for (const Graph& graph : {NetworkMaker(2).vit(), bert(), decoder()}) {
      for (const std::uint64_t batch : {1, 3}) {
        SimulationOptions options;
        options.model = model;
        options.batch = batch;
        expect_consistent(simulated(graph, options));
      }
    }
  }
}

TEST(Simulation, FiguresFollowFromEnergyTimeAndCounts) {
  SimulationOptions options;
  options.batch = 3;
  options.sequence = 9;
  const Simulation s = simulated(bert(), options);
  const Graph graph = bert();
  const Work work = count_work(compile(graph, priced_chip()), {9});
  EXPECT_EQ(s.macs, 3.0 * static_cast<double>(work.macs));
  EXPECT_EQ(s.ops, 2 * s.macs);
  EXPECT_DOUBLE_EQ(s.throughput_ops_per_s, s.ops / s.latency_s);
  EXPECT_DOUBLE_EQ(s.inferences_per_s, 3 / s.latency_s);
  EXPECT_DOUBLE_EQ(s.energy_per_inference_j, s.energy_j / 3);
  EXPECT_DOUBLE_EQ(s.epb_j_per_bit, s.energy_j / (s.ops * 8));
  EXPECT_NE(s.epb_definition.find("two operations per multiply-accumulate"), std::string::npos);
  EXPECT_DOUBLE_EQ(s.mac_utilisation, s.macs / (6 * 2 * 4 * 5 * 1e9 * s.latency_s));
  EXPECT_EQ(s.area_m2, area_ledger(priced_chip().machine).value);
  EXPECT_EQ(s.chip, "tiny");
  EXPECT_EQ(s.assumptions, "test");
}

TEST(Simulation, OneInferenceHasTheChipToItself) {
  SimulationOptions options;
  const Simulation one = simulated(bert(), options);
  options.batch = 5;
  const Simulation five = simulated(bert(), options);
  EXPECT_EQ(one.inference_latency_s, one.latency_s);
  EXPECT_EQ(five.inference_latency_s, one.latency_s);
  EXPECT_GT(five.latency_s, one.latency_s);
  EXPECT_GE(five.throughput_ops_per_s, one.throughput_ops_per_s) << "weights are fetched once a batch";
}

TEST(Simulation, TheNetworksOwnLengthIsTheDefault) {
  SimulationOptions options;
  EXPECT_EQ(simulated(bert(), options).sequence, 16u);
  EXPECT_EQ(simulated(NetworkMaker(2).vit(), options).sequence, 7u);
  options.generate = 4;
  EXPECT_EQ(simulated(decoder(), options).sequence, 36u) << "room for what is generated";
}

TEST(Simulation, TheBoundAloneIsTheBoundBesideTheEvents) {
  SimulationOptions options;
  const Simulation event = simulated(bert(), options);
  options.model = TimeModel::bound;
  const Simulation least = simulated(bert(), options);
  EXPECT_EQ(least.latency_s, event.bound_latency_s);
  EXPECT_EQ(least.event_latency_s, 0);
  EXPECT_EQ(event.event_latency_s, event.latency_s);
  EXPECT_EQ(least.bounded_by, event.bounded_by);
  // Events are counted, whatever the clock says.
  EXPECT_DOUBLE_EQ(least.energy.at("dense/adc"), event.energy.at("dense/adc"));
  EXPECT_DOUBLE_EQ(least.energy.at("memory/dram/access"), event.energy.at("memory/dram/access"));
}

TEST(Simulation, UnrollingChangesNothing) {
  SimulationOptions options;
  options.generate = 3;
  const Simulation fast = simulated(decoder(), options);
  options.unroll = true;
  const Simulation slow = simulated(decoder(), options);
  EXPECT_EQ(slow.latency_s, fast.latency_s);
  EXPECT_EQ(slow.energy_j, fast.energy_j);
  EXPECT_EQ(slow.rounds_simulated, slow.rounds_total);
}

TEST(Decoding, IsTheSumOfItsPasses) {
  const Chip chip = priced_chip();
  const Graph graph = decoder();
  const Program program = compile(graph, chip);
  SimulationOptions options;
  options.batch = 2;
  options.sequence = 10;
  options.generate = 6;
  const Simulation s = *simulate_network(program, chip, options);
  expect_consistent(s);

  std::vector<double> times;
  double energy = 0, macs = 0, first_energy = 0;
  for (std::uint64_t i = 0; i <= options.generate; ++i) {
    const Workload work = i == 0 ? Workload{2, 10, 0} : Workload{2, 1, 10 + i - 1};
    const Schedule schedule = build_schedule(program, chip.machine, work);
    const Timeline timeline = simulate(schedule, chip.machine);
    const Activity activity = activity_of(schedule, timeline, chip.machine);
    times.push_back(activity.time_s);
    energy += energy_ledger(chip.machine, activity).value;
    if (i == 0) first_energy = energy;
    macs += static_cast<double>(activity.total[Charge::mac]);
  }
  double all = 0;
  for (const double time : times) all += time;
  EXPECT_NEAR(s.latency_s / all, 1, 1e-12);
  EXPECT_EQ(s.macs, macs);
  EXPECT_NEAR(s.energy_j / energy, 1, 1e-9);
  ASSERT_TRUE(s.decoding);
  EXPECT_EQ(s.decoding->prefill_s, times[0]);
  EXPECT_EQ(s.decoding->first_token_s, times[1]);
  EXPECT_EQ(s.decoding->last_token_s, times[6]);
  EXPECT_NEAR(s.decoding->mean_token_s, (all - times[0]) / 6, 1e-15);
  EXPECT_NEAR(s.decoding->tokens_per_s * (all - times[0]), 12, 1e-9);
  EXPECT_NEAR(s.decoding->prefill_energy_j / first_energy, 1, 1e-12);
  EXPECT_NEAR(s.decoding->energy_per_token_j * 12 / (energy - first_energy), 1, 1e-9);
  EXPECT_EQ(s.decoding->cache_bytes, 2.0 * 16 * 12 * 2 * 3) << "batch, tokens, width, K and V, layers";
  EXPECT_EQ(s.decoding->steps.size(), s.steps.size());
}

TEST(Decoding, TokensTakeLongerAsTheCacheGrows) {
  SimulationOptions options;
  options.sequence = 4;
  options.generate = 36;
  const Simulation s = simulated(decoder(), options);
  EXPECT_GT(s.decoding->last_token_s, s.decoding->first_token_s);
  EXPECT_GT(s.decoding->mean_token_s, s.decoding->first_token_s);
}

TEST(Decoding, AnObserverSeesOneClock) {
  SimulationOptions options;
  options.generate = 3;
  Femtoseconds last = 0;
  std::uint64_t streams = 0;
  options.observer = [&](const Slice& slice) {
    last = std::max(last, slice.end);
    streams += slice.kind == Slice::Kind::stream;
  };
  const Simulation s = simulated(decoder(), options);
  EXPECT_DOUBLE_EQ(static_cast<double>(last) / 1e15, s.latency_s);
  EXPECT_EQ(streams, s.rounds_total);
}

TEST(Simulation, SaysWhatAChipLacks) {
  const Graph graph = bert();
  const Program program = compile(graph, priced_chip());
  const auto why = [&](void (*spoil)(Machine&)) {
    Chip chip = priced_chip();
    spoil(chip.machine);
    const Feasible<Simulation> result = simulate_network(program, chip, {});
    EXPECT_FALSE(result);
    return result ? Infeasible{} : result.why();
  };
  EXPECT_NE(why([](Machine& m) { m.pool_of[static_cast<int>(Role::scores)] = -1; }).reason.find("scores"),
            std::string::npos);
  EXPECT_EQ(why([](Machine& m) { m.units.pop_back(); }).unit, "unit");
  EXPECT_EQ(why([](Machine& m) { m.dram = -1; }).unit, "memory");
  EXPECT_EQ(why([](Machine& m) { m.buffer = 7; }).unit, "memory");
  const Infeasible small = why([](Machine& m) { m.memories[0].capacity_bytes = 100; });
  EXPECT_EQ(small.unit, "byte");
  EXPECT_EQ(small.margin, 100 - simulated(graph, {}).weight_bytes);
}

TEST(Simulation, CachesThatDoNotFitAreInfeasible) {
  const Graph graph = decoder();
  Chip chip = priced_chip();
  chip.machine.weight_capacity_bytes = 1e9;
  SimulationOptions options;
  options.sequence = 10;
  options.generate = 6;
  const double cache = simulated(graph, options, chip).decoding->cache_bytes;
  chip.machine.memories[0].capacity_bytes = cache - 1;
  const auto result = simulate_network(compile(graph, chip), chip, options);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.why().margin, -1) << "only the last token is too many";
  chip.machine.memories[0].capacity_bytes = cache;
  EXPECT_TRUE(simulate_network(compile(graph, chip), chip, options));
}

TEST(Simulation, AChipHotterThanItsPackageAllowsCannotWork) {
  Chip chip = priced_chip();
  const Graph graph = bert();
  const Program program = compile(std::make_shared<const Graph>(graph), chip);
  const Simulation s = *simulate_network(program, chip, {});
  EXPECT_DOUBLE_EQ(s.heat_flux_w_per_m2, s.power_w / s.area_m2);
  chip.heat_flux_limit = {s.heat_flux_w_per_m2 * 1.01};
  EXPECT_TRUE(simulate_network(program, chip, {}));
  chip.heat_flux_limit = {s.heat_flux_w_per_m2 * 0.5};
  const Feasible<Simulation> hot = simulate_network(program, chip, {});
  ASSERT_FALSE(hot);
  EXPECT_EQ(hot.why().unit, "W/cm^2");
  EXPECT_NEAR(hot.why().margin, -0.5e-4 * s.heat_flux_w_per_m2, 1e-9 * s.heat_flux_w_per_m2);
}

TEST(Simulation, WorkloadsThatTheNetworkCannotTake) {
  const auto refuse = [](const Graph& graph, const SimulationOptions& options, const std::string& item) {
    try {
      simulated(graph, options);
      ADD_FAILURE() << item;
    } catch (const InputError& error) {
      EXPECT_EQ(error.place().item, item);
    }
  };
  SimulationOptions options;
  options.sequence = 17;
  refuse(bert(), options, "sequence");
  refuse(NetworkMaker(2).vit(), options, "sequence");
  options.sequence = 40;
  options.generate = 1;
  refuse(decoder(), options, "generate");
  options.sequence = 41;
  refuse(decoder(), options, "sequence");
  options.sequence = 0;
  options.generate = 40;
  refuse(decoder(), options, "generate");
  refuse(bert(), options, "generate");
  options = {};
  options.batch = 0;
  refuse(bert(), options, "batch");
}

RC_GTEST_PROP(Simulation, FasterPartsAreNeverSlower, ()) {
  const Graph graph = bert();
  SimulationOptions options;
  options.sequence = *rc::gen::inRange<std::uint64_t>(1, 17);
  options.batch = *rc::gen::inRange<std::uint64_t>(1, 4);
  Chip chip = priced_chip();
  chip.machine.memories[0].bytes_per_second = *rc::gen::element(1e8, 1e9, 1e10);
  Simulation before = simulated(graph, options, chip);
  const double factor = *rc::gen::element(2.0, 4.0, 16.0);
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      chip.machine.memories[0].bytes_per_second *= factor;
      break;
    case 1:
      chip.machine.memories[1].bytes_per_second *= factor;
      break;
    case 2:
      // A faster stream of rows that are still being made starts later, and so does its turn on the ports.
      chip.machine.memories[1].bytes_per_second = 0;
      before = simulated(graph, options, chip);
      for (ArrayPool& pool : chip.machine.pools) pool.symbol = pool.symbol / factor;
      break;
    default:
      for (ArrayPool& pool : chip.machine.pools) pool.program = pool.program / factor;
  }
  const Simulation after = simulated(graph, options, chip);
  RC_ASSERT(after.latency_s <= before.latency_s);
  RC_ASSERT(after.bound_latency_s <= before.bound_latency_s);
}

RC_GTEST_PROP(Simulation, MoreWorkNeverCostsLess, ()) {
  const Graph graph = decoder();
  SimulationOptions options;
  options.sequence = *rc::gen::inRange<std::uint64_t>(1, 20);
  options.batch = *rc::gen::inRange<std::uint64_t>(1, 4);
  options.generate = *rc::gen::inRange<std::uint64_t>(0, 5);
  const Simulation before = simulated(graph, options);
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      ++options.sequence;
      break;
    case 1:
      ++options.batch;
      break;
    default:
      ++options.generate;
  }
  const Simulation after = simulated(graph, options);
  RC_ASSERT(after.energy_j >= before.energy_j);
  RC_ASSERT(after.latency_s >= before.latency_s);
  RC_ASSERT(after.macs > before.macs);
}

TEST(SimulateNetwork, LeavesWhereItIsAskedToStop) {
  SimulationOptions options;
  options.sequence = 8, options.generate = 4;
  int asked = 0;
  options.stop = [&] { return ++asked > 1'000'000; };
  SimulationOptions plain = options;
  plain.stop = {};
  const Simulation whole = simulated(decoder(), options);
  EXPECT_EQ(whole.latency_s, simulated(decoder(), plain).latency_s);
  const int often = asked;
  EXPECT_GT(often, 5) << "in every pass";
  for (const int at : {0, 1, often / 2, often - 1}) {
    asked = 0;
    options.stop = [&] { return asked++ >= at; };
    EXPECT_THROW(simulated(decoder(), options), Interrupted);
  }
}

}  // namespace
}  // namespace tron::timing
