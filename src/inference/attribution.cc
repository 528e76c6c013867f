#include "inference/attribution.h"

namespace tron::inference {
namespace {

struct Score {
  double accuracy = 0, ser_db = 0;
};

class Runner {
 public:
  Runner(const RunPlan& plan, const MakeBackend& make, ProgressStage& progress)
      : plan_(plan), make_(make), progress_(progress) {}

  Score operator()(Sources sources) {
    if (plan_.cancel.cancelled()) return {};
    const std::unique_ptr<Backend> backend = make_(sources);
    const BackendResult result = run_backends(plan_, std::span(&backend, 1), progress_)[0];
    if (result.counts.samples < plan_.samples.size()) return {};
    return {accuracy_of(result.counts), result.counts.logits.ratio_db()};
  }

 private:
  const RunPlan& plan_;
  const MakeBackend& make_;
  ProgressStage& progress_;
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

std::optional<Attribution> attribute_errors(const RunPlan& plan, const Chip& chip, Fidelity fidelity,
                                            const MakeBackend& make, const Control& control) {
  std::vector<Source> active;
  for (int i = 0; i < kSourceCount; ++i) {
    if (acts(chip, static_cast<Source>(i))) active.push_back(static_cast<Source>(i));
  }
  ProgressStage progress(control, "attribution", "samples", (2 + 2 * active.size()) * plan.samples.size());
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
    const bool runs = acts(chip, source);
    const Score alone = runs ? run(Sources::only(source)) : none;
    const Score without = runs ? run(Sources::all().without(source)) : all;
    out.rows.push_back({source, alone.accuracy, alone.ser_db, without.accuracy, without.ser_db});
  }
  if (plan.cancel.cancelled()) return std::nullopt;
  return out;
}

}  // namespace tron::inference
