#pragma once

#include <algorithm>
#include <vector>

#include "inference/photonic/photonic_kernel.h"
#include "rooms.h"

namespace tron::inference {

/// Scales of tiles, ones where an operand has none.
struct TileScales {
  std::vector<float> rows;       ///< [row][tile], of padding rows too
  AlignedVector<float> columns;  ///< [block][tile][32]
  bool any = false;

  TileScales(const PackedLight& a, const PackedRings& b) : any(!a.scale.empty() || !b.scale.empty()) {
    if (!any) return;
    rows = a.scale;
    rows.resize(round_up(a.rows, kRowsTogether) * b.tiles, 1.0f);
    columns = b.scale;
    columns.resize(b.blocks * b.tiles * kBlockColumns, 1.0f);
  }
};

/// A register tile's place: which accumulators, which random numbers.
struct Item {
  std::size_t block = 0, group = 0, row = 0, column = 0;
};

/// Accumulators of one block of columns, and which of them exist.
struct Sums {
  AlignedVector<std::int32_t> codes, valid;
  AlignedVector<float> scaled;  ///< in place of codes
  Sums(std::size_t rows, bool with_scales)
      : codes(round_up(rows, kRowsTogether) * kBlockColumns),
        valid(codes.size()),
        scaled(with_scales ? codes.size() : 0) {}
  void start(std::size_t rows, std::size_t columns) {
    std::fill(codes.begin(), codes.end(), 0);
    std::fill(scaled.begin(), scaled.end(), 0.0f);
    std::fill(valid.begin(), valid.end(), 0);
    for (std::size_t r = 0; r < rows; ++r) std::fill_n(valid.begin() + r * kBlockColumns, columns, -1);
  }
};

/// The item after `i` in the order group, row, column; false at the end of the block.
inline bool advance(Item& i, std::size_t groups, std::size_t rows, std::size_t columns, std::size_t step) {
  if ((i.column += step) < columns) return true;
  i.column = 0;
  if ((i.row += kRowsTogether) < rows) return true;
  i.row = 0;
  return ++i.group < groups;
}

}  // namespace tron::inference
