#pragma once

#include "program/schedule.h"
#include "program/value_plan.h"

namespace tron {

/// InputError for more than kLongest.
Femtoseconds femtoseconds(Time time);
/// The longest time that is simulated, about 2 h: sums of a run stay far from the integers' end.
inline constexpr Time kLongest{7200};

/// Whether a product's stationary operand lies in a cache: rows of earlier tokens, or an encoder's that ran
/// before.
bool from_cache(const Step& step, const Workload& workload, const ValuePlan& plan);

/// Rows that a cached product's stationary operand has after this pass, in bytes, all samples.
double cache_bytes(const Step& step, const Machine& machine, const Workload& workload, const ValuePlan& plan);

/// Lays single steps out on a machine: how long a round takes on each unit and port, and what it moves.
class StageBuilder {
 public:
  StageBuilder(const Program& program, const Graph& graph, const Machine& machine, const Workload& workload,
               const ValuePlan& plan, bool weights_resident);

  TileRun tile_run(int step) const;
  RowRun row_run(int step) const;

 private:
  struct Operands {
    std::uint64_t instances = 1, m = 0, k = 0, n = 0;
  };
  Operands operands(const Step& step) const;
  double product_fetch(const Step& step, const Mapping& mapping, bool swapped) const;
  double table_bytes(const Step& step) const;
  Femtoseconds port_time(int level, double bytes) const;

  const Program& program_;
  const Graph& graph_;
  const Machine& machine_;
  const Workload& workload_;
  const ValuePlan& plan_;
  const bool weights_resident_, cache_resident_;
  const double element_bytes_;
};

}  // namespace tron
