#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text/json.h"
#include "network/graph.h"
#include "rooms.h"
#include "timing/simulation.h"

namespace tron::study {

/// One network on the chip under one assumption set.
struct ModelRequest {
  std::string assumptions, network;
  std::uint64_t sequence = 0;  ///< 0: as many tokens as the network is made for
  std::uint64_t batch = 1;
  std::vector<std::string> settings;  ///< "path=value", laid over the set
};

/// A share of the whole, and what takes it.
using Share = std::pair<std::string, double>;

struct ModelPoint {
  std::uint64_t sequence = 0, batch = 1;
  int bits = 8;
  double latency_s = 0;  ///< of the batch
  double inferences_per_s = 0, throughput_ops_per_s = 0;
  double energy_per_inference_j = 0, energy_per_op_j = 0, epb_j_per_bit = 0;
  double power_w = 0, peak_power_w = 0, area_m2 = 0;
  double peak_ops_per_s = 0;            ///< of all pools together
  std::vector<Share> energy_by_device;  ///< largest first
  std::string time_spent;               ///< the busiest pool, unit or port, and what it does
};

/// Of a simulation that was made.
ModelPoint model_point(const Simulation& simulation);

/// A point, or why there is none.
struct ModelAnswer {
  std::optional<ModelPoint> point;
  std::string why_not;  ///< wrong setting, or a design that cannot work
};

/// What `tron reproduce` asks of the chip; calls are safe from any thread.
class ChipModel {
 public:
  virtual ~ChipModel() = default;
  virtual ModelAnswer simulate(const ModelRequest& request) const = 0;
  /// Every parameter under an assumption set, as Chip::resolved.
  virtual Json resolved(const std::string& assumptions) const = 0;
};

/// The event model on the chip description `chip` (a name in data/chip or a path); networks are kept once
/// they are loaded.
class SimulatedChip : public ChipModel {
 public:
  /// Once `stop` says so, simulate() leaves with Interrupted.
  explicit SimulatedChip(std::string chip, std::function<bool()> stop = {})
      : chip_(std::move(chip)), stop_(std::move(stop)) {}
  ModelAnswer simulate(const ModelRequest& request) const override;
  Json resolved(const std::string& assumptions) const override;

 private:
  std::shared_ptr<const Graph> graph(const std::string& network) const;

  std::string chip_;
  std::function<bool()> stop_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const Graph>> graphs_;
};

}  // namespace tron::study
