#include "explore/search/search_nsga2.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <unordered_set>

#include <pagmo/algorithms/nsga2.hpp>
#include <pagmo/bfe.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>

#include "explore/search/costs.h"
#include "explore/search/search_memory.h"
#include "explore/search/search_sobol.h"

namespace tron::explore {
namespace {

using pagmo::vector_double;

constexpr double kCrossover = 0.9;    ///< share of couples that exchange genes
constexpr double kSpread = 10;        ///< distribution index: the larger, the nearer children are to parents
constexpr std::uint64_t kOneFar = 4;  ///< of so many newcomers one comes from afar
/// The search ends when so many generations, newcomers and all, brought nothing new: a space nearly
/// exhausted.
constexpr int kPatience = 100;

/// Between pagmo's genes (reals first, integers last) and combinations.
class Genes {
 public:
  explicit Genes(const Space& space) : space_(&space) {
    for (std::size_t p = 0; p < space.parameters.size(); ++p) {
      if (space.parameters[p].ordered) parameter_of_.push_back(p);
    }
    reals_ = parameter_of_.size();
    for (std::size_t p = 0; p < space.parameters.size(); ++p) {
      if (!space.parameters[p].ordered) parameter_of_.push_back(p);
    }
  }

  std::size_t integers() const { return parameter_of_.size() - reals_; }

  std::pair<vector_double, vector_double> bounds() const {
    vector_double low(parameter_of_.size(), 0), high;
    for (std::size_t gene = 0; gene < parameter_of_.size(); ++gene)
      high.push_back(static_cast<double>(values(gene)) - (gene < reals_ ? 0 : 1));
    return {low, high};
  }

  std::uint64_t number_of(const double* genes) const {
    std::vector<std::uint32_t> indices(parameter_of_.size());
    for (std::size_t gene = 0; gene < indices.size(); ++gene) {
      const double most = static_cast<double>(values(gene)) - 1;
      indices[parameter_of_[gene]] =
          static_cast<std::uint32_t>(std::clamp(std::floor(genes[gene]), 0.0, most));
    }
    return space_->number_of(indices);
  }

  /// In the middle of each real gene's value.
  vector_double genes_of(std::uint64_t number) const {
    const std::vector<std::uint32_t> indices = space_->indices(number);
    vector_double genes;
    for (std::size_t gene = 0; gene < indices.size(); ++gene)
      genes.push_back(indices[parameter_of_[gene]] + (gene < reals_ ? 0.5 : 0));
    return genes;
  }

 private:
  std::size_t values(std::size_t gene) const { return space_->parameters[parameter_of_[gene]].values.size(); }

  const Space* space_;
  std::vector<std::size_t> parameter_of_;  ///< by gene
  std::size_t reals_ = 0;
};

/// What pagmo's problem and its batch evaluator share.
struct Run {
  const Space* space;
  Genes genes;
  std::vector<Objective> objectives;
  SearchMemory memory;

  /// NSGA-II wants two objectives at least; one is given twice.
  std::size_t width() const { return std::max<std::size_t>(objectives.size(), 2); }
  vector_double fitness(std::uint64_t number) const;
};

vector_double Run::fitness(std::uint64_t number) const {
  constexpr double kOutside = 1000, kInfeasible = 1e6, kIllegal = 2e6, kUnknown = 3e6;
  const EvaluatedDesign* evaluated = memory.find(number);
  if (evaluated == nullptr) return vector_double(width(), kUnknown);
  if (evaluated->status == Status::infeasible) return vector_double(width(), kInfeasible);
  if (evaluated->status == Status::illegal) return vector_double(width(), kIllegal);
  if (evaluated->status == Status::outside) {
    double excess = 0;
    for (const Constraint& constraint : space->constraints) excess += constraint.excess(evaluated->metrics);
    return vector_double(width(), kOutside + std::min(excess, kInfeasible / 2));
  }
  vector_double costs = scaled_costs_of(objectives, evaluated->metrics);
  // What is not measured must not spoil the sorting, and a metric of 0 is no number on a log scale.
  for (double& cost : costs) cost = std::isnan(cost) ? kUnknown : std::clamp(cost, -kOutside, kOutside);
  costs.resize(width(), costs.front());
  return costs;
}

struct Problem {
  std::shared_ptr<Run> run;

  vector_double fitness(const vector_double& genes) const {
    return run->fitness(run->genes.number_of(genes.data()));
  }
  std::pair<vector_double, vector_double> get_bounds() const { return run->genes.bounds(); }
  vector_double::size_type get_nobj() const { return run->width(); }
  vector_double::size_type get_nix() const { return run->genes.integers(); }
  template <class Archive>
  void serialize(Archive&, unsigned) {}  // pagmo asks for it; nothing here is ever stored
};

struct Generation {
  std::shared_ptr<Run> run;

