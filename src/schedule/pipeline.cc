#include "schedule/pipeline.h"

#include <numeric>

namespace tron::schedule {

std::optional<Pipeline> pipeline_of(const TileRun& first, const TileRun& second,
                                    const ProductLayout::Shape& a, const ProductLayout::Shape& b,
                                    const Machine& machine) {
  if (first.pool == second.pool || first.output != second.streamed || first.held >= 0 || second.held < 0)
    return {};
  if (!a.fixed || a.heads != b.heads || !b.a_per_head || a.width != b.depth) return {};

  const ArrayPool& from = machine.pools[first.pool];
  const ArrayPool& to = machine.pools[second.pool];
  const std::uint64_t width = a.width;
  if (first.row_blocks * from.rows != width || second.depth_blocks * to.channels != width) return {};

  const std::uint64_t once = first.row_blocks * first.depth_blocks;
  Pipeline pipeline;
  pipeline.blocks = std::gcd(first.row_blocks, second.depth_blocks);
  if (once == 0 || pipeline.blocks < 2 || first.rounds % once != 0) return {};
  pipeline.groups = first.rounds / once;
  if (second.rounds % (pipeline.groups * pipeline.blocks) != 0) return {};
  pipeline.lead = once / pipeline.blocks;
  pipeline.follow = second.rounds / (pipeline.groups * pipeline.blocks);
  return pipeline;
}

}  // namespace tron::schedule
