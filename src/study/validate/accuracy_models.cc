#include <filesystem>

#include <fmt/format.h>

#include "base/error.h"
#include "base/execution/parallel.h"
#include "study/infer_run.h"
#include "study/load_chips.h"
#include "study/open_network.h"
#include "study/validate/row_models.h"

namespace tron::study {
namespace {

constexpr const char* kImages = "/usr/share/datasets/fashion-mnist";

/// The file's network and chip, and the line whose shift is compared.
struct Shifted {
  explicit Shifted(const Config& setting)
      : chip(setting.text("chip")),
        assumptions(setting.text("assumptions")),
        network(setting.text("network")),
        samples(static_cast<std::size_t>(setting.integer("samples", 1, 10000))),
        line(setting.quantity<Length>("line_width", {1e-13}, {1e-7})),
        per_kelvin(setting.quantity<LengthPerTemperature>("thermal_shift", {1e-13}, {1e-8})),
        changes(setting.texts("changes")) {}

  std::string chip, assumptions, network;
  std::size_t samples;
  Length line;  ///< full width
  LengthPerTemperature per_kelvin;
  std::vector<std::string> changes;
};

/// Accuracy through light with all rings of a bank shifted by `shift` of their line's full width.
double accuracy_at(const Shifted& on, double shift, const CancelToken& cancel) {
  std::vector<std::string> changes = on.changes;
  changes.push_back(fmt::format("tuning.drift_temperature={} K", shift * on.line.si / on.per_kelvin.si));
  changes.push_back(fmt::format("device.microring.thermal_shift={} nm/K", on.per_kelvin.si * 1e9));
  LoadedChips chips = load_chips(on.chip, {on.assumptions}, changes);
  if (chips.chips.empty()) throw RunError(chips.infeasible.at(0).reason);
  InferRequest request;
  request.fidelities = {Fidelity::photonic};
  request.control.cancel = cancel;
  const auto network = open_network(on.network, request.fidelities, kImages);
  const LoadedData data = load_data(kImages, on.samples, *network);
  const Feasible<InferReport> report =
      infer_compiled(compile_for(network, std::move(chips.chips), {changes}), data, request);
  if (!report) throw RunError(report.why().reason);
  if (cancel.cancelled()) throw Interrupted();
  return report->runs.at(0).evaluation.results.back().accuracy;
}

/// Accuracy with the shift over accuracy without.
RowAnswer accuracy_kept(const RowInputs& in) {
  const Shifted on(in.shared);
  const double shift = in.own.number("shift_of_line", 0, 10);
  if (!std::filesystem::exists(kImages))
    return RowAnswer::none("Fashion-MNIST is not installed (Debian's dataset-fashion-mnist)");
  try {
    double without = 0;
    if (in.found == nullptr || !in.found->contains("without")) without = accuracy_at(on, 0, in.cancel);
    if (in.found != nullptr) without = in.found->emplace("without", without).first->second;
    return 100 * accuracy_at(on, shift, in.cancel) / without;
  } catch (const InputError& error) {
    return RowAnswer::none(error.what());
  }
}

}  // namespace

std::vector<RowModel> accuracy_models() {
  return {{"accuracy.kept", "%", accuracy_kept}};
}

}  // namespace tron::study
