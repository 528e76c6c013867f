#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "explore/evaluated.h"
#include "explore/space/space.h"
#include "network/graph.h"
#include "rooms.h"

namespace tron::explore {

/// Evaluates combinations of a space in closed form (TimeModel::bound), with the result of evaluate_exactly()
/// and as fast as a combination's factors can be looked up (explore/closed_form/factors.h). The result
/// depends on the combination alone: not on the thread, nor on what was evaluated before.
class ClosedForm {
 public:
  /// Both have to outlive it. InputError for more than 64 parameters, for descriptions that are missing, and
  /// for a network that does not take the space's length.
  ClosedForm(const Space& space, const std::vector<Graph>& graphs);
  ~ClosedForm();

  /// Safe from several threads.
  EvaluatedDesign evaluate(std::uint64_t number) const;

  std::uint64_t loads() const;  ///< whole chips loaded so far

 private:
  class Worker;
  struct Factors;
  Worker& worker() const;

  const Space& space_;
  const std::vector<Graph>& graphs_;
  const std::uint64_t id_;  ///< unique in the process
  std::unique_ptr<Factors> factors_;
};

}  // namespace tron::explore
