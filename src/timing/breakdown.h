#pragma once

#include <string>
#include <vector>

#include "rooms.h"
#include "timing/energy.h"
#include "timing/events/simulate.h"

namespace tron::timing {

struct LayerCost {
  int layer = -1;        ///< -1: stem, or head
  std::string name;      ///< "stem", "layer 0", "head"
  double begin_s = 0;    ///< of the first pass
  double end_s = 0;      ///< of the first pass; layers may overlap
  double latency_s = 0;  ///< by how much it moves the run's end; sums to the run's latency
  double energy_j = 0;   ///< sums to the run's energy
  double macs = 0;
};

/// A step of the stem, of the head, or of one layer that stands for `repeats` equal ones.
struct StepCost {
  int step = 0;  ///< Program::steps
  StepKind kind = StepKind::product;
  std::string name, on;  ///< "encoder.0.attention.scores" on pool or unit "scores"
  int layer = -1, repeats = 1;
  double begin_s = 0, end_s = 0;  ///< of the first repetition
  double busy_s = 0;              ///< of its pool or unit, one repetition
  double energy_j = 0;            ///< mean of the repetitions; x repeats they sum to the pass's energy
  double macs = 0;                ///< one repetition, as are the bytes
  double main_memory_bytes = 0;
  double buffer_bytes = 0;  ///< through all of its ports
  double intensity = 0;     ///< 2 macs a byte of main memory; 0: no byte comes from there
};

/// One pass split by layers and by steps: events by count, a pool's or unit's busy power by the step's share
/// of its busy time, all that depends on time alone by the layer's share of the run, and within a layer by
/// the span of the step. Layers sum to the pass's energy and latency, as do steps x repeats.
struct Breakdown {
  std::vector<LayerCost> layers;
  std::vector<StepCost> steps;

  /// Adds the layers of a pass that followed, matched by name.
  void add_layers(const Breakdown& later);
};

Breakdown break_down(const Program& program, const Schedule& schedule, const Timeline& timeline,
                     const Machine& machine);

}  // namespace tron::timing
