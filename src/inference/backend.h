#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

#include "inference/batch_value.h"
#include "inference/engine.h"
#include "network/sample.h"
#include "rooms.h"

namespace tron::inference {

/// What earlier passes over the same samples left for the next one: cached keys and values. Made by the
/// backend that reads it, in the memory where that backend computes.
class DecodeState {
 public:
  virtual ~DecodeState() = default;
  /// Tokens read of `sample`; of an encoder-decoder: target tokens.
  virtual std::size_t past(std::size_t sample) const = 0;
};

/// A batch, read from the program's first step to its last.
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

/// Runs one compiled program, with its network's weights, on batches of samples. This is the seam for other
/// machines: calibration, scoring, attribution, generation and yield know no more of what computes than this.
/// The engines of this processor stand behind it (inference/make_backend.h), from the double-precision oracle
/// to the vector kernels.
class Backend {
 public:
  virtual ~Backend() = default;

  /// Called with each step's output (all rows of the batch), in order of the program.
  using Observer = std::function<void(std::size_t step, const Matrix& value)>;

  /// The rows of the program's last step, of every sample. Safe from several threads at once, each with a
  /// state of its own. Adds to `counters`. InputError for samples the network cannot take, and for a state
  /// where the program cannot decode.
  virtual BatchValue run(const Pass& pass, Counters& counters, const Observer& observer = {}) const = 0;

  /// The state of samples of which nothing was read yet.
  virtual std::unique_ptr<DecodeState> new_state() const = 0;
};

}  // namespace tron::inference
