#include "inference/fidelity_run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>

#include "base/parallel.h"

namespace tron {
namespace {

using Clock = std::chrono::steady_clock;

/// One reading of one batch.
struct BatchResult {
  Matrix logits;
  std::vector<ErrorSums> steps;
  Counters counters;
  double seconds = 0;
};

struct Batches {
  std::size_t size, count;
  std::span<const Sample> all;
  std::span<const Sample> at(std::size_t i) const {
    const std::size_t first = i * size;
    return all.subspan(first, std::min(size, all.size() - first));
  }
};

BatchResult run_batch(const RunPlan& plan, const Executor& executor, std::span<const Sample> samples,
                      std::size_t first, std::vector<Matrix>& reference, bool is_reference) {
  BatchResult result;
  result.steps.resize(plan.watched.size());
  reference.resize(plan.watched.size());
  double watching = 0;
  const Executor::Observer observer = [&](std::size_t step, const Matrix& value) {
    const auto at = std::find(plan.watched.begin(), plan.watched.end(), step);
    if (at == plan.watched.end()) return;
    const auto begun = Clock::now();
    Matrix& wanted = reference[at - plan.watched.begin()];
    if (is_reference) wanted = value;
    result.steps[at - plan.watched.begin()].add(wanted.data, value.data);
    watching += std::chrono::duration<double>(Clock::now() - begun).count();
  };
  const auto begun = Clock::now();
  result.logits = executor.run(samples, first, result.counters, observer);
  result.seconds = std::chrono::duration<double>(Clock::now() - begun).count() - watching;
  return result;
}

void append(ReadingResult& total, const BatchResult& batch, std::span<const Sample> samples) {
  for (std::size_t s = 0; s < samples.size(); ++s) {
    const int label = samples[s].label;
    total.correct += label >= 0 && chosen_class(batch.logits, s) == static_cast<std::size_t>(label) ? 1 : 0;
  }
  total.samples += samples.size();
  total.logits.rows += samples.size();
  total.logits.cols = batch.logits.cols;
  total.logits.data.insert(total.logits.data.end(), batch.logits.data.begin(), batch.logits.data.end());
  total.steps.resize(batch.steps.size());
  for (std::size_t i = 0; i < batch.steps.size(); ++i) total.steps[i].add(batch.steps[i]);
  total.counters.add(batch.counters);
  total.wall_s += batch.seconds;
}

}  // namespace

void ErrorSums::add(std::span<const float> reference, std::span<const float> value) {
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const double difference = double{value[i]} - double{reference[i]};
    signal += double{reference[i]} * reference[i];
    error += difference * difference;
  }
}

double ErrorSums::ratio_db() const {
  if (error == 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(signal / error);
}

std::size_t chosen_class(const Matrix& logits, std::size_t sample) {
  const float* row = logits.row(sample);
  return static_cast<std::size_t>(std::max_element(row, row + logits.cols) - row);
}

std::vector<std::size_t> layer_ends(const Program& program) {
  std::map<int, std::size_t> last;
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    if (program.steps[i].layer >= 0) last[program.steps[i].layer] = i;
  }
  std::vector<std::size_t> ends;
  ends.reserve(last.size());
  for (const auto& [layer, step] : last) ends.push_back(step);
  return ends;
}

std::vector<ReadingResult> run_readings(const RunPlan& plan, std::span<const Reading> readings,
                                        Progress& progress) {
  std::vector<std::unique_ptr<Executor>> executors;
  for (const Reading& reading : readings) {
    const Ranges ranges = reading.fidelity == Fidelity::digital ? Ranges{} : plan.ranges;
    executors.push_back(std::make_unique<Executor>(plan.graph, plan.program, plan.chip, *reading.engine,
                                                   *reading.ops, ranges, plan.threads));
  }
  const std::size_t size = std::max<std::size_t>(plan.batch, 1);
  const Batches batches{size, (plan.samples.size() + size - 1) / size, plan.samples};
  std::vector<std::vector<BatchResult>> done(batches.count);
  parallel_for(batches.count, plan.threads, [&](std::size_t i, int) {
    if (stop_requested()) return;
    std::vector<BatchResult> of_batch;
    std::vector<Matrix> reference;
    for (std::size_t r = 0; r < executors.size(); ++r) {
      of_batch.push_back(run_batch(plan, *executors[r], batches.at(i), i * size, reference, r == 0));
      progress.add(batches.at(i).size());
    }
    done[i] = std::move(of_batch);
  });

  const int threads = plan.threads > 0 ? plan.threads : available_threads();
  const auto sharing = std::min<std::size_t>(threads, std::max<std::size_t>(batches.count, 1));
  std::vector<ReadingResult> results(readings.size());
  // A batch that was never begun ends the list: what is kept is the first samples without a gap.
  for (std::size_t i = 0; i < batches.count && !done[i].empty(); ++i) {
    for (std::size_t r = 0; r < results.size(); ++r) append(results[r], done[i][r], batches.at(i));
  }
  for (ReadingResult& result : results) result.wall_s /= static_cast<double>(sharing);
  return results;
}

}  // namespace tron
