#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "explore/evaluated.h"
#include "rooms.h"

namespace tron::explore {

// What one task found, as bytes: how results travel between ranks and how the store keeps them. A number, a
// status and, where there is something to measure, the metrics that the closed form knows, bit for bit.
// Little-endian:
//
//   u64 first, u64 count, u8 listed
//   listed = 1: u64 number, `count` times; else they are first, first + 1, ...
//   u8 status, `count` times
//   f64 metric, kPackedMetrics times, for every design and every one outside, in order

/// Those of the closed form: the first ones of Metric.
inline constexpr int kPackedMetrics = 8;

/// Results in any order of numbers.
std::string pack(std::span<const EvaluatedDesign> results);

/// InputError, with `name` as the file, if the bytes are not what pack() makes.
std::vector<EvaluatedDesign> unpack(std::string_view bytes, const std::string& name);

/// The same without unpacking.
void check_packed(std::string_view bytes, const std::string& name);

/// Without looking at the rest; the bytes come from pack() or have been unpacked.
struct PackedRange {
  std::uint64_t first = 0, count = 0;
  bool listed = false;
};
PackedRange range_of(std::string_view bytes);

}  // namespace tron::explore
