// Points of a space evaluated in closed form a second, with the goals: `explore_perf`.

#include "explore/closed_form/closed_form.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/execution/parallel.h"
#include "base/testing/source_tree.h"
#include "explore/design_point.h"

namespace tron::explore {
namespace {

std::vector<std::string> steps(int from, int to, int step, const char* unit = "") {
  std::vector<std::string> out;
  for (int v = from; v <= to; v += step)
    out.push_back(*unit ? fmt::format("\"{} {}\"", v, unit) : std::to_string(v));
  return out;
}

Space base(const char* name, std::vector<SpaceParameter> parameters) {
  Space space;
  space.name = name;
  space.chip = "tron";
  space.assumptions = "paper";
  space.networks = {{"bert-base", "bert-base", ""}};
  space.parameters = std::move(parameters);
  return space;
}

/// The sizes of data/space/tron-sizes.toml and figures of devices.
Space with_devices() {
  Space space = base("sizes x devices", load_space("tron-sizes").parameters);
  space.parameters.push_back({"dac", {"device.dac.power"}, steps(5, 20, 5, "mW")});
  space.parameters.push_back({"adc", {"device.adc.power"}, steps(5, 20, 5, "mW")});
  space.parameters.push_back({"tuner", {"device.to_tuner.power_per_fsr"}, steps(10, 40, 10, "mW")});
  space.parameters.push_back({"laser", {"device.laser.wall_plug_efficiency"}, {"0.1", "0.2", "0.3", "0.4"}});
  return space;
}

/// Every step changes how long things take.
Space of_time() {
  return base("all change time", {{"heads", {"sizes.heads"}, steps(1, 16, 1)},
                                  {"rows", {"sizes.attention_rows"}, steps(4, 64, 4)},
                                  {"wavelengths", {"sizes.wavelengths"}, steps(1, 16, 1)},
                                  {"feed-forward rows", {"sizes.feed_forward_rows"}, steps(8, 128, 8)},
                                  {"arrays", {"sizes.feed_forward_arrays"}, steps(1, 16, 1)}});
}

struct Rate {
  double per_s = 0;
  std::uint64_t loads = 0;
};

/// `count` points, one after another from the first, or far apart.
Rate evaluated(const ClosedForm& closed, std::uint64_t size, std::uint64_t count, bool scattered,
               int threads) {
  constexpr std::uint64_t kRun = 4096, kStride = 0x9E3779B97F4A7C15ULL;
  const std::uint64_t loads = closed.loads();
  const auto start = std::chrono::steady_clock::now();
  parallel_for(count / kRun, threads, [&](std::size_t run, int) {
    for (std::uint64_t i = run * kRun; i < (run + 1) * kRun; ++i)
      closed.evaluate((scattered ? i * kStride >> 8 : i) % size);
  });
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  return {static_cast<double>(count / kRun * kRun) / taken.count(), closed.loads() - loads};
}

void report(const char* name, const char* what, int threads, Rate rate, double goal) {
  std::printf("%-16s %-28s %7d %12.0f %9.0f %7llu\n", name, what, threads, rate.per_s, goal,
              static_cast<unsigned long long>(rate.loads));
}

constexpr std::uint64_t kPoints = std::uint64_t{1} << 20;

void spaces() {
  std::printf("%-16s %-28s %7s %12s %9s %7s\n", "space", "points", "threads", "points/s", "goal", "loads");
  for (const Space& space : {with_devices(), of_time(), load_space("tron-devices")}) {
    const std::vector<Graph> graphs = load_graphs(space);
    const char* name = space.name.c_str();
    {
      const ClosedForm closed(space, graphs);
      report(name, "12288 scattered, first", 1, evaluated(closed, space.size(), 12288, true, 1), 2e3);
    }
    const auto start = std::chrono::steady_clock::now();
    const ClosedForm closed(space, graphs);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    report(name, "chips loaded to begin with", 1,
           {static_cast<double>(closed.loads()) / taken.count(), closed.loads()}, 2e3);
    report(name, "all, first", 1,
           evaluated(closed, space.size(), std::min<std::uint64_t>(space.size(), kPoints), false, 1), 1e5);
    report(name, "all, again", 1,
           evaluated(closed, space.size(), std::min<std::uint64_t>(space.size(), kPoints), false, 1), 1e5);
    report(name, "all, again", 2,
           evaluated(closed, space.size(), std::min<std::uint64_t>(space.size(), kPoints), false, 2), 2e5);
    report(name, "scattered, again", 1,
           evaluated(closed, space.size(), std::min<std::uint64_t>(space.size(), kPoints), true, 1), 1e5);
  }
}

}  // namespace
}  // namespace tron::explore

int main() {
  tron::base::use_source_data();
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  tron::explore::spaces();
}
