#pragma once

#include <array>
#include <cstdint>

#include "chip/machine.h"
#include "program/program.h"
#include "rooms.h"

namespace tron::program {

/// What a step makes the chip do, all samples of a batch together. Counted from shapes alone; what inference
/// executes is counted there, and a test compares the two.
struct StepWork {
  /// Indexed by Charge, the first kEventCharges of it.
  std::array<std::uint64_t, kEventCharges> events{};
  /// Bytes that move, by the classes of Traffic.
  double fetched = 0, weights = 0, updates = 0, inputs = 0, sums = 0, outputs = 0, elements = 0;

  std::uint64_t& operator[](Charge charge) { return events[static_cast<int>(charge)]; }
  std::uint64_t operator[](Charge charge) const { return events[static_cast<int>(charge)]; }
  StepWork& operator+=(const StepWork& other);
  StepWork times(std::uint64_t repeats) const;
  friend bool operator==(const StepWork&, const StepWork&) = default;
};

/// A product as arrays see it: `instances` independent products of [m x k] and [k x n], the [k x n] operand
/// stationary. With inputs stationary m and n have changed places.
struct Mapping {
  std::uint64_t instances = 1, m = 0, k = 0, n = 0;
  std::uint64_t row_blocks = 0, depth_blocks = 0;  ///< ceil(n / rows), ceil(k / channels)
  std::uint64_t passes = 1;                        ///< symbols a vector
  std::uint64_t symbols = 0;                       ///< a tile streams: ceil(m / columns) * passes
  std::uint64_t tiles() const { return instances * row_blocks * depth_blocks; }
};

/// True where the [m x k] operand of `instances` products should stay in the arrays while the other streams:
/// as Machine::stationary says, or for `automatic` where that takes less time. Decided for one sample, so
/// that a batch does not change what the network answers.
bool inputs_stay(const Machine& machine, const ArrayPool& pool, std::uint64_t instances, std::uint64_t m,
                 std::uint64_t k, std::uint64_t n);

/// `streams_unsigned`: nothing of the [m x k] operand is negative.
Mapping map_product(std::uint64_t instances, std::uint64_t m, std::uint64_t k, std::uint64_t n,
                    const ArrayPool& pool, bool streams_unsigned = false);

/// Rounds in which a pool gets through a product's tiles, one tile an array and round.
std::uint64_t rounds_of(const Mapping& mapping, const ArrayPool& pool);

/// Per instance and tile row block nb = ceil(n / rows), depth block kb = ceil(k / channels):
///   updates      k n                       (streams_both: k n ceil(m / columns))
///   inputs       m k nb passes / shared_inputs
///   macs         m k n
///   detections   m n kb passes
///   conversions  m n ceil(ceil(kb / accumulate) / shared_sums) passes
///   symbols      nb kb ceil(m / columns) passes
///   outputs      m n
StepWork product_work(const Mapping& mapping, const ArrayPool& pool, int operand_bits);

}  // namespace tron::program
