#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/error.h"
#include "program/program.h"
#include "rooms.h"
#include "timing/bounds/closed_form.h"
#include "timing/energy.h"
#include "timing/simulation.h"

namespace tron::timing {

/// One network at one length and batch, timed in closed form (TimeModel::bound) on one machine after another,
/// for searches. Numbers are bit-identical to simulate_network's, and errors are the same.
class NetworkBound {
 public:
  /// `sequence` 0: as many tokens as the network takes. InputError as
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
  /// InputError as simulate_network; what is Infeasible there comes back with its reason.
  std::optional<Infeasible> time(const Machine& machine, ScoreOrder order, Times& times);

 private:
  struct Kept;
  ClosedFormTimer& timer(const Machine& machine, ScoreOrder order, std::uint64_t batch);

  SimulationOptions options_;
  std::uint64_t sequence_ = 0;
  double ops_ = 0;
  std::map<ScoreOrder, Program> programs_;
  std::vector<std::unique_ptr<Kept>> kept_;  ///< one per structure, order and batch
};

}  // namespace tron::timing
