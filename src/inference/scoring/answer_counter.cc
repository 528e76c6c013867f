#include "inference/scoring/answer_counter.h"

#include <algorithm>

#include "base/error.h"
#include "inference/calibration/calibrate.h"
#include "inference/make_backend.h"

namespace tron::inference {
namespace {

void check_answers(Task task, std::span<const Sample> samples) {
  const bool known = std::any_of(samples.begin(), samples.end(), [&](const Sample& s) {
    return task == Task::classify
               ? s.label >= 0
               : std::any_of(s.expected.begin(), s.expected.end(), [](int t) { return t >= 0; });
  });
  if (task == Task::embed || !known) {
    throw InputError(
        Place{"", 0, 0, "data"}, "samples whose right answers are not known",
        "labelled samples of a classifier, or running text for a language model: yield is a share "
        "of right answers");
  }
}

}  // namespace

AnswerCounter::AnswerCounter(const Program& program, const Chip& chip, std::span<const Sample> samples,
                             std::span<const Sample> calibration, std::size_t batch, int threads,
                             CancelToken cancel)
    : program_(program),
      chip_(chip),
      samples_(samples),
      batch_(std::max<std::size_t>(batch, 1)),
      task_(task_of(program.graph->output)),
      cancel_(std::move(cancel)) {
  check_answers(task_, samples);
  ranges_ = calibrate(program, chip, calibration, threads);
}

bool AnswerCounter::count(const ChipInstance* chip_instance, std::uint64_t seed,
                          std::span<std::int32_t> scored, std::span<std::int32_t> correct) const {
  const auto backend =
      make_backend(Fidelity::photonic, program_, chip_, ranges_, {Sources::all(), seed, chip_instance, 1});
  Counters counters;
  for (std::size_t first = 0; first < samples_.size(); first += batch_) {
    if (cancel_.cancelled()) return false;
    const auto batch = samples_.subspan(first, std::min(batch_, samples_.size() - first));
    const BatchValue logits = backend->run(Pass{batch, first, nullptr}, counters);
    for (std::size_t s = 0; s < batch.size(); ++s) {
      ScoreCounts counts;
      score(task_, batch[s], logits.of(s), logits.of(s), counts);
      scored[(first + s) % scored.size()] += static_cast<std::int32_t>(counts.scored);
      correct[(first + s) % scored.size()] += static_cast<std::int32_t>(counts.correct);
    }
  }
  return true;
}

}  // namespace tron::inference
