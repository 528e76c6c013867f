#pragma once

#include <cstdint>

#include "explore/search/search.h"
#include "rooms.h"

namespace tron::explore {

/// Most parameters: Joe and Kuo's direction numbers, as boost has them, reach no farther.
inline constexpr std::size_t kMostSobolParameters = 3667;

/// The combination at point `i` of a Sobol sequence (direction numbers of Joe and Kuo, SIAM J. Sci. Comput.
/// 30, 2008; boost::random::sobol) whose digits are shifted at random by the seed, one shift a parameter: the
/// points keep their even spread (Owen, "Monte Carlo extension of quasi-Monte Carlo", WSC 1998). A parameter
/// of n values takes value floor(n u). A pure function of its arguments.
std::uint64_t sobol_number(const Space& space, std::uint64_t seed, std::uint64_t i);

/// The first combinations of the sequence, each once, up to the budget. Gives up once 64 times as many points
/// brought nothing new: in a small space the sequence meets the last combinations late.
SearchSummary search_sobol(const Space& space, const EvaluateBatch& evaluate,
                           const std::function<bool()>& stop);

}  // namespace tron::explore
