#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rooms.h"
#include "schedule/schedule_view.h"
#include "timing/events/simulate.h"
#include "timing/ledger.h"

namespace tron::timing {

/// What one pool or unit did.
struct StationActivity {
  StepWork work;
  double busy_s = 0;
  double warming_s = 0;  ///< before starts; units: 0, they do not warm up
};

/// What the chip did: all that energy depends on. Passes that follow each other add.
struct Activity {
  double time_s = 0;
  std::uint64_t passes = 0;  ///< each starts what works for the chip as a whole
  std::vector<StationActivity> pools, units;
  StepWork total;

  Activity& operator+=(const Activity& later);
};

Activity activity_of(const Schedule& schedule, const Timeline& timeline, const Machine& machine);
/// The same into `activity`; one that was filled for the machine's structure before is filled without
/// allocating.
void fill_activity(std::span<const BlockView> blocks, const Timeline& timeline, const Machine& machine,
                   Activity& activity);

/// Energy of one part (docs/methods/energy.md):
///   event charges  E = energy x events
///   busy           E = power x devices x (busy time + warming time, if it warms up)
///   always         E = power x devices x run time
/// `devices`: of the whole pool, unit or chip.
Energy part_energy(const Part& part, double devices, const StationActivity& station, double time_s);

/// Devices of a pool's part: count x arrays.
double devices_of(const Part& part, const ArrayPool& pool);

/// Bytes that a memory level reads and writes for `work`: sum over classes of coefficient x bytes.
double accessed_bytes(const Traffic& traffic, const StepWork& work);

/// Parts of the chip as a whole: event charges count every event of the program, and the chip is busy from
/// the first to the last moment, and warms up once a pass.
StationActivity whole_chip(const Activity& activity, const Machine& machine);

/// chip/<pool or unit>/<part>, chip/memory/<level>/{access, standing}, chip/parts/<part>, in joules. Parts of
/// one name in one place share a leaf.
Ledger energy_ledger(const Machine& machine, const Activity& activity);

/// Bit-identical to its value, without building the tree.
double energy_j(const Machine& machine, const Activity& activity);

}  // namespace tron::timing
