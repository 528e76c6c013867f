#pragma once

#include <array>
#include <cstdint>

#include "rooms.h"

namespace tron::explore {

/// The tables of a store (store_schema.h).
enum class StoreTable { about, space, metric, chunk, design, parameter, front, piece, total };
inline constexpr int kStoreTables = 9;

/// How many rows a table has, and the sum of their checksums: a row that is missing or stands twice shows
/// here.
struct TableTotal {
  std::int64_t rows = 0;
  std::uint64_t sum = 0;

  void add(std::uint64_t checksum) { ++rows, sum += checksum; }
  bool operator==(const TableTotal&) const = default;
};

/// By StoreTable. Of `about` and `total` themselves nothing is noted: their rows are known by name.
struct StoreTotals {
  std::array<TableTotal, kStoreTables> all{};
  TableTotal& operator[](StoreTable table) { return all[static_cast<std::size_t>(table)]; }
  const TableTotal& operator[](StoreTable table) const { return all[static_cast<std::size_t>(table)]; }
  bool operator==(const StoreTotals&) const = default;
};

/// Those that StoreTotals counts.
inline constexpr StoreTable kCountedTables[] = {StoreTable::space,  StoreTable::metric,    StoreTable::chunk,
                                                StoreTable::design, StoreTable::parameter, StoreTable::front,
                                                StoreTable::piece};

}  // namespace tron::explore
