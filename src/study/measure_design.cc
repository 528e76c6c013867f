#include "study/measure_design.h"

#include <algorithm>
#include <mutex>

#include "base/numbers/statistics.h"
#include "chip/chip.h"
#include "dataset/dataset.h"
#include "explore/yield/yield_study.h"
#include "explore/yield/yield_summary.h"
#include "inference/scoring/answer_counter.h"
#include "program/program.h"
#include "study/open_network.h"

namespace tron::study {
namespace {

struct Subject {
  std::string name, data;
  std::shared_ptr<const LoadedNetwork> network;
  Dataset samples;
};

YieldLimit limit_of(const Space& space) {
  YieldLimit limit;
  for (const Constraint& one : space.constraints) {
    if (one.metric == Metric::accuracy && one.at_least > 0) limit.absolute = one.at_least;
  }
  return limit;
}

bool asks_for_yield(const Space& space) {
  const auto is_yield = [](const auto& one) { return one.metric == Metric::yield; };
  return space.stages.chips > 0 &&
         (std::any_of(space.objectives.begin(), space.objectives.end(), is_yield) ||
          std::any_of(space.constraints.begin(), space.constraints.end(), is_yield));
}

/// Share of fabricated chips within the limit, by their figures: of the absolute limit where there is one.
double yield_of(const Space& space, const Chip& chip, const AnswerCounter& answers) {
  YieldOptions options;
  options.chips = space.stages.chips;
  options.seed = space.search.seed;
  options.varied_chips = 0;
  const YieldStudy study(chip, options,
                         [&](const ChipInstance* chip_instance, std::uint64_t seed, YieldCounts& out) {
                           return answers.count(chip_instance, seed, out.scored, out.correct);
                         });
  std::vector<ChipOutcome> outcomes;
  for (std::size_t item = 0; item < study.items(); ++item) outcomes.push_back(study.score(item));
  const YieldSummary summary = summarise(study, outcomes, limit_of(space));
  if (!summary.complete()) return std::numeric_limits<double>::quiet_NaN();
  const YieldShare& share = summary.shares.back();
  return static_cast<double>(share.above) / static_cast<double>(share.chips);
}

/// False where it was interrupted.
bool measure_one(const Space& space, const Subject& subject, const Chip& chip, std::uint64_t number,
                 const CancelToken& cancel, Measurement& out) {
  const Program program = compile(subject.network->graph, chip);
  const Dataset calibration =
      open_calibration(subject.data, *subject.network->graph, subject.network->folder,
                       static_cast<std::size_t>(chip.operand.calibration_samples), nullptr);
  const AnswerCounter answers(program, chip, subject.samples.samples, calibration.samples, 32, 1, cancel);
  YieldCounts counts;
  if (!answers.count(nullptr, space.search.seed, counts.scored, counts.correct)) return false;
  std::size_t scored = 0, correct = 0;
  for (int part = 0; part < kYieldParts; ++part)
    scored += counts.scored[part], correct += counts.correct[part];
  const Interval interval = wilson(correct, scored);
  out.accuracies.push_back({number, subject.name, scored,
                            static_cast<double>(correct) / static_cast<double>(scored), interval.low,
                            interval.high, std::numeric_limits<double>::quiet_NaN()});
  if (!asks_for_yield(space)) return true;
  const double yield = yield_of(space, chip, answers);
  if (yield != yield) return false;
  out.yield = out.yield == out.yield ? std::min(out.yield, yield) : yield;
  return true;
}

}  // namespace

struct DesignMeasurer::Subjects {
  std::once_flag read;
  std::vector<Subject> all;
};

DesignMeasurer::DesignMeasurer(const Space& space, CancelToken cancel)
    : space_(space), cancel_(std::move(cancel)), subjects_(std::make_unique<Subjects>()) {}
DesignMeasurer::~DesignMeasurer() = default;

bool DesignMeasurer::wanted() const {
  return space_.stages.inference > 0 &&
         std::any_of(space_.networks.begin(), space_.networks.end(),
                     [](const SpaceNetwork& one) { return !one.data.empty(); });
}

const DesignMeasurer::Subjects& DesignMeasurer::subjects() const {
  std::call_once(subjects_->read, [&] {
    for (const SpaceNetwork& one : space_.networks) {
      if (one.data.empty()) continue;
      const auto network = open_network(one.network, {Fidelity::photonic}, one.data);
      Dataset samples = load_data(one.data, space_.stages.samples, *network).samples;
      subjects_->all.push_back({one.name, one.data, network, std::move(samples)});
    }
  });
  return *subjects_;
}

void DesignMeasurer::read() const {
  for (const Subject& one : subjects().all)
    open_calibration(one.data, *one.network->graph, one.network->folder, 1, nullptr);
}

Measurement DesignMeasurer::measure(std::uint64_t number) const {
  Measurement out;
  const Feasible<Chip> chip = load_chip(space_.chip, space_.assumptions, space_.settings(number));
  if (!chip) throw RunError("a design that was simulated cannot be loaded: " + chip.why().reason);
  require_inference(*chip);
  out.complete = true;
  for (const Subject& subject : subjects().all) {
    out.complete = out.complete && measure_one(space_, subject, *chip, number, cancel_, out);
  }
  return out;
}

}  // namespace tron::study
