#include "inference/attribution.h"

#include "base/execution/parallel.h"

namespace tron::inference {
namespace {

struct Score {
  double accuracy = 0, ser_db = 0;
};

class Runner {
 public:
  Runner(const RunPlan& plan, const ReadingMaker& make, Progress& progress)
      : plan_(plan), make_(make), progress_(progress) {}

  Score operator()(Sources sources) {
    if (stop_requested()) return {};
    const Reading reading = make_(sources);
    const ReadingResult result = run_readings(plan_, std::span(&reading, 1), progress_)[0];
    if (result.counts.samples < plan_.samples.size()) return {};
    return {accuracy_of(result.counts), result.counts.logits.ratio_db()};
  }

 private:
  const RunPlan& plan_;
  const ReadingMaker& make_;
  Progress& progress_;
};

}  // namespace

bool acts(const Chip& chip, Source source) {
  const RingErrorModel& errors = chip.ring_errors;
  switch (source) {
    case Source::fabrication:
      return chip.fabrication && errors.heater_step.si > 0;
    case Source::thermal_crosstalk:
      return errors.thermal_coupling > 0;
    case Source::drift:
      return errors.drift.si != 0;
    case Source::shot:
      return chip.noise.shot;
    case Source::thermal:
      return chip.noise.thermal;
    case Source::rin:
      return chip.noise.rin;
    case Source::softmax_table:
      return chip.softmax.tables;
    case Source::normalisation:
      return chip.norm.kind != NormKind::digital;
    case Source::residual:
      return chip.residual.kind != ResidualKind::digital;
    case Source::activation:
      return chip.activation.kind != ActivationKind::digital;
    default:
      return true;
  }
}

std::optional<Attribution> attribute_errors(const RunPlan& plan, Fidelity fidelity,
                                            const ReadingMaker& make) {
  std::vector<Source> active;
  for (int i = 0; i < kSourceCount; ++i) {
    if (acts(plan.chip, static_cast<Source>(i))) active.push_back(static_cast<Source>(i));
  }
  Progress progress("attribution", "samples", (2 + 2 * active.size()) * plan.samples.size());
  Runner run(plan, make, progress);
  Attribution out;
  out.fidelity = fidelity;
  out.samples = plan.samples.size();
  const Score none = run(Sources::none()), all = run(Sources::all());
  out.accuracy_none = none.accuracy;
  out.ser_none_db = none.ser_db;
  out.accuracy_all = all.accuracy;
  out.ser_all_db = all.ser_db;
  for (int i = 0; i < kSourceCount; ++i) {
    const auto source = static_cast<Source>(i);
    const bool runs = acts(plan.chip, source);
    const Score alone = runs ? run(Sources::only(source)) : none;
    const Score without = runs ? run(Sources::all().without(source)) : all;
    out.rows.push_back({source, alone.accuracy, alone.ser_db, without.accuracy, without.ser_db});
  }
  if (stop_requested()) return std::nullopt;
  return out;
}

}  // namespace tron::inference
