#pragma once

#include <array>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "explore/evaluators.h"
#include "explore/result.h"
#include "explore/search/front.h"
#include "explore/store/packed.h"
#include "explore/store/store_content.h"
#include "rooms.h"

namespace tron::explore {

/// What a sweep knows, from its store and since: the only place that turns stored rows into results.
class SweepState {
 public:
  explicit SweepState(const Space& space);

  /// What a store holds, once it is known to be whole (check_content.h).
  void take(const StoreContent& content);
  /// Of a search: looked up again.
  void add_closed_form(const std::vector<EvaluatedDesign>& results);
  /// Consecutive numbers of an exhaustive sweep, with their front: kept as they are until result().
  void add_range(std::string packed, const std::vector<EvaluatedDesign>& front);
  void add_event(const EventResult& status);
  /// The design's figures of the event stage with what light says of it.
  const EvaluatedDesign& add_measurement(std::uint64_t number, const Measurement& measurement);

  const EvaluatedDesign* closed_form(std::uint64_t number) const { return find(closed_form_, number); }
  const EvaluatedDesign* event(std::uint64_t number) const { return find(event_, number); }
  bool measured(std::uint64_t number) const { return measured_.contains(number); }
  std::uint64_t closed_form_count() const { return closed_form_.size() + in_ranges_; }
  std::uint64_t front_size() const { return front_.size(); }

  /// The `wanted` most promising of a stage, by number.
  std::vector<std::uint64_t> selected_of(EvaluationStage stage, std::uint64_t wanted) const;
  /// Runs of numbers below `size` that the closed form has not evaluated: {first, count}, none longer than
  /// `most`.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> missing(std::uint64_t size, std::uint64_t most) const;

  /// Of all that is known, what this run asks for at a stage: a store may hold more, from a run of another
  /// budget. Nothing else counts from then on.
  void choose(EvaluationStage stage, const std::vector<std::uint64_t>& numbers);
  /// Of an exhaustive sweep: the numbers below `size`.
  void choose_below(std::uint64_t size) { below_ = size; }
  /// The same for a run that is over: what its search and its stages asked for, as far as it came.
  void choose_as_before();

  ExploreResult result() const;

 private:
  bool chosen(EvaluationStage stage, std::uint64_t number) const;
  std::vector<EvaluatedDesign> evaluated_in(EvaluationStage stage) const;  ///< by number

  using Known = std::unordered_map<std::uint64_t, EvaluatedDesign>;
  static const EvaluatedDesign* find(const Known& known, std::uint64_t number);
  const Known& of(EvaluationStage stage) const;

  const Space& space_;
  Known closed_form_, event_, inference_;
  std::map<std::uint64_t, std::string> ranges_;  ///< packed, by first number
  std::uint64_t in_ranges_ = 0;
  std::map<std::uint64_t, Measurement> measured_;
  std::map<std::uint64_t, std::string> reasons_;
  FrontArchive front_;
  std::array<std::optional<std::unordered_set<std::uint64_t>>, kStages> chosen_;
  std::optional<std::uint64_t> below_;
};

}  // namespace tron::explore
