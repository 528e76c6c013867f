#include "explore/sweep_state.h"

#include <algorithm>

#include "base/version.h"
#include "explore/search/costs.h"
#include "explore/search/search.h"

namespace tron::explore {
namespace {

/// Nothing of what is unpacked here can be wrong: ranks pack what they found, and a store was checked.
const std::string kWhole = "results";

std::vector<EvaluatedDesign> by_number(const std::unordered_map<std::uint64_t, EvaluatedDesign>& known) {
  std::vector<EvaluatedDesign> out;
  out.reserve(known.size());
  for (const auto& [number, evaluated] : known) out.push_back(evaluated);
  std::sort(out.begin(), out.end(),
            [](const EvaluatedDesign& a, const EvaluatedDesign& b) { return a.number < b.number; });
  return out;
}

StageResult stage_of(std::vector<EvaluatedDesign> evaluated) {
  StageResult out;
  out.evaluated = std::move(evaluated);
  for (const EvaluatedDesign& one : out.evaluated) ++out.counts[static_cast<std::size_t>(one.status)];
  return out;
}

}  // namespace

SweepState::SweepState(const Space& space)
    : space_(space), front_(measured_by(EvaluationStage::closed_form, space.objectives)) {}

const EvaluatedDesign* SweepState::find(const Known& known, std::uint64_t number) {
  const auto found = known.find(number);
  return found == known.end() ? nullptr : &found->second;
}

const SweepState::Known& SweepState::of(EvaluationStage stage) const {
  switch (stage) {
    case EvaluationStage::closed_form:
      return closed_form_;
    case EvaluationStage::event:
      return event_;
    default:
      return inference_;
  }
}

void SweepState::add_closed_form(const std::vector<EvaluatedDesign>& results) {
  for (const EvaluatedDesign& one : results) {
    if (!closed_form_.emplace(one.number, one).second) continue;
    if (one.status == Status::design) front_.offer(one);
  }
}

void SweepState::add_range(std::string packed, const std::vector<EvaluatedDesign>& front) {
  const PackedRange range = range_of(packed);
  if (!ranges_.emplace(range.first, std::move(packed)).second) return;
  in_ranges_ += range.count;
  for (const EvaluatedDesign& one : front) front_.offer(one);
}

/// A store holds ranges in the order in which they were done; each once, since a sweep asks for what is
/// missing.
std::vector<EvaluatedDesign> SweepState::evaluated_in(EvaluationStage stage) const {
  std::vector<EvaluatedDesign> out = by_number(of(stage));
  std::erase_if(out, [&](const EvaluatedDesign& one) { return !chosen(stage, one.number); });
  if (stage != EvaluationStage::closed_form || ranges_.empty()) return out;
  const std::vector<EvaluatedDesign> searched = std::move(out);
  out.clear();
  out.reserve(closed_form_count());
  for (const auto& [first, packed] : ranges_) {
    if (below_ && first >= *below_) continue;
    for (const EvaluatedDesign& one : unpack(packed, kWhole)) {
      if (chosen(stage, one.number)) out.push_back(one);
    }
  }
  if (searched.empty()) return out;
  out.insert(out.end(), searched.begin(), searched.end());
  std::stable_sort(out.begin(), out.end(),
                   [](const EvaluatedDesign& a, const EvaluatedDesign& b) { return a.number < b.number; });
  out.erase(
      std::unique(out.begin(), out.end(),
                  [](const EvaluatedDesign& a, const EvaluatedDesign& b) { return a.number == b.number; }),
      out.end());
  return out;
}

bool SweepState::chosen(EvaluationStage stage, std::uint64_t number) const {
  if (stage == EvaluationStage::closed_form && below_ && number >= *below_) return false;
  const auto& numbers = chosen_[static_cast<std::size_t>(stage)];
  return !numbers || numbers->contains(number);
}

void SweepState::choose(EvaluationStage stage, const std::vector<std::uint64_t>& numbers) {
  auto& known = chosen_[static_cast<std::size_t>(stage)];
  if (!known) known.emplace();
  known->insert(numbers.begin(), numbers.end());
}

void SweepState::choose_as_before() {
  if (space_.search.method == Method::exhaustive) {
    choose_below(space_.search.budget == 0 ? space_.size() : space_.search.budget);
  } else {
    // Given the same answers a search goes the same way (search.h), until one is missing.
    bool missing = false;
    std::vector<std::uint64_t> numbers;
    const auto look_up = [&](std::vector<EvaluatedDesign>& batch) {
      for (EvaluatedDesign& one : batch) {
        const EvaluatedDesign* known = closed_form(one.number);
        missing = missing || known == nullptr;
        if (known == nullptr) continue;
        numbers.push_back(one.number);
        one = *known;
      }
    };
    search(space_, look_up, [&] { return missing; });
    choose(EvaluationStage::closed_form, numbers);
  }
  choose(EvaluationStage::event, selected_of(EvaluationStage::closed_form, space_.stages.event));
  const EvaluationStage before =
      space_.stages.event > 0 ? EvaluationStage::event : EvaluationStage::closed_form;
  choose(EvaluationStage::inference, selected_of(before, space_.stages.inference));
}

void SweepState::add_event(const EventResult& status) {
  event_.insert_or_assign(status.evaluated.number, status.evaluated);
  if (!status.why.empty()) reasons_[status.evaluated.number] = status.why;
}

const EvaluatedDesign& SweepState::add_measurement(std::uint64_t number, const Measurement& measurement) {
  const EvaluatedDesign* before = event(number);
  if (before == nullptr) before = closed_form(number);
  EvaluatedDesign evaluated = before != nullptr ? *before : EvaluatedDesign{number, Status::design, {}};
  double least = 1;
  for (const MeasuredAccuracy& one : measurement.accuracies) least = std::min(least, one.value);
  if (!measurement.accuracies.empty()) evaluated.metrics[Metric::accuracy] = least;
  evaluated.metrics[Metric::yield] = measurement.yield;
  const bool holds = std::all_of(space_.constraints.begin(), space_.constraints.end(),
                                 [&](const Constraint& one) { return one.holds(evaluated.metrics); });
  if (evaluated.status == Status::design && !holds) evaluated.status = Status::outside;
  measured_[number] = measurement;
  return inference_.insert_or_assign(number, evaluated).first->second;
}

void SweepState::take(const StoreContent& content) {
  for (const std::string& chunk : content.chunks) {
    const std::vector<EvaluatedDesign> evaluated = unpack(chunk, kWhole);
    // A search looks its points up again; a list of one number looks like a range.
    if (space_.search.method != Method::exhaustive) {
      add_closed_form(evaluated);
      continue;
    }
    std::vector<EvaluatedDesign> front;
    for (std::size_t position :
         front_of(measured_by(EvaluationStage::closed_form, space_.objectives), evaluated)) {
      front.push_back(evaluated[position]);
    }
    add_range(chunk, front);
  }
  for (const Finding& finding : content.findings) {
    if (finding.stage == EvaluationStage::event) add_event({finding.evaluated, finding.reason});
  }
  for (const Piece& piece : content.pieces) {
    if (piece.kind == "measurement") add_measurement(piece.number, decode_measurement(piece.bytes, kWhole));
  }
}

std::vector<std::uint64_t> SweepState::selected_of(EvaluationStage stage, std::uint64_t wanted) const {
  const std::vector<EvaluatedDesign> evaluated = evaluated_in(stage);
  std::vector<std::uint64_t> out;
  for (std::size_t position :
       select_designs(measured_by(EvaluationStage::closed_form, space_.objectives), evaluated, wanted)) {
    out.push_back(evaluated[position].number);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> SweepState::missing(std::uint64_t size,
                                                                         std::uint64_t most) const {
  // What is known, as runs of numbers: ranges, and of a search each number by itself.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> known, out;
  for (const auto& [first, packed] : ranges_) known.emplace_back(first, range_of(packed).count);
  for (const auto& [number, evaluated] : closed_form_) known.emplace_back(number, 1);
  std::sort(known.begin(), known.end());
  known.emplace_back(size, 0);
  std::uint64_t next = 0;
  for (const auto& [first, count] : known) {
    const std::uint64_t end = std::min(first, size);
    for (; next < end; next += std::min(most, end - next)) {
      out.emplace_back(next, std::min(most, end - next));
    }
    next = std::max(next, first + count);
  }
  return out;
}

ExploreResult SweepState::result() const {
  ExploreResult out;
  out.space = space_;
  out.version = version();
  for (const EvaluationStage stage :
       {EvaluationStage::closed_form, EvaluationStage::event, EvaluationStage::inference}) {
    out.of(stage) = stage_of(evaluated_in(stage));
  }
  for (const auto& [number, measurement] : measured_) {
    if (!chosen(EvaluationStage::inference, number)) continue;
    out.accuracies.insert(out.accuracies.end(), measurement.accuracies.begin(), measurement.accuracies.end());
  }
  for (const auto& [number, reason] : reasons_) {
    if (!chosen(EvaluationStage::event, number)) continue;
    out.refusals.push_back({event(number)->status, number, reason});
  }
  return out;
}

}  // namespace tron::explore
