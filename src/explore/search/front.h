#pragma once

#include <cstddef>
#include <vector>

#include "explore/search/costs.h"
#include "rooms.h"

namespace tron::explore {

// The Pareto front: the designs that no other dominates. One design beats another if it is as good in every
// objective and better in one. Of designs that are equal in every objective the one with the least number
// stands for all. Only Status::design counts, and only where every objective is measured.

/// Positions of the front's designs in `evaluated`, by number. Time O(n log n) for up to three objectives (a
/// sweep with a staircase; Kung, Luccio and Preparata, J. ACM 22, 1975); beyond, every design meets the front
/// found so far, the ones that beat most first.
std::vector<std::size_t> front_of(const std::vector<Objective>& objectives,
                                  const std::vector<EvaluatedDesign>& evaluated);

/// Positions of the `wanted` best designs by non-dominated sorting: the front, then the front of the rest,
/// and so on. Of the last layer, which is taken in part, the best of each objective, then repeatedly the one
/// farthest from those taken (in scaled costs, normalised over the layer; ties by number).
std::vector<std::size_t> select_designs(const std::vector<Objective>& objectives,
                                        const std::vector<EvaluatedDesign>& evaluated, std::size_t wanted);

/// The front of designs that come one by one and are not kept: the same in whatever order they come.
class FrontArchive {
 public:
  explicit FrontArchive(std::vector<Objective> objectives) : objectives_(std::move(objectives)) {}

  bool offer(const EvaluatedDesign& evaluated);  ///< whether it is on the front now
  std::vector<EvaluatedDesign> front() const;    ///< by number
  std::size_t size() const { return members_.size(); }

 private:
  struct Member {
    EvaluatedDesign evaluated;
    std::vector<double> costs;
  };
  std::vector<Objective> objectives_;
  std::vector<Member> members_;
};

}  // namespace tron::explore
