// Speed of writing a fixed operand into rings that are compensated per symbol: part of `inference_perf`.

#include "inference/photonic/encoder.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <random>
#include <vector>

#include "inference/kernels/vector_target.h"
#include "inference/reference/operand_codes.h"

namespace tron::inference {
namespace {

constexpr std::size_t kDepth = 768, kColumns = 1024;
constexpr int kRuns = 11;
constexpr double kGoal = 4e6;  ///< vectors a second and core
constexpr double kGain = 30;   ///< times Bank::calibrate

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

/// Weights as networks have them: normal, the largest of a column at the highest level.
std::vector<float> normal_weights() {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::vector<float> out(kDepth * kColumns);
  for (float& x : out) x = normal(random);
  return out;
}

/// Seconds a vector by each way, in turn.
struct Times {
  std::vector<double> alone, blocks, whole;
  double left_over = 0;  ///< share of vectors that the block solver left to Bank::calibrate
};

Times measure(const Chip& chip) {
  const EncodedBank bank(chip.weight_bank, chip.operand.bits, {}, chip.ring_errors, chip.process_seed);
  const auto series = encoding_series(bank.bank(), bank.levels());
  const WeightEncoder encoder(bank);
  const std::size_t channels = bank.bank().channels(), tile = channels * kBlockColumns;
  const std::size_t vectors = kDepth / channels * kColumns;
  const std::vector<float> weights = normal_weights();
  const OperandView b{weights.data(), kDepth, kColumns, kColumns, 1, 1};
  ProductSite site;
  site.array_rows = chip.feed_forward.rows;
  const OperandScale scale = operand_scale(chip, site, b);
  std::vector<std::int32_t> levels(kDepth * kColumns);
  for (std::size_t n = 0; n < kColumns; n += kBlockColumns) block_levels(scale, b, n, &levels[n * kDepth]);
  AlignedVector<float> detuning(2 * tile);
  PackedRings packed;
  Times times;
  for (int run = 0; run < kRuns; ++run) {
    TileSolver one(bank.bank(), bank.levels(), nullptr);
    constexpr std::size_t kFew = 64;  // blocks for the slow way
    times.alone.push_back(seconds_of([&] {
                            for (std::size_t i = 0; i < kFew; ++i)
                              one.solve(&levels[i * tile], kBlockColumns, detuning.data());
                          }) /
                          (kFew * kBlockColumns));
    TileSolver many(bank.bank(), bank.levels(), series ? &*series : nullptr);
    times.blocks.push_back(seconds_of([&] {
                             for (std::size_t at = 0; at < levels.size(); at += tile)
                               many.solve(&levels[at], kBlockColumns, detuning.data());
                           }) /
                           static_cast<double>(vectors));
    times.left_over = static_cast<double>(many.solved_alone()) / static_cast<double>(vectors);
    const auto source = [&](std::size_t block, std::int32_t* out) {
      block_levels(scale, b, block * kBlockColumns, out);
    };
    times.whole.push_back(seconds_of([&] { encoder.encode(source, kDepth, kColumns, site, 1, packed); }) /
                          static_cast<double>(vectors));
  }
  return times;
}

}  // namespace

/// Goal of the block solver: 4 million vectors a second and core with AVX-512, and on any machine 30 times
/// what Bank::calibrate manages.
void encoding() {
  const Chip chip = *load_chip("tron", "audited", {});
  const Times times = measure(chip);
  const double alone = median(times.alone), blocks = median(times.blocks), whole = median(times.whole);
  std::printf(
      "vectors of %d weights solved per symbol, one thread, %s; medians of %d runs in turn\n"
      "  %-26s %10s %14s %14s\n"
      "  %-26s %10.0f %14.2f\n"
      "  %-26s %10.0f %14.2f %14.1f   goal %.0f M/s with AVX-512, %.0f times; %.2f %% left to one by one\n"
      "  %-26s %10.0f %14.2f\n",
      chip.weight_bank.grid.channels, vector_target().c_str(), kRuns, "", "ns/vector", "M vectors/s", "gain",
      "one by one", alone * 1e9, 1e-6 / alone, "in blocks of 32", blocks * 1e9, 1e-6 / blocks, alone / blocks,
      kGoal * 1e-6, kGain, times.left_over * 100, "from weights to light", whole * 1e9, 1e-6 / whole);
}

}  // namespace tron::inference
