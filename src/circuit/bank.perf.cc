#include "circuit/bank.h"

#include <cmath>

#include <benchmark/benchmark.h>

namespace {

tron::circuit::Bank bank(tron::circuit::Compensation compensation) {
  tron::circuit::BankDesign d;
  d.grid = {16, tron::circuit::nanometres(1550), tron::circuit::nanometres(1.1)};
  d.ring = {tron::circuit::nanometres(1550), 8000, tron::circuit::nanometres(18), tron::circuit::Decibel{25},
            0.999};
  d.drive_range = tron::circuit::nanometres(0.4);
  d.drive_bits = 8;
  d.compensation = compensation;
  return tron::circuit::Bank(d);
}

std::vector<double> values() {
  std::vector<double> out(16);
  for (int i = 0; i < 16; ++i) out[i] = std::sin(1.0 + i);
  return out;
}

void rate(benchmark::State& state) {
  state.counters["values/s"] =
      benchmark::Counter(16.0 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

/// Goal: at least 0.5 million values a second solved per symbol, 16 channels.
void calibrate(benchmark::State& state) {
  const tron::circuit::Bank b = bank(static_cast<tron::circuit::Compensation>(state.range(0)));
  const auto wanted = values();
  for (auto _ : state) benchmark::DoNotOptimize(b.calibrate(wanted));
  rate(state);
}
BENCHMARK(calibrate)->Arg(0)->Arg(1)->Arg(2)->ArgName("compensation");

/// Goal: at least 5 million values a second through every ring.
void respond(benchmark::State& state) {
  const tron::circuit::Bank b = bank(tron::circuit::Compensation::none);
  const auto drive = b.calibrate(values());
  for (auto _ : state) benchmark::DoNotOptimize(b.respond(drive, {}));
  rate(state);
}
BENCHMARK(respond);

}  // namespace

BENCHMARK_MAIN();
