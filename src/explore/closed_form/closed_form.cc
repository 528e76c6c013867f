#include "explore/closed_form/closed_form.h"

#include <algorithm>
#include <array>
#include <atomic>

#include "base/error.h"
#include "explore/closed_form/factors.h"
#include "explore/design_point.h"
#include "explore/space/metric_means.h"
#include "timing/area.h"
#include "timing/bounds/network_bound.h"

namespace tron::explore {
namespace {

std::uint64_t next_id() {
  static std::atomic<std::uint64_t> ids{0};
  return ++ids;
}

}  // namespace

struct ClosedForm::Factors {
  std::vector<std::unique_ptr<ChipFactors>> also;  ///< of Space::also_feasible
  std::unique_ptr<ChipFactors> chip;
};

/// What a thread keeps from one point to the next.
class ClosedForm::Worker {
 public:
  explicit Worker(const ClosedForm& owner) : space_(owner.space_), chip_(*owner.factors_->chip) {
    for (const auto& factors : owner.factors_->also) also_.emplace_back(*factors);
    for (const Graph& graph : owner.graphs_)
      networks_.emplace_back(graph, space_.batch, sequence_for(space_, graph));
    timed_.resize(kTimed);
  }

  EvaluatedDesign evaluate(std::uint64_t number) {
    EvaluatedDesign evaluated;
    evaluated.number = number;
    chosen_ = space_.indices(number);
    evaluated.status = read_chips();
    if (evaluated.status != Status::design) return evaluated;
    const Timed& timed = time();
    evaluated.status = timed.status;
    if (evaluated.status != Status::design) return evaluated;
    evaluated.metrics = metrics(timed);
    const auto holds = [&](const Constraint& constraint) { return constraint.holds(evaluated.metrics); };
    if (!std::all_of(space_.constraints.begin(), space_.constraints.end(), holds))
      evaluated.status = Status::outside;
    return evaluated;
  }

 private:
  /// How long the networks take on chips whose numbers of time are equal.
  struct Timed {
    std::uint64_t version = 0;
    std::vector<std::uint32_t> key;
    Status status = Status::design;
    std::vector<NetworkBound::Times> networks;
  };
  static constexpr std::size_t kTimed = 512;

  Status read_chips() {
    for (ChipFactors::Reader& chip : also_) {
      if (!chip.read(chosen_)) return Status::illegal;
      if (!chip.chip().works()) return Status::infeasible;
    }
    if (!chip_.read(chosen_)) return Status::illegal;
    return chip_.chip().works() ? Status::design : Status::infeasible;
  }

  const Timed& time() {
    const std::vector<std::uint32_t>& key = chip_.time_key();
    std::uint64_t hash = chip_.version();
    for (const std::uint32_t part : key) hash = (hash ^ part) * 0x9E3779B97F4A7C15ULL;
    Timed& timed = timed_[(hash >> 32) % kTimed];
    if (timed.version == chip_.version() && timed.key == key) return timed;
    timed.version = chip_.version();
    timed.key = key;
    timed.networks.resize(networks_.size());
    timed.status = time(timed.networks);
    return timed;
  }

  Status time(std::vector<NetworkBound::Times>& times) {
    try {
      for (std::size_t i = 0; i < networks_.size(); ++i) {
        if (networks_[i].time(chip_.chip().machine(), chip_.chip().order(), times[i]))
          return Status::infeasible;
      }
    } catch (const InputError&) {
      return Status::illegal;
    }
    return Status::design;
  }

  Metrics metrics(const Timed& timed) const {
    const Machine& machine = chip_.chip().machine();
    MetricMeans means;
    for (std::size_t i = 0; i < networks_.size(); ++i) {
      const NetworkBound::Times& times = timed.networks[i];
      means.add(headline_of(times.activity.time_s, energy_j(machine, times.activity), networks_[i].ops(),
                            static_cast<double>(networks_[i].batch()), machine.operand_bits),
                times.inference_latency_s);
    }
    means.area_m2 = area_m2(machine);
    means.peak_power_w = peak_power_w(machine);
    means.enob = chip_.chip().enob();
    return means.metrics();
  }

  const Space& space_;
  std::vector<ChipFactors::Reader> also_;
  ChipFactors::Reader chip_;
  std::vector<NetworkBound> networks_;
  std::vector<std::uint32_t> chosen_;
  std::vector<Timed> timed_;
};

ClosedForm::ClosedForm(const Space& space, const std::vector<Graph>& graphs)
    : space_(space), graphs_(graphs), id_(next_id()), factors_(std::make_unique<Factors>()) {
  for (const std::string& set : space.also_feasible)
    factors_->also.push_back(std::make_unique<ChipFactors>(space, set));
  factors_->chip = std::make_unique<ChipFactors>(space, space.assumptions);
  for (const Graph& graph : graphs) NetworkBound(graph, space.batch, sequence_for(space, graph));
}

ClosedForm::~ClosedForm() = default;

std::uint64_t ClosedForm::loads() const {
  std::uint64_t sum = factors_->chip->loads();
  for (const auto& also : factors_->also) sum += also->loads();
  return sum;
}

/// This thread's worker. A thread keeps its workers of the last two spaces.
ClosedForm::Worker& ClosedForm::worker() const {
  struct Kept {
    std::uint64_t owner = 0;
    std::unique_ptr<Worker> worker;
  };
  thread_local std::array<Kept, 2> kept;
  Kept& place = kept[id_ % kept.size()];
  if (place.owner != id_) {
    place.owner = 0;
    place.worker = std::make_unique<Worker>(*this);
    place.owner = id_;
  }
  return *place.worker;
}

EvaluatedDesign ClosedForm::evaluate(std::uint64_t number) const {
  return worker().evaluate(number);
}

}  // namespace tron::explore
