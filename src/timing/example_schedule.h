#pragma once

#include <cstdint>
#include <random>
#include <utility>

#include "program/example_machine.h"
#include "rooms.h"
#include "schedule/schedule.h"

namespace tron::timing::examples {

/// A product of `rounds` rounds on a pool: 10 ns of programming, 100 ns of streaming in 10 rows, 2 ns
/// latency.
inline TileRun tile_run(int pool, std::uint64_t rounds, int streamed, int output) {
  TileRun run;
  run.pool = pool;
  run.rounds = run.tiles = rounds;
  run.program = 10'000'000;
  run.stream = 100'000'000;
  run.row = 10'000'000;
  run.latency = 2'000'000;
  run.streamed = streamed;
  run.output = output;
  return run;
}

/// `rows` rows of 5 ns each, 3 ns latency.
inline RowRun row_run(int unit, std::uint64_t rows, int input, int output) {
  RowRun run;
  run.unit = unit;
  run.rows = rows;
  run.row = 5'000'000;
  run.latency = 3'000'000;
  run.inputs = {input};
  run.output = output;
  return run;
}

inline Stage stage(TileRun run) {
  return {{std::move(run)}, std::nullopt, std::nullopt};
}
inline Stage stage(RowRun run) {
  return {{}, std::move(run), std::nullopt};
}
/// `second` follows `first` through slot `hand_over`.
inline Stage stage(TileRun first, TileRun second, Pipeline pipeline, int hand_over) {
  first.rounds = first.tiles = pipeline.groups * pipeline.blocks * pipeline.lead;
  second.rounds = second.tiles = pipeline.groups * pipeline.blocks * pipeline.follow;
  second.streamed = hand_over;
  return {{std::move(first), std::move(second)}, std::nullopt, pipeline};
}

/// Blocks of random runs on random pools and units, with random times on every port. Like the compiler's,
/// runs side by side neither read nor write each other's results.
inline Schedule random_schedule(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::uint64_t n) { return random() % n; };
  const auto time = [&](std::uint64_t n) {
    return below(2) == 0 ? 0 : static_cast<Femtoseconds>(below(n) * 1'000'000);
  };
  Schedule schedule;
  schedule.slots = 7;
  for (std::uint64_t b = 0, blocks = 1 + below(3); b < blocks; ++b) {
    Block block;
    block.layer = static_cast<int>(b * 100);
    block.repeats = static_cast<int>(1 + below(30));
    for (std::uint64_t s = 0, stages = 1 + below(4); s < stages; ++s) {
      const int from = static_cast<int>(s % 2) * 3, to = 3 - from;
      const int in = from + static_cast<int>(below(3)), out = to + static_cast<int>(below(2));
      if (below(3) == 0) {
        RowRun run = row_run(static_cast<int>(below(5)), 1 + below(20), in, out);
        run.fetch = time(40);
        run.fetch_latency = run.fetch > 0 ? 50'000'000 : 0;
        run.feed = time(90);
        run.drain = time(90);
        block.stages.push_back(stage(run));
        continue;
      }
      if (below(3) == 0) {
        TileRun first = tile_run(static_cast<int>(below(3)), 1, in, out);
        TileRun second = tile_run(static_cast<int>(3 + below(3)), 1, -1, out + 1);
        first.fetch = time(200);
        first.fetch_latency = first.fetch > 0 ? 50'000'000 : 0;
        first.load = time(30), second.load = time(30);
        first.feed = time(150), second.feed = time(150);
        second.held = below(2) == 0 ? from : -1;
        block.stages.push_back(
            stage(first, second, {1 + below(3), 2 + below(20), 1 + below(4), 1 + below(4)}, 6));
        continue;
      }
      Stage tiles;
      const std::uint64_t beside = 1 + below(2), pool = below(6);
      for (std::uint64_t i = 0; i < beside; ++i) {
        TileRun run =
            tile_run(static_cast<int>((pool + i) % 6), 1 + below(60), in, out + static_cast<int>(i));
        run.held = below(3) == 0 ? from + static_cast<int>(below(3)) : -1;
        run.fetch = time(200);
        run.fetch_latency = run.fetch > 0 ? 50'000'000 : 0;
        run.load = time(30);
        run.feed = time(150);
        run.drain = time(30);
        tiles.tiles.push_back(run);
      }
      block.stages.push_back(tiles);
    }
    schedule.blocks.push_back(block);
  }
  return schedule;
}

}  // namespace tron::timing::examples
