#include "explore/search/search_sobol.h"

#include <algorithm>
#include <stdexcept>

#include <boost/random/sobol.hpp>

#include "base/numbers/philox.h"
#include "explore/search/search_memory.h"

namespace tron::explore {
namespace {

constexpr std::size_t kBatch = 1024;

/// The digits by which a parameter's coordinate is shifted.
std::uint64_t shift_of(std::uint64_t seed, std::size_t parameter) {
  const auto words =
      Philox::block({static_cast<std::uint32_t>(parameter), 0x50B01, 0, 0},
                    {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
  return std::uint64_t{words[0]} << 32 | words[1];
}

__extension__ using Wide = unsigned __int128;

}  // namespace

std::uint64_t sobol_number(const Space& space, std::uint64_t seed, std::uint64_t i) {
  const std::size_t width = space.parameters.size();
  if (width > kMostSobolParameters) throw std::logic_error("more parameters than a Sobol sequence has");
  boost::random::sobol engine(width);
  // boost leaves out the first point, the origin; with it, 2^k points fill their cells evenly.
  if (i > 0) engine.seed(i - 1);
  std::vector<std::uint32_t> indices;
  for (std::size_t p = 0; p < width; ++p) {
    const Wide digits = (i > 0 ? engine() : 0) ^ shift_of(seed, p);
    indices.push_back(static_cast<std::uint32_t>(digits * space.parameters[p].values.size() >> 64));
  }
  return space.number_of(indices);
}

SearchSummary search_sobol(const Space& space, const EvaluateBatch& evaluate,
                           const std::function<bool()>& stop) {
  SearchMemory memory(space, evaluate, stop);
  const std::uint64_t most = 64 * (memory.left() + kBatch);
  for (std::uint64_t i = 0; i < most && !memory.finished();) {
    std::vector<std::uint64_t> batch;
    for (std::size_t k = 0; k < kBatch; ++k) batch.push_back(sobol_number(space, space.search.seed, i++));
    memory.see(batch);
  }
  return memory.summary();
}

}  // namespace tron::explore
