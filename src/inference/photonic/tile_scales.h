#pragma once

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

}  // namespace tron::inference
