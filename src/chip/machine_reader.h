#pragma once

#include <functional>
#include <vector>

#include "chip/chip.h"
#include "chip/scope.h"

namespace tron::chip_detail {

/// Where the parts of a table stand: what decides their costs.
struct PartPlace {
  Time symbol;            ///< time that one event takes: a symbol of the pool, a cycle of the unit
  bool gated = true;      ///< [laser].policy
  Power light;            ///< from the wall, for one array's light
  Length drive, correct;  ///< mean shifts of a ring under drive and for its fabrication's correction
};

/// The parts in the table `parts` of `owner`, none if there is no such table. A part of count 0 is left out.
std::vector<Part> read_parts(const Config& owner, const Scope& scope, const PartPlace& place);

/// Power from the wall for the light of one array, of a pool with these rows; and what else is known of a
/// chip of rings. Organisations without [bank] have the defaults.
struct RingFacts {
  std::function<Power(int rows)> light;
  Length drive, correct;
  Time symbol, tuning;  ///< "link" and "tuning": the symbol of the link, and how long it waits for tuning
  int arms = 0;
};

/// [pool.*], [unit.*], [memory.*], [parts], [placement], [schedule], [laser], and `bits` of [operand].
Machine read_machine(const Config& root, const DeviceLibrary& library, const RingFacts& rings);

/// The tables below `name` in the document, each with what it is `like` filled in.
std::vector<std::pair<std::string, Config>> read_family(const Config& root, std::string_view name);

/// [memory.*]; one of them serves "main", one "buffer".
void read_memories(const Scope& scope, Machine& machine);

}  // namespace tron::chip_detail
