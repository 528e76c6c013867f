#pragma once

#include <vector>

#include "base/config/config.h"
#include "base/text/quantity.h"
#include "base/text/units.h"
#include "rooms.h"

namespace tron::device {

/// One bank of static memory of a capacity.
struct SramBank {
  Bytes capacity;
  Energy energy_per_byte;  ///< mean of a read and a write
  Power leakage;
  Area area;
  Time latency;  ///< access
};

/// Banks of several capacities; between two of them every figure is interpolated as a power law of the
/// capacity (straight on log-log scales), beyond the ends the last power law goes on.
class SramTable {
 public:
  /// The tables [bank.NAME] of a description, at least two; InputError where a figure is missing, no greater
  /// than 0, or a capacity stands twice.
  static SramTable read(const Config& banks);

  /// The same table with the rows [bank.NAME] of an assumption set: each replaces the row of its capacity, or
  /// is one more.
  SramTable with(const Config& banks) const;

  SramBank at(Bytes capacity) const;  ///< capacity > 0
  const std::vector<SramBank>& rows() const { return rows_; }

 private:
  std::vector<SramBank> rows_;  // by rising capacity
};

}  // namespace tron::device
