#pragma once

#include <cstddef>
#include <functional>

#include "base/error.h"
#include "rooms.h"

namespace tron::base {

/// Runs body(index, worker) for every index in [0, count), worker in [0, threads). Indices are handed out in
/// order, one at a time. The first exception stops the hand-out and is thrown here. threads = 0: as many as
/// the machine has.
void parallel_for(std::size_t count, int threads,
                  const std::function<void(std::size_t index, int worker)>& body);

int available_threads();

/// Leaves a computation that was asked to stop and has nothing to show of itself.
class Interrupted : public RunError {
 public:
  Interrupted() : RunError("interrupted before anything was finished") {}
};

}  // namespace tron::base
