#pragma once

#include <optional>

#include "rooms.h"
#include "schedule/layout.h"
#include "schedule/schedule.h"

namespace tron::schedule {

/// How `second` can follow `first` block by block, if it can: it streams what `first` makes, from weights
/// that stand in another pool, head for head; the first's row blocks and the second's depth blocks end at the
/// same columns; and whole rounds fall to each block. `a` and `b`: the two products' layouts.
std::optional<Pipeline> pipeline_of(const TileRun& first, const TileRun& second,
                                    const ProductLayout::Shape& a, const ProductLayout::Shape& b,
                                    const Machine& machine);

}  // namespace tron::schedule