  vector_double operator()(const pagmo::problem& problem, const vector_double& genes) const {
    const std::size_t width = problem.get_nx();
    std::vector<std::uint64_t> numbers;
    for (std::size_t i = 0; i < genes.size(); i += width)
      numbers.push_back(run->genes.number_of(genes.data() + i));
    run->memory.see(numbers);
    vector_double all;
    for (std::uint64_t number : numbers) {
      const vector_double fitness = run->fitness(number);
      all.insert(all.end(), fitness.begin(), fitness.end());
    }
    return all;
  }
  template <class Archive>
  void serialize(Archive&, unsigned) {}
};

/// Who comes into the population besides children: Sobol points, and neighbours of the best.
class Newcomers {
 public:
  explicit Newcomers(const Space& space) : space_(&space), random_(space.search.seed) {}

  std::uint64_t far() { return sobol_number(*space_, space_->search.seed, next_++); }

  /// A combination not seen yet that differs from one of the front in one or two parameters, by a step where
  /// they have an order; where none is found soon, far().
  std::uint64_t near(const std::vector<EvaluatedDesign>& front, const SearchMemory& memory) {
    constexpr int kTries = 100;
    for (int i = 0; i < kTries && !front.empty(); ++i) {
      std::vector<std::uint32_t> indices = space_->indices(front[below(front.size())].number);
      for (std::uint64_t moves = 1 + below(2); moves > 0; --moves) move(indices);
      const std::uint64_t number = space_->number_of(indices);
      if (!memory.knows(number)) return number;
    }
    return far();
  }

 private:
  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  void move(std::vector<std::uint32_t>& indices) {
    const std::size_t p = below(indices.size());
    const auto values = static_cast<std::uint32_t>(space_->parameters[p].values.size());
    if (!space_->parameters[p].ordered) {
      indices[p] = static_cast<std::uint32_t>(below(values));
    } else if (below(2) == 0) {
      indices[p] = std::min(indices[p] + 1, values - 1);
    } else if (indices[p] > 0) {
      --indices[p];
    }
  }

  const Space* space_;
  std::mt19937_64 random_;
  std::uint64_t next_ = 0;
};

/// Puts newcomers in the places of those who stand in the population already.
void replace_doubles(pagmo::population& population, Run& run, Newcomers& newcomers) {
  std::unordered_set<std::uint64_t> seen;
  std::vector<std::size_t> doubles;
  for (std::size_t i = 0; i < population.size(); ++i) {
    if (!seen.insert(run.genes.number_of(population.get_x()[i].data())).second) doubles.push_back(i);
  }
  std::vector<std::uint64_t> fresh;
  const std::vector<EvaluatedDesign> front = run.memory.front();
  while (fresh.size() < doubles.size())
    fresh.push_back(fresh.size() % kOneFar != 0 ? newcomers.near(front, run.memory) : newcomers.far());
  run.memory.see(fresh);
  for (std::size_t i = 0; i < doubles.size(); ++i)
    population.set_xf(doubles[i], run.genes.genes_of(fresh[i]), run.fitness(fresh[i]));
}

}  // namespace

SearchSummary search_nsga2(const Space& space, const EvaluateBatch& evaluate,
                           const std::function<bool()>& stop) {
  const auto run = std::make_shared<Run>(Run{&space, Genes(space),
                                             measured_by(EvaluationStage::closed_form, space.objectives),
                                             SearchMemory(space, evaluate, stop)});
  Newcomers newcomers(space);
  std::vector<std::uint64_t> first;
  while (first.size() < space.search.population) first.push_back(newcomers.far());
  run->memory.see(first);
  const auto seed = static_cast<unsigned>(space.search.seed);
  pagmo::population population(Problem{run}, 0u, seed);
  for (std::uint64_t number : first) population.push_back(run->genes.genes_of(number));

  const double mutation = 1.0 / static_cast<double>(space.parameters.size());
  pagmo::nsga2 algorithm(1, kCrossover, kSpread, mutation, kSpread, seed);
  algorithm.set_bfe(pagmo::bfe(Generation{run}));
  int idle = 0;
  while (!run->memory.finished() && idle < kPatience) {
    const std::uint64_t before = run->memory.summary().evaluated;
    population = algorithm.evolve(population);
    replace_doubles(population, *run, newcomers);
    idle = run->memory.summary().evaluated == before ? idle + 1 : 0;
  }
  return run->memory.summary();
}

}  // namespace tron::explore
