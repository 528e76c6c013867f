#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "inference/backend.h"
#include "inference/elementwise/elementwise.h"
#include "inference/engine.h"
#include "inference/ranges.h"
#include "program/program.h"
#include "rooms.h"

namespace tron::inference {

/// A program bound to an engine of this processor: prepares every fixed operand once, then runs batches.
class Executor : public Backend {
 public:
  /// Keeps references: program, engine, ops must outlive it. Empty lists in `ranges` stand for zero
  /// ranges, which the digital engine and the exact operations take. `threads` prepare the fixed operands.
  /// InputError for a network that inference cannot run (inference/executor/supported.h).
  Executor(const Program& program, const Chip& chip, const ProductEngine& engine, const ElementwiseOps& ops,
           Ranges ranges, int threads = 1);
  ~Executor() override;

  /// Counters: M N K per product and K N ring updates per dynamic operand, counted here; conversions,
  /// saturations and clipped values by the engine.
  BatchValue run(const Pass& pass, Counters& counters, const Observer& observer = {}) const override;
  std::unique_ptr<DecodeState> new_state() const override;
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
