#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "explore/evaluated.h"
#include "explore/space/space.h"
#include "network/graph.h"
#include "rooms.h"

namespace tron::explore {

/// Evaluators combinations of a space in closed form (TimeModel::bound), as evaluate_exactly() does, and as
/// fast as the factors of a point can be looked up (explore/closed_form/factors.h). The answer depends on
/// nothing but the number: not on the thread, nor on what was evaluated before.
class ClosedForm {
 public:
  /// Both have to outlive it. InputError for more than 64 parameters, for descriptions that are missing, and
  /// for a network that does not take the space's length.
  ClosedForm(const Space& space, const std::vector<Graph>& graphs);
  ~ClosedForm();

  /// Safe from several threads.
  EvaluatedDesign evaluate(std::uint64_t number) const;

  std::uint64_t loads() const;  ///< of whole chips so far

 private:
  class Worker;
  struct Factors;
  Worker& worker() const;

  const Space& space_;
  const std::vector<Graph>& graphs_;
  const std::uint64_t id_;  ///< no other has it
  std::unique_ptr<Factors> factors_;
};

}  // namespace tron::explore
