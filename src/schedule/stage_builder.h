#pragma once

#include "rooms.h"
#include "schedule/layout.h"
#include "schedule/schedule.h"

namespace tron::schedule {

/// InputError for more than kLongest.
Femtoseconds femtoseconds(Time time);
/// The longest time that is simulated, about 2 h: sums of a run stay far from the integers' end.
inline constexpr Time kLongest{7200};

/// Puts a machine's numbers to steps that are laid out: how long a round takes on each unit and port, and
/// what it moves. Everything of a run is written but RowRun::inputs, which no number changes.
class StageBuilder {
 public:
  StageBuilder(const Layout& layout, const Machine& machine, const Spills& spills);

  void fill(const ProductLayout& product, TileRun& run) const;
  void fill(const RowLayout& rows, RowRun& run) const;

 private:
  double product_fetch(const ProductLayout& product, const Mapping& mapping, bool swapped) const;
  void times(const ArrayPool& pool, TileRun& run) const;
  Femtoseconds port_time(int level, double bytes) const;

  const Machine& machine_;
  const std::vector<double>& spilled_;
  const bool weights_resident_, cache_resident_;
  const double element_bytes_;
};

}  // namespace tron::schedule
