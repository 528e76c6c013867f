#include "circuit/link_budget.h"

#include <cmath>
#include <limits>

#include <fmt/core.h>

namespace tron::circuit {
namespace {

void check(const LinkInputs& in) {
  const auto refuse = [](const char* item, double found, const char* allowed) {
    throw InputError(Place{"", 0, 0, item}, fmt::format("{}", found), allowed);
  };
  if (in.channels < 1) refuse("link.channels", in.channels, "at least 1");
  if (!(in.wall_plug_efficiency > 0 && in.wall_plug_efficiency <= 1)) {
    refuse("laser.wall_plug_efficiency", in.wall_plug_efficiency, "above 0, at most 1");
  }
  if (!(in.symbol_rate.si > 0)) refuse("link.symbol_rate", in.symbol_rate.si, "above 0 Hz");
}

}  // namespace

Feasible<Power> wanted_at_detector(const LinkInputs& in) {
  if (in.rule == LaserRule::sensitivity) {
    return (in.detector.sensitivity + Decibel::from_ratio(in.channels)).power();
  }
  if (in.rule == LaserRule::levels) return in.detector.sensitivity.power() * std::exp2(in.level_bits);
  bool possible = false;
  double highest = 0;
  const PowerDbm power =
      in.rule == LaserRule::range
          ? power_for_range_enob(in.detector, in.wanted_enob, in.rin,
                                 {in.range_channels / in.channels, in.rin_common}, in.symbol_rate, &possible,
                                 &highest)
          : power_for_enob(in.detector, in.wanted_enob, in.rin, in.symbol_rate, &possible, &highest);
  if (possible) return power.power();
  return Infeasible{fmt::format("the detector's noise leaves {:.2f} bits at most, {:.2f} are wanted", highest,
                                in.wanted_enob),
                    highest - in.wanted_enob, "bit"};
}

Feasible<LinkBudget> close_link(const LinkInputs& in) {
  check(in);
  const Feasible<Power> wanted = wanted_at_detector(in);
  if (!wanted) return wanted.why();

  LinkBudget out;
  out.losses = in.losses;
  for (const Loss& loss : in.losses) out.loss += loss.total();
  out.detector_total = *wanted;
  out.detector_per_channel = out.detector_total / in.channels;
  out.laser_per_channel = out.detector_per_channel * out.loss.ratio();
  out.laser_total = out.laser_per_channel * in.channels;
  out.laser_electrical = out.laser_total / in.wall_plug_efficiency;
  out.enob = detector_enob(in.detector, out.detector_total, in.rin, in.symbol_rate);
  out.snr_db = 6.02 * out.enob + 1.76;

  if (in.waveguide_limit.si > 0 && out.laser_total > in.waveguide_limit) {
    const Decibel over = Decibel::from_ratio(out.laser_total / in.waveguide_limit);
    return Infeasible{fmt::format("{:.3g} mW enter the guide, which turns nonlinear above {:.3g} mW",
                                  out.laser_total.si * 1e3, in.waveguide_limit.si * 1e3),
                      -over.db, "dB"};
  }
  return out;
}

}  // namespace tron::circuit
