#include "schedule/schedule.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/error.h"
#include "program/example_machine.h"
#include "program/example_networks.h"

namespace tron::schedule {
namespace {

using examples::NetworkMaker;
using examples::tiny_chip;
using examples::tiny_machine;

struct Laid {
  Graph graph;
  Program program;
  Schedule schedule;
};

Laid lay_out(Graph graph, const Machine& machine, Workload workload, ScoreOrder order = ScoreOrder::tron) {
  Laid laid{std::move(graph), {}, {}};
  laid.program = compile(laid.graph, tiny_chip(order));
  laid.schedule = build_schedule(laid.program, machine, workload);
  return laid;
}

/// The run of the step of this name.
const TileRun& find(const Laid& laid, const std::string& name) {
  for (const Block& block : laid.schedule.blocks) {
    for (const Stage& stage : block.stages) {
      for (const TileRun& run : stage.tiles) {
        if (laid.program.steps[run.step].name == name) return run;
      }
    }
  }
  throw std::runtime_error("no run " + name);
}

TEST(MapProduct, DealsTilesOfTheArraysSize) {
  ArrayPool pool;
  pool.arrays = 3;
  pool.rows = 4;
  pool.channels = 5;
  pool.passes = 2;
  const Mapping mapping = map_product(2, 7, 12, 9, pool);
  EXPECT_EQ(mapping.row_blocks, 3u);
  EXPECT_EQ(mapping.depth_blocks, 3u);
  EXPECT_EQ(mapping.tiles(), 18u);
  EXPECT_EQ(mapping.symbols, 14u);
  EXPECT_EQ(rounds_of(mapping, pool), 6u);
  pool.by_head = true;
  EXPECT_EQ(rounds_of(mapping, pool), 9u) << "two heads on two of the three arrays, nine tiles each";
}

TEST(ProductWork, CountsByHand) {
  ArrayPool pool;
  pool.arrays = 3;
  pool.rows = 4;
  pool.channels = 5;
  const StepWork work = product_work(map_product(2, 7, 12, 9, pool), pool, 8);
  EXPECT_EQ(work[Charge::mac], 2u * 7 * 12 * 9);
  EXPECT_EQ(work[Charge::update], 2u * 12 * 9);
  EXPECT_EQ(work[Charge::input], 2u * 7 * 12 * 3);
  EXPECT_EQ(work[Charge::detection], 2u * 7 * 9 * 3);
  EXPECT_EQ(work[Charge::conversion], 2u * 7 * 9 * 3);
  EXPECT_EQ(work[Charge::symbol], 2u * 3 * 3 * 7);
  EXPECT_EQ(work[Charge::output], 2u * 7 * 9);
  EXPECT_DOUBLE_EQ(work.weights, 216);
  EXPECT_DOUBLE_EQ(work.inputs, 504);
}

TEST(ProductWork, AnalogueSumsAndSharingCutConversions) {
  ArrayPool pool;
  pool.arrays = 4;
  pool.rows = pool.channels = pool.columns = 12;
  pool.streams_both = true;
  pool.accumulate = 3;
  pool.shared_sums = 2;
  pool.shared_inputs = 4;
  const StepWork work = product_work(map_product(1, 197, 192, 576, pool), pool, 4);
  EXPECT_EQ(work[Charge::detection], 197u * 576 * 16);
  EXPECT_EQ(work[Charge::conversion], 197u * 576 * 3) << "16 blocks, 6 after accumulation, 3 after sharing";
  EXPECT_EQ(work[Charge::update], 192u * 576 * 17);
  EXPECT_EQ(work[Charge::symbol], 48u * 16 * 17);
  EXPECT_EQ(work[Charge::input], 197u * 192 * 48 / 4);
  EXPECT_DOUBLE_EQ(work.weights, 192 * 576 / 2.0);
}

// The schedule's counts are the program's, which inference's counters are tested against as well.
RC_GTEST_PROP(Schedule, CountsWhatTheProgramCounts, (std::uint8_t layers, bool classic, bool bert)) {
  const ScoreOrder order = classic ? ScoreOrder::classic : ScoreOrder::tron;
  NetworkMaker maker(layers);
  const int depth = 1 + layers % 3;
  const Laid laid = lay_out(bert ? maker.bert(depth) : maker.vit(depth), tiny_machine(), {1, 7, 0}, order);
  const Work work = count_work(laid.program, {7});
  const StepWork total = laid.schedule.total();
  RC_ASSERT(total[Charge::mac] == work.macs);
  RC_ASSERT(total[Charge::conversion] == work.conversions);
  std::uint64_t fixed = 0;
  for (const Step& step : laid.program.steps) {
    if (step.kind != StepKind::product || step.product.tensor < 0) continue;
    const Matrix& tensor = laid.graph.tensors[step.product.tensor].value;
    fixed += tensor.rows * tensor.cols;
  }
  RC_ASSERT(total[Charge::update] == work.ring_updates + fixed);
}

TEST(Schedule, EqualLayersShareABlock) {
  for (ScoreOrder order : {ScoreOrder::tron, ScoreOrder::classic}) {
    for (bool bert : {false, true}) {
      NetworkMaker maker(3);
      const Laid laid = lay_out(bert ? maker.bert(12) : maker.vit(12), tiny_machine(), {1, 7, 0}, order);
      int layers = 0;
      for (const Block& block : laid.schedule.blocks) layers += block.layer >= 0 ? block.repeats : 0;
      EXPECT_EQ(layers, 12);
      EXPECT_LE(laid.schedule.blocks.size(), 5u) << "stem, at most two first layers, the others, head";
    }
  }
}

TEST(Schedule, ProjectionsRunSideBySide) {
  const Laid tron = lay_out(NetworkMaker(1).vit(1), tiny_machine(), {1, 7, 0}, ScoreOrder::tron);
  const Laid classic = lay_out(NetworkMaker(1).vit(1), tiny_machine(), {1, 7, 0}, ScoreOrder::classic);
  Machine one_pool = tiny_machine();
  one_pool.pool_of.fill(0);
  const Laid single = lay_out(NetworkMaker(1).vit(1), one_pool, {1, 7, 0}, ScoreOrder::classic);
  const auto widest = [](const Laid& laid) {
    std::size_t most = 0;
    for (const Block& block : laid.schedule.blocks) {
      for (const Stage& stage : block.stages) most = std::max(most, stage.tiles.size());
    }
    return most;
  };
  EXPECT_EQ(widest(tron), 2u) << "query and value";
  EXPECT_EQ(widest(classic), 3u) << "query, key and value";
  EXPECT_EQ(widest(single), 1u);
}

/// The only pipeline of a schedule with one layer, if it has one.
std::optional<Pipeline> pipeline(const Laid& laid) {
  for (const Block& block : laid.schedule.blocks) {
    for (const Stage& stage : block.stages) {
      if (!stage.pipeline) continue;
      EXPECT_EQ(laid.program.steps[stage.tiles[0].step].name, "encoder.0.attention.key");
      EXPECT_EQ(laid.program.steps[stage.tiles[1].step].name, "encoder.0.attention.scores");
      return stage.pipeline;
    }
  }
  return {};
}

// Three heads on three arrays: F = Q W_K has 12 columns in 3 row blocks, each of depth 4 in one tile; the
// scores take them as 3 depth blocks, each against 7 tokens in 2 row blocks.
TEST(Schedule, ScoresFollowTheProjectedQueriesBlockByBlock) {
  const Graph graph = NetworkMaker(1).vit(1);
  EXPECT_EQ(pipeline(lay_out(graph, tiny_machine({3, 4, 4}), {1, 7, 0})), (Pipeline{1, 3, 1, 2}));
  EXPECT_EQ(pipeline(lay_out(graph, tiny_machine({1, 4, 4}), {1, 7, 0})), (Pipeline{3, 3, 1, 2}));
  EXPECT_EQ(pipeline(lay_out(graph, tiny_machine({3, 4, 4}), {5, 7, 0})), (Pipeline{1, 3, 1, 10}));
  EXPECT_FALSE(pipeline(lay_out(graph, tiny_machine({2, 4, 4}), {1, 7, 0})))
      << "heads do not share out evenly";
  EXPECT_FALSE(pipeline(lay_out(graph, tiny_machine({3, 4, 5}), {1, 7, 0}))) << "blocks end at other columns";
  EXPECT_FALSE(pipeline(lay_out(graph, tiny_machine({3, 4, 4}), {1, 7, 0}, ScoreOrder::classic)));
}

TEST(Schedule, ABatchReusesWeightsButNotWhatChanges) {
  const Laid one = lay_out(NetworkMaker(1).vit(1), tiny_machine(), {1, 7, 0});
  const Laid eight = lay_out(NetworkMaker(1).vit(1), tiny_machine(), {8, 7, 0});
  const TileRun& query = find(one, "encoder.0.attention.query");
  const TileRun& queries = find(eight, "encoder.0.attention.query");
  EXPECT_EQ(queries.rounds, query.rounds);
  EXPECT_EQ(queries.stream, 8 * query.stream);
  EXPECT_EQ(queries.work[Charge::update], query.work[Charge::update]);
  const TileRun& scores = find(eight, "encoder.0.attention.scores");
  EXPECT_EQ(scores.work[Charge::update], 8 * find(one, "encoder.0.attention.scores").work[Charge::update]);
  EXPECT_EQ(scores.stream, find(one, "encoder.0.attention.scores").stream);
}

TEST(Schedule, WeightsComeFromMemoryUnlessTheyStay) {
  Machine machine = tiny_machine();
  const Laid streamed = lay_out(NetworkMaker(1).bert(2), machine, {1, 7, 0});
  EXPECT_FALSE(streamed.schedule.weights_resident);
  EXPECT_GT(find(streamed, "encoder.1.up").fetch, 0);
  machine.weight_capacity_bytes = streamed.schedule.weight_bytes;
  const Laid resident = lay_out(NetworkMaker(1).bert(2), machine, {1, 7, 0});
  EXPECT_TRUE(resident.schedule.weights_resident);
  EXPECT_EQ(find(resident, "encoder.1.up").fetch, 0);
  EXPECT_NEAR(streamed.schedule.total().fetched - resident.schedule.total().fetched,
              streamed.schedule.weight_bytes, 1e-9);
}

TEST(Schedule, ASmallBufferSpillsAndPays) {
  Machine machine = tiny_machine();
  const Laid roomy = lay_out(NetworkMaker(1).bert(1), machine, {4, 7, 0});
  EXPECT_EQ(roomy.schedule.spilled_bytes, 0);
  machine.value_capacity_bytes = roomy.schedule.peak_value_bytes / 2;
  const Laid tight = lay_out(NetworkMaker(1).bert(1), machine, {4, 7, 0});
  EXPECT_GT(tight.schedule.spilled_bytes, 0);
  EXPECT_GT(tight.schedule.total().fetched, roomy.schedule.total().fetched + tight.schedule.spilled_bytes);
}

RC_GTEST_PROP(Schedule, LessRoomNeverMovesLess, (std::uint16_t a, std::uint16_t b)) {
  Machine machine = tiny_machine();
  machine.value_capacity_bytes = std::min(a, b) % 2000;
  const double tight = lay_out(NetworkMaker(1).bert(1), machine, {2, 7, 0}).schedule.spilled_bytes;
  machine.value_capacity_bytes = 2000;
  RC_ASSERT(lay_out(NetworkMaker(1).bert(1), machine, {2, 7, 0}).schedule.spilled_bytes <= tight);
}

TEST(Schedule, InputsMayStayInstead) {
  Machine machine = tiny_machine();
  machine.stationary = Stationary::inputs;
  const Laid laid = lay_out(NetworkMaker(1).vit(1), machine, {1, 7, 0});
  const TileRun& up = find(laid, "encoder.0.up");  // [7 x 12] [12 x 20] on 4 x 5 arrays
  EXPECT_EQ(up.tiles, 2u * 3) << "7 rows in blocks of 4, 12 deep in blocks of 5";
  EXPECT_EQ(up.stream, 20'000'000);
  EXPECT_EQ(up.work[Charge::update], 7u * 12);
  EXPECT_EQ(up.work[Charge::mac], 7u * 12 * 20);
  EXPECT_GE(up.held, 0);
  EXPECT_EQ(up.streamed, -1);
}

TEST(Schedule, TheCompilerTakesTheFasterOperand) {
  Machine machine = tiny_machine();
  machine.stationary = Stationary::automatic;
  const ArrayPool& pool = machine.pools[0];
  EXPECT_TRUE(inputs_stay(machine, pool, 1, 1, 500, 500)) << "one vector: writing every weight costs more";
  EXPECT_FALSE(inputs_stay(machine, pool, 1, 500, 500, 4));
  const Laid laid = lay_out(NetworkMaker(1).vit(1), machine, {1, 7, 0});
  EXPECT_EQ(find(laid, "encoder.0.up").streamed, -1) << "3 rounds of 10 + 20 ns against 8 of 10 + 7";
  EXPECT_GE(find(laid, "classifier").streamed, 0) << "2 rounds of 10 + 1 against 2 of 10 + 3";
}

TEST(Schedule, RefusesRunsThatNoClockCouldCount) {
  Machine machine = tiny_machine();
  machine.memories[machine.dram].bytes_per_second = 1e-3;
  EXPECT_THROW(lay_out(NetworkMaker(1).bert(1), machine, {1, 7, 0}), InputError) << "one transfer";
  machine = tiny_machine();
  machine.pools[0].symbol = Time{10};
  EXPECT_THROW(lay_out(NetworkMaker(1).bert(12), machine, {4, 7, 0}), InputError) << "all of them";
}

TEST(Schedule, RefusesWhatTheNetworkCannotTake) {
  EXPECT_THROW(lay_out(NetworkMaker(1).bert(1), tiny_machine(), {1, 17, 0}), InputError);
  EXPECT_THROW(lay_out(NetworkMaker(1).bert(1), tiny_machine(), {0, 7, 0}), InputError);
}

}  // namespace
}  // namespace tron::schedule
