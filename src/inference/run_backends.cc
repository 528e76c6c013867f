#include "inference/run_backends.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "base/execution/parallel.h"

namespace tron::inference {
namespace {

using Clock = std::chrono::steady_clock;

/// One batch through one backend.
struct BatchResult {
  ScoreCounts counts;
  BatchValue logits;
  std::vector<ErrorSums> steps;
  Counters counters;
  double seconds = 0;
};

/// What the first backend makes of a batch, for the others to be compared with.
struct Reference {
  std::vector<Matrix> steps;
  BatchValue logits;
};

struct Batches {
  std::size_t size, count;
  std::span<const Sample> all;
  std::span<const Sample> at(std::size_t i) const {
    const std::size_t first = i * size;
    return all.subspan(first, std::min(size, all.size() - first));
  }
};

void score_batch(const RunPlan& plan, std::size_t first, const Reference& reference, BatchResult& result) {
  const bool known = plan.reference != nullptr;
  for (std::size_t s = 0; s < result.logits.samples(); ++s) {
    const MatrixView exact = known ? plan.reference->of(first + s) : reference.logits.of(s);
    score(plan.task, plan.samples[first + s], result.logits.of(s), exact, result.counts);
  }
}

BatchResult run_batch(const RunPlan& plan, const Backend& backend, std::span<const Sample> samples,
                      std::size_t first, Reference& reference, bool is_reference) {
  BatchResult result;
  result.steps.resize(plan.watched.size());
  reference.steps.resize(plan.watched.size());
  double watching = 0;
  const Backend::Observer observer = [&](std::size_t step, const Matrix& value) {
    const auto at = std::find(plan.watched.begin(), plan.watched.end(), step);
    if (at == plan.watched.end()) return;
    const auto begun = Clock::now();
    Matrix& wanted = reference.steps[at - plan.watched.begin()];
    if (is_reference) wanted = value;
    result.steps[at - plan.watched.begin()].add(wanted.data, value.data);
    watching += std::chrono::duration<double>(Clock::now() - begun).count();
  };
  const auto begun = Clock::now();
  result.logits = backend.run(Pass{samples, first, nullptr}, result.counters, observer);
  result.seconds = std::chrono::duration<double>(Clock::now() - begun).count() - watching;
  if (is_reference) reference.logits = result.logits;
  score_batch(plan, first, reference, result);
  if (!plan.keep_logits) result.logits = {};
  return result;
}

void append(BatchValue& all, const BatchValue& more) {
  if (all.start.empty()) all.start = {0};
  for (std::size_t s = 0; s < more.samples(); ++s) all.start.push_back(all.start.back() + more.rows(s));
  all.matrix.rows += more.matrix.rows;
  all.matrix.cols = more.matrix.cols;
  all.matrix.data.insert(all.matrix.data.end(), more.matrix.data.begin(), more.matrix.data.end());
}

void append(BackendResult& total, const BatchResult& batch) {
  total.counts.add(batch.counts);
  if (!batch.logits.start.empty()) append(total.logits, batch.logits);
  total.steps.resize(batch.steps.size());
  for (std::size_t i = 0; i < batch.steps.size(); ++i) total.steps[i].add(batch.steps[i]);
  total.counters.add(batch.counters);
  total.wall_s += batch.seconds;
}

}  // namespace

std::vector<Fidelity> digital_first(const std::vector<Fidelity>& wanted) {
  std::vector<Fidelity> order{Fidelity::digital};
  for (Fidelity fidelity : wanted) {
    if (std::find(order.begin(), order.end(), fidelity) == order.end()) order.push_back(fidelity);
  }
  return order;
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

std::vector<BackendResult> run_backends(const RunPlan& plan,
                                        std::span<const std::unique_ptr<Backend>> backends,
                                        ProgressStage& progress) {
  const std::size_t size = std::max<std::size_t>(plan.batch, 1);
  const Batches batches{size, (plan.samples.size() + size - 1) / size, plan.samples};
  std::vector<std::vector<BatchResult>> done(batches.count);
  parallel_for(batches.count, plan.threads, [&](std::size_t i, int) {
    if (plan.cancel.cancelled()) return;
    std::vector<BatchResult> of_batch;
    Reference reference;
    for (std::size_t r = 0; r < backends.size(); ++r) {
      of_batch.push_back(run_batch(plan, *backends[r], batches.at(i), i * size, reference, r == 0));
      progress.advance(batches.at(i).size());
    }
    done[i] = std::move(of_batch);
  });

  const int threads = plan.threads > 0 ? plan.threads : available_threads();
  const auto sharing = std::min<std::size_t>(threads, std::max<std::size_t>(batches.count, 1));
  std::vector<BackendResult> results(backends.size());
  // A batch that was never begun ends the list: what is kept is the first samples without a gap.
  for (std::size_t i = 0; i < batches.count && !done[i].empty(); ++i) {
    for (std::size_t r = 0; r < results.size(); ++r) append(results[r], done[i][r]);
  }
  for (BackendResult& result : results) result.wall_s /= static_cast<double>(sharing);
  return results;
}

}  // namespace tron::inference
