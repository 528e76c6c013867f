#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "inference/elementwise/elementwise.h"
#include "inference/engine.h"
#include "inference/executor/batch_value.h"
#include "inference/executor/decode_state.h"
#include "network/sample.h"
#include "program/program.h"
#include "rooms.h"

namespace tron::inference {

/// Ranges of every product head and of every element-wise step, by calibration.
struct Ranges {
  std::vector<std::vector<ProductRange>> products;  ///< [step][head]; empty for other steps
  std::vector<ElementRange> elements;               ///< [step]
};

/// One reading of a batch from its first step to its last.
struct Pass {
  std::span<const Sample> samples;
  /// The number of samples[0] in the data set: with each row's token it makes the noise position, so that the
  /// answer does not depend on the batching.
  std::size_t first_sample = 0;
  /// Decoding: what earlier passes over these samples left; receives what this one leaves. `samples` then
  /// hold the new tokens alone (Sample::target of an encoder-decoder, whose source is read in the first pass
  /// only). nullptr: nothing came before and nothing follows.
  DecodeState* state = nullptr;
};

/// A program bound to a network's weights and to an engine: prepares every fixed operand once, then runs
/// batches.
class Executor {
 public:
  /// Keeps references: graph, program, engine, ops must outlive it. Empty lists in `ranges` stand for zero
  /// ranges, which the digital engine and the exact operations take. `threads` prepare the fixed operands.
  /// InputError for a network that inference cannot run (inference/executor/supported.h).
  Executor(const Graph& graph, const Program& program, const Chip& chip, const ProductEngine& engine,
           const ElementwiseOps& ops, Ranges ranges, int threads = 1);
  ~Executor();

  /// Called with each step's output (all rows of the batch) when set.
  using Observer = std::function<void(std::size_t step, const Matrix& value)>;

  /// The rows of the last step, of every sample; safe from several threads at once. Counters: M N K per
  /// product and K N ring updates per dynamic operand, counted here; conversions, saturations and clipped
  /// values by the engine. InputError for samples the network cannot take, and for a state where the program
  /// cannot decode.
  BatchValue run(const Pass& pass, Counters& counters, const Observer& observer = {}) const;
  /// The same for one pass by itself, without the samples' bounds.
  Matrix run(std::span<const Sample> samples, std::size_t first_sample, Counters& counters,
             const Observer& observer = {}) const {
    return run(Pass{samples, first_sample, nullptr}, counters, observer).matrix;
  }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tron::inference
