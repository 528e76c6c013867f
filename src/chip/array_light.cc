#include <algorithm>

#include <fmt/format.h>

#include "chip/machine_reader.h"

namespace tron::chip::detail {

Feasible<Power> array_light(const Config& light, const Scope& scope, const LitArray& array,
                            const LinkInputs& rules) {
  LinkInputs link = rules;
  link.channels = scope.whole(light, "channels", 1, 4096, array.channels);
  link.symbol_rate = 1 / array.symbol;
  link.level_bits = scope.operand_bits();
  link.wanted_enob = std::min<double>(link.wanted_enob, scope.operand_bits());
  const Decibel loss{scope.number(light, "loss", 0, 300)};
  const double ways = scope.number(light, "ways", 1, 1e9, 1.0);
  const double guides = scope.number(light, "guides", 1, 1e9, 1.0);
  const Feasible<Power> wanted = wanted_at_detector(link);
  if (!wanted) {
    return Infeasible{fmt::format("the light of {}: {}", array.pool, wanted.why().reason),
                      wanted.why().margin, wanted.why().unit};
  }
  const Power optical = *wanted * (ways * loss.ratio());
  const Power in_guide = optical / guides;
  if (link.waveguide_limit.si > 0 && in_guide > link.waveguide_limit) {
    const Decibel over = Decibel::from_ratio(in_guide / link.waveguide_limit);
    return Infeasible{
        fmt::format("the light of {}: {:.3g} mW in a guide, which turns nonlinear above {:.3g} mW",
                    array.pool, in_guide.si * 1e3, link.waveguide_limit.si * 1e3),
        -over.db, "dB"};
  }
  return scope.library().laser().electrical(optical);
}

}  // namespace tron::chip::detail
