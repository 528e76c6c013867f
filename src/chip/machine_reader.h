#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "chip/chip.h"
#include "chip/scope.h"
#include "rooms.h"

namespace tron::chip::detail {

/// Where the parts of a table stand: what decides their costs.
struct PartPlace {
  Tracked<Time> symbol;            ///< time that one event takes: a symbol of the pool, a cycle of the unit
  Tracked<bool> gated{true};       ///< [laser].policy
  Tracked<Power> light;            ///< from the wall, for one array's light
  Tracked<Length> drive, correct;  ///< mean shifts of a ring under drive and for its fabrication's correction
};

/// The parts in the table `parts` of `owner`, none if there is no such table. A part whose `when` does not
/// hold has a count of 0.
std::vector<Part> read_parts(const Config& owner, const Scope& scope, const PartPlace& place);

/// What is known of rings and light before the machine is read.
struct RingFacts {
  // Of chips with a [bank], otherwise the defaults.
  std::function<Power(int rows)> light;  ///< from the wall, for one array of a pool with these rows
  Tracked<Length> drive;
  Tracked<Time> symbol;  ///< "link"
  Tracked<int> arms = 0;
  bool banks = false;
  // Of every chip, by the assumption set.
  Tracked<Length> correct;
  Tracked<Time> tuning;               ///< "tuning": how long a symbol waits for electro-optic tuning
  Scope::WordTerms terms;             ///< what the words of a symbol are made of
  std::function<LinkInputs()> rules;  ///< laser rule, detector, efficiency; of an array of its own, nothing
                                      ///< else
};

/// Light of an array that has a path of its own, from the wall: `loss` in dB besides the division into `ways`
/// detectors, all of it in `guides` waveguides; every detector sees `channels`, if not stated all of the
/// pool's. What a detector wants is up to [link].laser_rule (circuit/link_budget.h), with the operand's bits
/// as levels and as the most that conversions can use.
struct LitArray {
  const std::string& pool;
  int channels;
  Time symbol;
};
Feasible<Power> array_light(const Config& light, const Scope& scope, const LitArray& array,
                            const LinkInputs& rules);

/// [pool.*], [unit.*], [memory.*], [parts], [placement], [schedule], [laser], and `bits` of [operand]. The
/// machine has all parts, also those of count 0. `why` is set where a pool's light cannot be supplied. Every
/// number of the machine is an output, in the order of NumberedChip (chip/numbered_chip.h).
Machine read_machine(const Config& root, const DeviceLibrary& library, const RingFacts& rings,
                     std::optional<Infeasible>& why);

/// The tables below `name` in the document, each with what it is `like` filled in.
std::vector<std::pair<std::string, Config>> read_family(const Config& root, std::string_view name);

/// [memory.*]; one of them serves "main", one "buffer". The buffer's capacity in bytes.
Tracked<double> read_memories(const Scope& scope, Machine& machine);

}  // namespace tron::chip::detail
