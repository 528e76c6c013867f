#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/numbers/matrix.h"
#include "base/numbers/statistics.h"
#include "chip/chip.h"
#include "inference/engine.h"
#include "inference/scoring/score.h"
#include "inference/sources.h"
#include "network/graph.h"
#include "network/sample.h"
#include "program/program.h"
#include "rooms.h"
#include "tron/control.h"

namespace tron::inference {

struct EvaluationOptions {
  std::vector<Fidelity> fidelities;  ///< in the order asked for; digital always runs first, as the reference
  std::size_t batch = 32;
  std::uint64_t seed = 1;
  int threads = 0;                      ///< 0 = all of the machine
  bool attribute = false;               ///< run every source alone and every source removed
  std::size_t attribution_samples = 0;  ///< of the data, from the start, for that; 0 = all
  bool keep_logits = false;             ///< of all rows; those of one row a sample are kept anyway
  Control control;
};

/// Signal-to-error ratio of one step's output: 10 log10(sum digital^2 / sum (value - digital)^2) over all
/// samples; infinite where nothing differs.
struct StepError {
  std::string name;  ///< as Step::name
  int layer = -1;
  double ser_db = 0;
};

/// How well a language model predicts.
struct LanguageScore {
  double loss = 0;    ///< mean of -ln p of the true next token, nats
  Interval interval;  ///< of it: normal, 95 %, tokens taken as independent
  double perplexity = 0;
};

/// How well embeddings keep meanings apart.
struct EmbeddingScore {
  double cosine = 0;  ///< mean, of a sample's embedding with digital's
  std::size_t pairs = 0;
  double spearman = 0;  ///< rank correlation of the pairs' cosines with what people said; NaN without pairs
  Interval interval;    ///< of it: Fisher's transformation, 95 %
};

/// How one fidelity answers.
struct FidelityResult {
  Fidelity fidelity = Fidelity::digital;
  std::size_t samples = 0;  ///< finished; fewer than the data holds once cancelled
  std::size_t scored = 0;   ///< samples, or tokens of a language model, whose truth is known
  std::size_t correct = 0;  ///< of those
  double accuracy = 0;      ///< NaN where nothing is scored
  Interval interval;        ///< of the accuracy: Wilson, 95 %
  double agreement = 0;     ///< share of rows (a classifier has one a sample) with digital's answer
  std::optional<LanguageScore> language;
  std::optional<EmbeddingScore> embedding;
  Matrix logits;  ///< all rows of the last step, where they are kept
  std::vector<StepError> steps;
  double ser_db = 0;  ///< of the logits
  Counters counters;
  double wall_s = 0;
};

/// One source of error acting alone, and all the others without it.
struct AttributionRow {
  Source source = Source::weight_dac;
  double accuracy_alone = 0, ser_alone_db = 0;
  double accuracy_without = 0, ser_without_db = 0;
};

struct Attribution {
  Fidelity fidelity = Fidelity::photonic;  ///< which path it was found on
  std::size_t samples = 0;
  double accuracy_none = 0, ser_none_db = 0;  ///< no source acts: ideal operands of the chip's bits
  double accuracy_all = 0, ser_all_db = 0;
  std::vector<AttributionRow> rows;
};

/// What calibration found for one product, its heads together.
struct ProductScale {
  std::string step;  ///< Step::name
  int layer = -1;
  ProductRange range;    ///< the largest of the heads' scales; counts summed
  bool dynamic = false;  ///< Weighting::dynamic
};

struct Evaluation {
  Task task = Task::classify;
  std::vector<ProductScale> scales;     ///< in order of the program; empty where only exact arithmetic ran
  std::vector<FidelityResult> results;  ///< digital first
  std::optional<Attribution> attribution;
  bool complete = true;  ///< false where it was cancelled: what stands here is finished and right
};

/// Calibrates on `calibration`, then runs `data` at every fidelity. The answer depends on the seed, not on
/// batch or threads.
Evaluation evaluate(const Program& program, const Chip& chip, const Dataset& data, const Dataset& calibration,
                    const EvaluationOptions& options);

}  // namespace tron::inference
