#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "inference/elementwise.h"
#include "inference/engine.h"
#include "network/dataset.h"
#include "program/program.h"

namespace tron {

/// Ranges of every product head and of every element-wise step, by calibration.
struct Ranges {
  std::vector<std::vector<ProductRange>> products;  ///< [step][head]; empty for other steps
  std::vector<ElementRange> elements;               ///< [step]
};

/// A program bound to a network's weights and to an engine: prepares every fixed operand once, then runs
/// batches.
class Executor {
 public:
  /// Keeps references: graph, program, chip, engine, ops must outlive it.
  Executor(const Graph& graph, const Program& program, const Chip& chip, const ProductEngine& engine,
           const ElementwiseOps& ops, Ranges ranges);
  ~Executor();

  /// Called with each step's output (all rows of the batch) when set.
  using Observer = std::function<void(std::size_t step, const Matrix& value)>;

  /// Logits [samples x classes]. `first_sample` is the number of samples[0] in the data set: with each row's
  /// token it makes the noise position, so that the answer does not depend on the batching.
  Matrix run(std::span<const Sample> samples, std::size_t first_sample, Counters& counters,
             const Observer& observer = {}) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tron
