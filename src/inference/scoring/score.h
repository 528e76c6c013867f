#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/numbers/matrix.h"
#include "base/numbers/statistics.h"
#include "network/graph.h"
#include "network/sample.h"
#include "rooms.h"

namespace tron::inference {

/// What a network's answers are compared with.
enum class Task {
  classify,  ///< one row per sample: its largest logit against Sample::label
  predict,   ///< every row: the probability it gives to Sample::expected
  embed,     ///< one row per sample: cosines of pairs against Dataset::similarity
  compare    ///< rows of any kind: against exact arithmetic alone
};
/// What a network's output is for.
Task task_of(Output output);

/// Sums behind a signal-to-error ratio.
struct ErrorSums {
  double signal = 0, error = 0;
  void add(std::span<const float> reference, std::span<const float> value);
  void add(const ErrorSums& o) { signal += o.signal, error += o.error; }
  /// 10 log10(signal / error); infinite where nothing differs.
  double ratio_db() const;
};

/// How samples were answered.
struct ScoreCounts {
  std::size_t samples = 0;
  std::size_t scored = 0;    ///< answers with a known truth: samples (classify), tokens (predict)
  std::size_t correct = 0;   ///< of them, where the largest logit is the true one
  std::size_t rows = 0;      ///< rows of all samples
  std::size_t agreeing = 0;  ///< of them, where the largest logit is the reference's
  Moments loss;              ///< predict: -ln p of the true token, nats
  Moments cosine;            ///< embed: of each sample with the reference's
  ErrorSums logits;          ///< against the reference
  void add(const ScoreCounts& o);
};

/// Share of the known truths that were met; NaN where none is known.
double accuracy_of(const ScoreCounts& counts);

/// Scores one sample's rows against its truth and against the rows of exact arithmetic.
void score(Task task, const Sample& sample, MatrixView rows, MatrixView reference, ScoreCounts& counts);

/// Index of the largest of `logits`, the first of equals.
std::size_t argmax(std::span<const float> logits);

/// -ln of the softmax of `logits` at `index`; double inside.
double negative_log_likelihood(std::span<const float> logits, std::size_t index);

/// x y / (|x| |y|); 0 where one of them is zero.
double cosine(std::span<const float> x, std::span<const float> y);

}  // namespace tron::inference
