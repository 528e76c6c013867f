#pragma once

#include <map>
#include <unordered_map>
#include <vector>

#include "explore/design_judges.h"
#include "explore/front.h"
#include "explore/packed.h"
#include "explore/result.h"
#include "explore/store_content.h"

namespace tron {

/// What a sweep knows, from its store and since: the only place that turns stored rows into results.
class SweepState {
 public:
  explicit SweepState(const Space& space) : space_(space), front_(closed_form_objectives(space)) {}

  /// Objectives that the closed form knows, which is what designs are chosen by; all of them where it knows
  /// none.
  static std::vector<Objective> closed_form_objectives(const Space& space);

  void take(const StoreContent& content, const std::string& path);
  void add_closed_form(const std::vector<Judged>& results);
  void add_event(const EventVerdict& verdict);
  /// The design's figures of the event stage with what light says of it.
  const Judged& add_measurement(std::uint64_t number, const Measurement& measurement);

  const Judged* closed_form(std::uint64_t number) const { return find(closed_form_, number); }
  const Judged* event(std::uint64_t number) const { return find(event_, number); }
  bool measured(std::uint64_t number) const { return measured_.contains(number); }
  std::uint64_t closed_form_count() const { return closed_form_.size(); }
  std::uint64_t front_size() const { return front_.size(); }

  /// The `wanted` most promising of a stage, by number.
  std::vector<std::uint64_t> promising_of(JudgeStage stage, std::uint64_t wanted) const;
  /// Runs of numbers below `size` that the closed form has not judged: {first, count}, none longer than
  /// `most`.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> missing(std::uint64_t size, std::uint64_t most) const;

  /// Of the stages, what is in `wanted` (of later stages: all that they were asked for).
  ExploreResult result() const;

 private:
  using Known = std::unordered_map<std::uint64_t, Judged>;
  static const Judged* find(const Known& known, std::uint64_t number);
  const Known& of(JudgeStage stage) const;

  const Space& space_;
  Known closed_form_, event_, inference_;
  std::map<std::uint64_t, Measurement> measured_;
  std::map<std::uint64_t, std::string> reasons_;
  FrontArchive front_;
};

}  // namespace tron
