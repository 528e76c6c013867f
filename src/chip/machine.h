#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/text/quantity.h"
#include "rooms.h"

namespace tron::chip {

/// What makes a part take energy. The first eight are events, counted by the compiler from the program alone
/// (program/step_work.h); `busy` and `always` are power by time.
enum class Charge {
  update,      ///< an element of a stationary operand written into an array (a ring set)
  input,       ///< an element encoded on one array's light for one symbol
  mac,         ///< a multiply-accumulate
  detection,   ///< a partial sum that leaves light
  conversion,  ///< a partial sum that is digitised: detections after analogue accumulation
  symbol,      ///< one symbol of one array, whatever it carries
  output,      ///< a finished output of a product
  element,     ///< an element a unit works on
  busy,        ///< power while the part's pool or unit works (programs or streams)
  always,      ///< power from the first to the last moment of the run
};
inline constexpr int kEventCharges = 8;

/// Devices of one kind in one place, charged in one way. A device with both event energy and standing power
/// is two parts.
struct Part {
  std::string name;    ///< leaf of the ledgers: "adc", "laser"
  std::string device;  ///< record kind it was made from
  double count = 0;    ///< devices per array (pools) or per unit (units), or on the chip (Machine::parts)
  Charge charge = Charge::always;
  Energy energy;  ///< of one event (event charges); an event is one device's, so `count` plays no part
  Power power;    ///< of one device (busy, always)
  Area area;      ///< of one device, 0 if another part of the same device carries it
  bool warms_up = false;  ///< busy parts: is on for Machine::warm_up before its pool starts after a rest
  friend bool operator==(const Part&, const Part&) = default;
};

/// A device, or a stated time, within a pool's symbol or the programming of its arrays.
struct TimeTerm {
  std::string what;                   ///< record kind of the device: "eo_tuner"; empty for a stated time
  std::vector<std::string> settings;  ///< paths that move it: "device.eo_tuner.latency"
  Time time;
  bool counts = true;  ///< false: it works beside a slower one in the pipeline and adds nothing
  friend bool operator==(const TimeTerm&, const TimeTerm&) = default;
};

/// Equal arrays that work together. Each holds a stationary operand of `channels` x `rows` elements and
/// multiplies `columns` vectors of `channels` elements by it in `passes` symbols: weight banks with one
/// column, crossbars with several, systolic arrays with one.
struct ArrayPool {
  std::string name;  ///< "query", "feed_forward", "core"
  int arrays = 0, rows = 0, channels = 0, columns = 1;
  int passes = 1;                ///< symbols a vector: 2 where only one arm or one sign fits at a time
  int unsigned_passes = 0;       ///< the same where nothing that streams is negative (the context product's
                                 ///< probabilities); 0: as `passes`
  bool streams_both = false;     ///< both operands are encoded anew every symbol: nothing is programmed
  bool double_buffered = false;  ///< the next stationary operand is written while the present one works
  Time symbol;                   ///< one symbol
  Time program;                  ///< writing one array's stationary operand, all elements at once
  Time latency;                  ///< last symbol in to the last sum in digital form
  bool by_head = false;     ///< head h only runs on array h modulo `arrays`; otherwise tiles go to any array
  int accumulate = 1;       ///< partial sums added in the analogue domain before one conversion
  int shared_inputs = 1;    ///< arrays that share one encode of the moving operand
  int shared_sums = 1;      ///< arrays whose partial sums are added before one conversion
  std::vector<Part> parts;  ///< per array
  /// What `symbol` and `program` are made of, for reports.
  std::vector<TimeTerm> symbol_terms, program_terms;

  std::uint64_t macs_per_symbol() const {
    return std::uint64_t{1} * arrays * rows * channels * columns / passes;
  }
  friend bool operator==(const ArrayPool&, const ArrayPool&) = default;
};

/// A unit that works through the rows of a matrix: softmax, normalisation, activation, residual, control.
struct Unit {
  std::string name;
  int lanes = 1;      ///< elements a cycle
  Time cycle;         ///< of the pipeline's slowest stage
  int passes = 1;     ///< times each element goes through
  Time row_overhead;  ///< besides, for each row (a normalisation ring that is tuned anew)
  Time latency;       ///< element in to element out
  std::vector<Part> parts;
  friend bool operator==(const Unit&, const Unit&) = default;
};

/// Accesses of a memory level for each byte that moves; a read and a write count one each.
struct Traffic {
  double fetched = 0;   ///< bytes that come from or go to main memory: weights, caches, spilled values
  double weights = 0;   ///< bytes of stationary operands brought to arrays, each once a product
  double updates = 0;   ///< bytes of stationary operands encoded: more often where both operands stream
  double inputs = 0;    ///< bytes streamed through arrays, broadcasts counted once
  double sums = 0;      ///< bytes of partial sums, one a conversion
  double outputs = 0;   ///< bytes of finished outputs
  double elements = 0;  ///< bytes that units read and write
  friend bool operator==(const Traffic&, const Traffic&) = default;
};

struct MemoryLevel {
  std::string name, device;  ///< "dram", "buffer", "local", "register"
  double capacity_bytes = 0;
  double bytes_per_second = 0;  ///< of each port; 0: never limits
  Time latency;
  Energy energy_per_byte;
  Power standing;  ///< leakage, refresh, interface
  Area area;
  Traffic traffic;
  friend bool operator==(const MemoryLevel&, const MemoryLevel&) = default;
};

enum class Role { dense, query, key, scores, value, context };
inline constexpr int kRoles = 6;
enum class UnitRole { softmax, norm, activation, residual, control };
inline constexpr int kUnitRoles = 5;

/// Which operand stays in the arrays while the other streams: the one written as "B" of A B (weights), the
/// other (inputs), or whichever the compiler finds faster.
enum class Stationary { weights, inputs, automatic };

/// What a chip is made of as time and cost see it. Every organisation (rings, crossbar, systolic) is one.
struct Machine {
  std::vector<ArrayPool> pools;
  std::vector<Unit> units;
  std::array<int, kRoles> pool_of{};      ///< Role -> pools
  std::array<int, kUnitRoles> unit_of{};  ///< UnitRole -> units
  std::vector<MemoryLevel> memories;
  int dram = -1, buffer = -1;  ///< the two levels that take time: main memory, and the buffer with a port
                               ///< each for stationary operands, moving operands and results
  double weight_capacity_bytes =
      0;  ///< of the buffer, for weights that stay; 0: weights stream from main memory
  double value_capacity_bytes = 0;  ///< of the buffer, for activations; beyond it values spill
  double cache_capacity_bytes =
      0;                ///< of the buffer, for cached keys and values; beyond it they live in main memory
  int fetch_depth = 1;  ///< rounds of stationary operands that may wait in the buffer for a pool
  int operand_bits = 8;
  Stationary stationary = Stationary::weights;
  Time warm_up;             ///< lasers burn this long before a pool starts after a rest
  std::vector<Part> parts;  ///< of the chip as a whole: control unit, combs
  friend bool operator==(const Machine&, const Machine&) = default;
};

/// The same machine less the parts whose count is 0.
Machine without_unused_parts(Machine machine);

}  // namespace tron::chip
