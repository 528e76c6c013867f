#pragma once

#include <functional>
#include <string>
#include <vector>

#include "rooms.h"

namespace tron::study {

/// A table of numbers beside the published figures: comments after '#', a line of names, rows.
struct Curves {
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;
  const std::vector<double>& column(const std::string& name) const;  ///< InputError where there is none
  std::string path;
};
/// InputError for text that is no such table.
Curves read_curves(const std::string& path);

/// Where `cost` is least, by pattern search from `start` with first steps `step` down to a millionth of them
/// (Hooke and Jeeves, J. ACM 8, 212, 1961). Deterministic.
std::vector<double> least_point(const std::function<double(const std::vector<double>&)>& cost,
                                std::vector<double> start, std::vector<double> step);

/// Root of the mean squared difference between `measured` and the best a + b `shape`: a curve's offset and
/// scale depend on how it was normalised.
double normalised_residual(const std::vector<double>& shape, const std::vector<double>& measured);

double rms(const std::vector<double>& values);

}  // namespace tron::study
