#include "inference/scoring/score.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tron::inference {
namespace {

std::span<const float> row_of(MatrixView rows, std::size_t r) {
  return {rows.row(r), rows.cols};
}

/// The true answer of a row, -1 where none is known.
int truth_of(Task task, const Sample& sample, std::size_t row) {
  if (task == Task::classify) return sample.label;
  return task == Task::predict && row < sample.expected.size() ? sample.expected[row] : -1;
}

}  // namespace

Task task_of(Output output) {
  switch (output) {
    case Output::classes:
      return Task::classify;
    case Output::next_tokens:
      return Task::predict;
    case Output::embedding:
      return Task::embed;
    case Output::rows:
      break;
  }
  return Task::compare;
}

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

void ScoreCounts::add(const ScoreCounts& o) {
  samples += o.samples, scored += o.scored, correct += o.correct;
  rows += o.rows, agreeing += o.agreeing;
  loss.merge(o.loss);
  cosine.merge(o.cosine);
  logits.add(o.logits);
}

double accuracy_of(const ScoreCounts& counts) {
  if (counts.scored == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(counts.correct) / static_cast<double>(counts.scored);
}

std::size_t argmax(std::span<const float> logits) {
  return static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

double negative_log_likelihood(std::span<const float> logits, std::size_t index) {
  const double top = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (float v : logits) sum += std::exp(v - top);
  return std::log(sum) - (logits[index] - top);
}

double cosine(std::span<const float> x, std::span<const float> y) {
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += double{x[i]} * y[i];
    xx += double{x[i]} * x[i];
    yy += double{y[i]} * y[i];
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

void score(Task task, const Sample& sample, MatrixView rows, MatrixView reference, ScoreCounts& counts) {
  ++counts.samples;
  for (std::size_t r = 0; r < rows.rows; ++r) {
    const auto row = row_of(rows, r), wanted = row_of(reference, r);
    counts.logits.add(wanted, row);
    ++counts.rows;
    const std::size_t choice = argmax(row);
    counts.agreeing += choice == argmax(wanted) ? 1 : 0;
    if (task == Task::embed) counts.cosine.add(cosine(row, wanted));
    const int truth = truth_of(task, sample, r);
    if (truth < 0 || static_cast<std::size_t>(truth) >= row.size()) continue;
    ++counts.scored;
    counts.correct += choice == static_cast<std::size_t>(truth) ? 1 : 0;
    if (task == Task::predict) counts.loss.add(negative_log_likelihood(row, static_cast<std::size_t>(truth)));
  }
}

}  // namespace tron::inference
