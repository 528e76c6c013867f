#include "explore/sweep_state.h"

#include <algorithm>

#include "base/version.h"

namespace tron {
namespace {

std::vector<Judged> by_number(const std::unordered_map<std::uint64_t, Judged>& known) {
  std::vector<Judged> out;
  out.reserve(known.size());
  for (const auto& [number, judged] : known) out.push_back(judged);
  std::sort(out.begin(), out.end(), [](const Judged& a, const Judged& b) { return a.number < b.number; });
  return out;
}

StageResult stage_of(const std::unordered_map<std::uint64_t, Judged>& known) {
  StageResult out;
  out.judged = by_number(known);
  for (const Judged& one : out.judged) ++out.counts[static_cast<std::size_t>(one.verdict)];
  return out;
}

}  // namespace

std::vector<Objective> SweepState::closed_form_objectives(const Space& space) {
  std::vector<Objective> out;
  for (const Objective& objective : space.objectives) {
    if (record_of(objective.metric).stage == JudgeStage::closed_form) out.push_back(objective);
  }
  return out;
}

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

void SweepState::take(const StoreContent& content, const std::string& path) {
  for (const std::string& chunk : content.chunks) add_closed_form(unpack(chunk, path));
  for (const Finding& finding : content.findings) {
    if (finding.stage == JudgeStage::event) add_event({finding.judged, finding.reason});
  }
  for (const Piece& piece : content.pieces) {
    if (piece.kind == "measurement") add_measurement(piece.number, decode_measurement(piece.bytes, path));
  }
}

std::vector<std::uint64_t> SweepState::promising_of(JudgeStage stage, std::uint64_t wanted) const {
  const std::vector<Judged> judged = by_number(of(stage));
  std::vector<std::uint64_t> out;
  for (std::size_t position : promising(closed_form_objectives(space_), judged, wanted)) {
    out.push_back(judged[position].number);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> SweepState::missing(std::uint64_t size,
                                                                         std::uint64_t most) const {
  std::vector<std::uint64_t> known;
  known.reserve(closed_form_.size() + 1);
  for (const auto& [number, judged] : closed_form_) known.push_back(number);
  std::sort(known.begin(), known.end());
  known.push_back(size);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> out;
  std::uint64_t next = 0;
  for (const std::uint64_t number : known) {
    for (; next < number; next += std::min(most, number - next)) {
      out.emplace_back(next, std::min(most, number - next));
    }
    next = number + 1;
  }
  return out;
}

ExploreResult SweepState::result() const {
  ExploreResult out;
  out.space = space_;
  out.version = version();
  for (const JudgeStage stage : {JudgeStage::closed_form, JudgeStage::event, JudgeStage::inference}) {
    out.of(stage) = stage_of(of(stage));
  }
  for (const auto& [number, measurement] : measured_) {
    out.accuracies.insert(out.accuracies.end(), measurement.accuracies.begin(), measurement.accuracies.end());
  }
  for (const auto& [number, reason] : reasons_) {
    out.refusals.push_back({event(number)->verdict, number, reason});
  }
  return out;
}

}  // namespace tron
