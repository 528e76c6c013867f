#include "inference/calibration/calibrate.h"

#include <algorithm>

#include "base/error.h"
#include "base/execution/parallel.h"
#include "inference/calibration/element_recorder.h"
#include "inference/calibration/range_recorder.h"

namespace tron::inference {
namespace {

std::size_t site_count(const Program& program) {
  std::size_t count = 0;
  for (const Step& step : program.steps) {
    if (step.kind == StepKind::product)
      count = std::max<std::size_t>(count, step.product.id + step.product.heads);
  }
  return count;
}

/// Threads for each of the samples that run at once, where there are fewer samples than threads.
int sample_threads(std::size_t samples, int threads) {
  const auto all = static_cast<std::size_t>(threads == 0 ? available_threads() : threads);
  return static_cast<int>(std::max<std::size_t>(1, all / samples));
}

void run_all(const Executor& executor, std::span<const Sample> samples, int threads) {
  parallel_for(samples.size(), threads, [&](std::size_t s, int) {
    Counters counters;
    executor.run(samples.subspan(s, 1), s, counters);
  });
}

}  // namespace

Ranges calibrate(const Program& program, const Chip& chip, std::span<const Sample> samples, int threads) {
  if (samples.empty()) throw InputError({"", 0, 0, "calibration data"}, "no samples", "at least one");
  const std::size_t sites = site_count(program);
  const int each = sample_threads(samples.size(), threads);
  const RangeRecorder operands(chip, RangeRecorder::Mode::operands, sites, each);
  const ElementRecorder elements(program.steps.size());
  run_all(Executor(program, chip, operands, elements, {}, threads), samples, threads);

  Ranges ranges;
  ranges.elements = elements.ranges();
  ranges.products.resize(program.steps.size());
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const Step& step = program.steps[i];
    if (step.kind != StepKind::product) continue;
    for (int h = 0; h < step.product.heads; ++h)
      ranges.products[i].push_back(operands.range(step.product.id + h));
  }

  const RangeRecorder partials(chip, RangeRecorder::Mode::partial_sums, sites, each);
  const auto exact = exact_ops();
  run_all(Executor(program, chip, partials, *exact, ranges, threads), samples, threads);
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    for (std::size_t h = 0; h < ranges.products[i].size(); ++h) {
      const ProductRange found = partials.range(program.steps[i].product.id + h);
      ranges.products[i][h].partial_max = found.partial_max;
      ranges.products[i][h].outliers = found.outliers;
      ranges.products[i][h].partial_rms = found.partial_rms;
      ranges.products[i][h].partials = found.partials;
    }
  }
  return ranges;
}

}  // namespace tron::inference
