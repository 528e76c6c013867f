#include "timing/bounds/roofline.h"

#include <algorithm>

#include "timing/events/runs.h"

namespace tron::timing {
namespace {

double bandwidth(const Machine& machine, int level) {
  return level < 0 ? 0 : machine.memories[level].bytes_per_second;
}

void lower(RooflinePoint& point, double roof, const char* name) {
  if (roof >= point.attainable_ops_per_s) return;
  point.attainable_ops_per_s = roof;
  point.bounded_by = name;
}

RooflinePoint point_of(const RunView& run, const Program& program, const Machine& machine,
                       const Roofline& roof) {
  const TileRun& tile = *run.tile;
  const double peak = peak_ops_per_s(machine, tile.pool);
  const auto rounds = static_cast<double>(tile.rounds);
  RooflinePoint point;
  point.step = tile.step;
  point.name = program.steps[tile.step].name;
  point.pool = machine.pools[tile.pool].name;
  point.layer = run.block->layer;
  point.repeats = run.block->repeats;
  point.ops = 2.0 * static_cast<double>(tile.work[Charge::mac]);
  if (tile.work.fetched > 0) point.intensity = point.ops / tile.work.fetched;
  const double port_s = rounds * seconds(std::max({tile.load, tile.feed, tile.drain}));
  if (port_s > 0) point.buffer_intensity = point.ops / (port_s * roof.buffer_bytes_per_s);
  if (run.time && run.time->end > run.time->begin)
    point.attained_ops_per_s = point.ops / seconds(run.span(machine));

  point.attainable_ops_per_s = peak;
  point.bounded_by = "arrays";
  const double fetch_s = rounds * seconds(tile.fetch);
  if (fetch_s > 0) lower(point, point.ops / fetch_s, "main memory");
  if (port_s > 0) lower(point, point.ops / port_s, "buffer");

  const double stream_s = rounds * seconds(tile.stream), program_s = rounds * seconds(tile.program);
  if (stream_s > 0) point.tile_fill = point.ops / (stream_s * peak);
  if (program_s > 0) point.programming_share = program_s / (program_s + stream_s);
  return point;
}

}  // namespace

bool streams_probabilities(const Machine& machine, int pool) {
  return machine.pool_of[static_cast<int>(Role::context)] == pool;
}

double peak_ops_per_s(const Machine& machine, int index) {
  const ArrayPool& pool = machine.pools[index];
  if (pool.symbol.si <= 0) return 0;
  double macs = 1.0 * pool.arrays * pool.rows * pool.channels * pool.columns;
  const bool fewer = streams_probabilities(machine, index) && pool.unsigned_passes > 0;
  macs /= fewer ? std::min(pool.passes, pool.unsigned_passes) : pool.passes;
  return 2 * macs / pool.symbol.si;
}

double peak_ops_per_s(const Machine& machine) {
  double sum = 0;
  for (std::size_t i = 0; i < machine.pools.size(); ++i) sum += peak_ops_per_s(machine, static_cast<int>(i));
  return sum;
}

Roofline roofline(const Program& program, const Schedule& schedule, const Timeline& timeline,
                  const Machine& machine) {
  Roofline roof;
  roof.peak_ops_per_s = peak_ops_per_s(machine);
  for (std::size_t i = 0; i < machine.pools.size(); ++i) {
    roof.pools.push_back({machine.pools[i].name, peak_ops_per_s(machine, static_cast<int>(i))});
  }
  roof.main_memory_bytes_per_s = bandwidth(machine, machine.dram);
  roof.buffer_bytes_per_s = bandwidth(machine, machine.buffer);
  for (const RunView& run : runs_of(schedule, timeline)) {
    if (run.tile) roof.points.push_back(point_of(run, program, machine, roof));
  }
  return roof;
}

}  // namespace tron::timing
