#include "base/error.h"
#include "chip/chip.h"
#include "study/reproduce/reproduce_model.h"
#include "study/validate/row_models.h"
#include "timing/area.h"

namespace tron::study {
namespace {

/// The row's chip under the file's assumption set, running the row's network; `scale` brings it to the row's
/// unit.
RowAnswer simulated(const RowInputs& in, double scale, double ModelPoint::*figure) {
  ModelRequest request;
  request.assumptions = in.shared.text("assumptions");
  request.network = in.own.text("network");
  request.sequence = static_cast<std::uint64_t>(in.own.integer("tokens", 1, 1 << 20));
  const ModelAnswer answer = SimulatedChip(in.own.text("chip"), [cancel = in.cancel] {
                               return cancel.cancelled();
                             }).simulate(request);
  if (!answer.point) return RowAnswer::none(answer.why_not);
  return (*answer.point).*figure * scale;
}

RowAnswer energy(const RowInputs& in) {
  return simulated(in, 1e3, &ModelPoint::energy_per_inference_j);
}

RowAnswer latency(const RowInputs& in) {
  return simulated(in, 1e3, &ModelPoint::latency_s);
}

Feasible<Chip> chip_of(const RowInputs& in) {
  return load_chip(in.own.text("chip"), in.shared.text("assumptions"), {});
}

RowAnswer area(const RowInputs& in) {
  const Feasible<Chip> chip = chip_of(in);
  if (!chip) return RowAnswer::none(chip.why().reason);
  return area_m2(chip->machine) * 1e6;
}

double peak_ops_per_s(const Machine& machine) {
  double sum = 0;
  for (const ArrayPool& pool : machine.pools)
    sum += 2.0 * static_cast<double>(pool.macs_per_symbol()) / pool.symbol.si;
  return sum;
}

RowAnswer peak_rate(const RowInputs& in) {
  const Feasible<Chip> chip = chip_of(in);
  if (!chip) return RowAnswer::none(chip.why().reason);
  return peak_ops_per_s(chip->machine) * 1e-12;
}

/// Nameplate power of the node `part` of the ledger.
RowAnswer peak_power(const RowInputs& in) {
  const std::string part = in.own.text("part");
  const Feasible<Chip> chip = chip_of(in);
  if (!chip) return RowAnswer::none(chip.why().reason);
  return peak_power_ledger(chip->machine).at(part);
}

RowAnswer peak_efficiency(const RowInputs& in) {
  const std::string part = in.own.text("part");
  const Feasible<Chip> chip = chip_of(in);
  if (!chip) return RowAnswer::none(chip.why().reason);
  return peak_ops_per_s(chip->machine) * 1e-12 / peak_power_ledger(chip->machine).at(part);
}

}  // namespace

std::vector<RowModel> chip_models() {
  return {
      {"chip.energy", "mJ", energy},        {"chip.latency", "ms", latency},
      {"chip.area", "mm^2", area},          {"chip.peak_rate", "TOPS", peak_rate},
      {"chip.peak_power", "W", peak_power}, {"chip.peak_efficiency", "TOPS/W", peak_efficiency},
  };
}

}  // namespace tron::study
