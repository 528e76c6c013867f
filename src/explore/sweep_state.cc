#include "explore/sweep_state.h"

#include <algorithm>

#include "base/version.h"
#include "explore/search/costs.h"

namespace tron::explore {
namespace {

/// Nothing of what is unpacked here can be wrong: ranks pack what they found, and a store was checked.
const std::string kWhole = "results";

std::vector<Judged> by_number(const std::unordered_map<std::uint64_t, Judged>& known) {
  std::vector<Judged> out;
  out.reserve(known.size());
  for (const auto& [number, judged] : known) out.push_back(judged);
  std::sort(out.begin(), out.end(), [](const Judged& a, const Judged& b) { return a.number < b.number; });
  return out;
}

StageResult stage_of(std::vector<Judged> judged) {
  StageResult out;
  out.judged = std::move(judged);
  for (const Judged& one : out.judged) ++out.counts[static_cast<std::size_t>(one.verdict)];
  return out;
}

}  // namespace

SweepState::SweepState(const Space& space)
    : space_(space), front_(measured_by(JudgeStage::closed_form, space.objectives)) {}

const Judged* SweepState::find(const Known& known, std::uint64_t number) {
  const auto found = known.find(number);
  return found == known.end() ? nullptr : &found->second;
}

const SweepState::Known& SweepState::of(JudgeStage stage) const {
  switch (stage) {
    case JudgeStage::closed_form:
      return closed_form_;
    case JudgeStage::event:
      return event_;
    default:
      return inference_;
  }
}

void SweepState::add_closed_form(const std::vector<Judged>& results) {
  for (const Judged& one : results) {
    if (!closed_form_.emplace(one.number, one).second) continue;
    if (one.verdict == Verdict::design) front_.offer(one);
  }
}

void SweepState::add_range(std::string packed, const std::vector<Judged>& front) {
  const PackedRange range = range_of(packed);
  if (!ranges_.emplace(range.first, std::move(packed)).second) return;
  in_ranges_ += range.count;
  for (const Judged& one : front) front_.offer(one);
}

/// A store holds ranges in the order in which they were done; each once, since a sweep asks for what is
/// missing.
std::vector<Judged> SweepState::judged_in(JudgeStage stage) const {
  std::vector<Judged> out = by_number(of(stage));
  if (stage != JudgeStage::closed_form || ranges_.empty()) return out;
  const std::vector<Judged> searched = std::move(out);
  out.clear();
  out.reserve(closed_form_count());
  for (const auto& [first, packed] : ranges_) {
    for (const Judged& one : unpack(packed, kWhole)) out.push_back(one);
  }
  if (searched.empty()) return out;
  out.insert(out.end(), searched.begin(), searched.end());
  std::stable_sort(out.begin(), out.end(),
                   [](const Judged& a, const Judged& b) { return a.number < b.number; });
  out.erase(std::unique(out.begin(), out.end(),
                        [](const Judged& a, const Judged& b) { return a.number == b.number; }),
            out.end());
  return out;
}

void SweepState::add_event(const EventVerdict& verdict) {
  event_.insert_or_assign(verdict.judged.number, verdict.judged);
  if (!verdict.why.empty()) reasons_[verdict.judged.number] = verdict.why;
}

const Judged& SweepState::add_measurement(std::uint64_t number, const Measurement& measurement) {
  const Judged* before = event(number);
  if (before == nullptr) before = closed_form(number);
  Judged judged = before != nullptr ? *before : Judged{number, Verdict::design, {}};
  double least = 1;
  for (const MeasuredAccuracy& one : measurement.accuracies) least = std::min(least, one.value);
  if (!measurement.accuracies.empty()) judged.metrics[Metric::accuracy] = least;
  judged.metrics[Metric::yield] = measurement.yield;
  const bool holds = std::all_of(space_.constraints.begin(), space_.constraints.end(),
                                 [&](const Constraint& one) { return one.holds(judged.metrics); });
  if (judged.verdict == Verdict::design && !holds) judged.verdict = Verdict::outside;
  measured_[number] = measurement;
  return inference_.insert_or_assign(number, judged).first->second;
}

void SweepState::take(const StoreContent& content) {
  for (const std::string& chunk : content.chunks) {
    const std::vector<Judged> judged = unpack(chunk, kWhole);
    // A search looks its points up again; a list of one number looks like a range.
    if (space_.search.method != Method::exhaustive) {
      add_closed_form(judged);
      continue;
    }
    std::vector<Judged> front;
    for (std::size_t position : front_of(measured_by(JudgeStage::closed_form, space_.objectives), judged)) {
      front.push_back(judged[position]);
    }
    add_range(chunk, front);
  }
  for (const Finding& finding : content.findings) {
    if (finding.stage == JudgeStage::event) add_event({finding.judged, finding.reason});
  }
  for (const Piece& piece : content.pieces) {
    if (piece.kind == "measurement") add_measurement(piece.number, decode_measurement(piece.bytes, kWhole));
  }
}

std::vector<std::uint64_t> SweepState::promising_of(JudgeStage stage, std::uint64_t wanted) const {
  const std::vector<Judged> judged = judged_in(stage);
  std::vector<std::uint64_t> out;
  for (std::size_t position :
       promising(measured_by(JudgeStage::closed_form, space_.objectives), judged, wanted)) {
    out.push_back(judged[position].number);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> SweepState::missing(std::uint64_t size,
                                                                         std::uint64_t most) const {
  // What is known, as runs of numbers: ranges, and of a search each number by itself.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> known, out;
  for (const auto& [first, packed] : ranges_) known.emplace_back(first, range_of(packed).count);
  for (const auto& [number, judged] : closed_form_) known.emplace_back(number, 1);
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
  for (const JudgeStage stage : {JudgeStage::closed_form, JudgeStage::event, JudgeStage::inference}) {
    out.of(stage) = stage_of(judged_in(stage));
  }
  for (const auto& [number, measurement] : measured_) {
    out.accuracies.insert(out.accuracies.end(), measurement.accuracies.begin(), measurement.accuracies.end());
  }
  for (const auto& [number, reason] : reasons_) {
    out.refusals.push_back({event(number)->verdict, number, reason});
  }
  return out;
}

}  // namespace tron::explore
