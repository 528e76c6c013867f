#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "base/error.h"
#include "program/program.h"
#include "timing/energy.h"
#include "timing/simulation.h"

namespace tron {

/// One network at one length and batch, timed in closed form (TimeModel::bound) on one machine after another,
/// for searches. The same numbers, to the bit, and the same errors as simulate_network's.
class NetworkBound {
 public:
  /// The graph has to outlive it. `sequence` 0: as many tokens as the network takes. InputError as
  /// simulate_network.
  NetworkBound(const Graph& graph, std::uint64_t batch, std::uint64_t sequence);
  ~NetworkBound();
  NetworkBound(NetworkBound&&) noexcept;

  /// Operations of the network in a run.
  double ops() const { return ops_; }
  std::uint64_t batch() const { return options_.batch; }

  struct Times {
    Activity activity;               ///< of the run
    double inference_latency_s = 0;  ///< of one sample that has the chip to itself
  };
  /// InputError and Infeasible as simulate_network. Overwritten by the next call.
  Feasible<const Times*> time(const Machine& machine, ScoreOrder order);

 private:
  class Layouts;
  const Graph& graph_;
  SimulationOptions options_;
  std::uint64_t sequence_ = 0;
  double ops_ = 0;
  std::map<ScoreOrder, Program> programs_;
  Times times_;
  std::unique_ptr<Layouts> run_, lone_;
};

}  // namespace tron
