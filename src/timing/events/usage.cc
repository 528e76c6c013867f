#include "timing/events/usage.h"

#include <algorithm>

#include "timing/bounds/roofline.h"
#include "timing/events/runs.h"

namespace tron::timing {
namespace {

double busy_s(const Usage& usage) {
  return usage.streaming_s + usage.programming_s;
}

double total_s(const Usage& usage) {
  return busy_s(usage) + usage.wait_memory_s + usage.wait_port_s + usage.wait_data_s + usage.idle_s;
}

/// Shares from the times.
void rate(Usage& usage) {
  const double total = total_s(usage);
  usage.busy_share = total > 0 ? busy_s(usage) / total : 0;
  const double most = usage.peak_macs_per_s * total;
  usage.mac_utilisation = most > 0 ? usage.macs / most : 0;
}

Usage pool_usage(const Machine& machine, int pool, const PoolTime& time, Femtoseconds end) {
  Usage usage;
  usage.name = machine.pools[pool].name;
  usage.streaming_s = seconds(time.streaming);
  usage.programming_s = seconds(time.programming);
  usage.wait_memory_s = seconds(time.wait_memory);
  usage.wait_port_s = seconds(time.wait_port);
  usage.wait_data_s = seconds(time.wait_data);
  usage.idle_s =
      seconds(end - time.streaming - time.programming - time.wait_memory - time.wait_port - time.wait_data);
  usage.starts = time.starts;
  usage.peak_macs_per_s = peak_ops_per_s(machine, pool) / 2;
  return usage;
}

Usage plain_usage(Usage::Kind kind, const std::string& name, Femtoseconds busy, Femtoseconds end) {
  Usage usage;
  usage.kind = kind;
  usage.name = name;
  usage.streaming_s = seconds(busy);
  usage.idle_s = seconds(end - busy);
  return usage;
}

}  // namespace

std::vector<Usage> usage_of(const Schedule& schedule, const Timeline& timeline, const Machine& machine) {
  std::vector<Usage> out;
  for (std::size_t i = 0; i < machine.pools.size(); ++i) {
    out.push_back(pool_usage(machine, static_cast<int>(i), timeline.pools[i], timeline.end));
  }
  for (const RunView& run : runs_of(schedule, timeline)) {
    if (!run.tile) continue;
    out[run.station()].macs += static_cast<double>(run.work()[Charge::mac]) * run.block->repeats;
  }
  for (std::size_t i = 0; i < machine.units.size(); ++i) {
    out.push_back(plain_usage(Usage::Kind::unit, machine.units[i].name, timeline.units[i], timeline.end));
  }
  const auto port = [&](const char* name, Femtoseconds busy) {
    out.push_back(plain_usage(Usage::Kind::port, name, busy, timeline.end));
  };
  if (machine.dram >= 0) port("main memory", timeline.dram);
  if (machine.buffer >= 0) {
    port("buffer load", timeline.load);
    port("buffer feed", timeline.feed);
    port("buffer drain", timeline.drain);
  }
  for (Usage& usage : out) rate(usage);
  return out;
}

void add_usage(std::vector<Usage>& sum, const std::vector<Usage>& later) {
  if (sum.empty()) {
    sum = later;
    return;
  }
  for (std::size_t i = 0; i < sum.size(); ++i) {
    Usage& usage = sum[i];
    const Usage& more = later[i];
    usage.streaming_s += more.streaming_s;
    usage.programming_s += more.programming_s;
    usage.wait_memory_s += more.wait_memory_s;
    usage.wait_port_s += more.wait_port_s;
    usage.wait_data_s += more.wait_data_s;
    usage.idle_s += more.idle_s;
    usage.starts += more.starts;
    usage.macs += more.macs;
    rate(usage);
  }
}

std::string bottleneck(const std::vector<Usage>& usage) {
  const auto busiest = std::max_element(
      usage.begin(), usage.end(), [](const Usage& a, const Usage& b) { return a.busy_share < b.busy_share; });
  return busiest != usage.end() && busiest->busy_share > 1 - 1e-6 ? busiest->name : "chain of steps";
}

}  // namespace tron::timing
