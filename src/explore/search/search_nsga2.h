#pragma once

#include "explore/search/search.h"
#include "rooms.h"

namespace tron::explore {

/// NSGA-II (Deb, Pratap, Agarwal and Meyarivan, IEEE Trans. Evol. Comput. 6, 2002) as pagmo does it.
///
/// A parameter whose values are in order is a real gene over [0, n), cut down to a whole number, so that
/// crossover and mutation reach its neighbours; one whose values have no order is an integer gene. The first
/// population are the first Sobol points of the seed.
///
/// pagmo's NSGA-II knows no constraints; what is minimised says the same. A design has its scaled costs
/// (explore/search/costs.h: logarithms of positive doubles, below 800). What breaks constraints has 1000 +
/// the sum of Constraint::excess in every objective: worse than any design in all of them, and better than
/// whatever breaks them more. That is the order of Deb's feasibility rules (Comput. Methods Appl. Mech. Eng.
/// 186, 2000). What cannot work comes behind those, and what is illegal last; among themselves they are
/// alike.
///
/// After each generation whoever stands in the population twice makes room: on a grid children often equal
/// their parents, and a population of doubles searches no more. Three of four newcomers are combinations not
/// seen yet next to the front found so far, by one or two steps (Pareto local search: Paquete, Chiarandini
/// and Stuetzle, LNEMS 535, 2004); the fourth is the next Sobol point.
///
/// A whole generation is one batch. Combinations met again come from memory and cost nothing.
SearchSummary search_nsga2(const Space& space, const EvaluateBatch& evaluate,
                           const std::function<bool()>& stop);

}  // namespace tron::explore
