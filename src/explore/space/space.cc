#include "explore/space/space.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "explore/space/metric_scale.h"

namespace tron::explore {

bool Constraint::holds(const Metrics& metrics) const {
  const double value = metrics[metric];
  return std::isnan(value) || (value >= at_least && value <= at_most);
}

std::string Constraint::why(const Metrics& metrics) const {
  if (holds(metrics)) return {};
  const double value = metrics[metric];
  const bool over = value > at_most;
  return fmt::format("{} {} {} {}", record_of(metric).title, metric_text(metric, value),
                     over ? "over" : "below", metric_text(metric, over ? at_most : at_least));
}

double Constraint::excess(const Metrics& metrics) const {
  if (holds(metrics)) return 0;
  const double value = metrics[metric];
  const double limit = value > at_most ? at_most : at_least;
  return std::abs(value - limit) / (limit == 0 ? 1 : std::abs(limit));
}

std::uint64_t Space::size() const {
  std::uint64_t product = 1;
  for (const SpaceParameter& parameter : parameters) product *= parameter.values.size();
  return product;
}

std::vector<std::uint32_t> Space::indices(std::uint64_t number) const {
  std::vector<std::uint32_t> chosen(parameters.size());
  for (std::size_t i = parameters.size(); i-- > 0;) {
    const std::uint64_t radix = parameters[i].values.size();
    chosen[i] = static_cast<std::uint32_t>(number % radix);
    number /= radix;
  }
  return chosen;
}

std::uint64_t Space::number_of(const std::vector<std::uint32_t>& indices) const {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    number = number * parameters[i].values.size() + indices[i];
  return number;
}

std::vector<std::string> Space::choices(std::uint64_t number) const {
  const std::vector<std::uint32_t> chosen = indices(number);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < chosen.size(); ++i) texts.push_back(parameters[i].values[chosen[i]]);
  return texts;
}

std::vector<std::string> Space::settings(std::uint64_t number) const {
  const std::vector<std::string> chosen = choices(number);
  std::vector<std::string> all;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    for (const std::string& path : parameters[i].paths) all.push_back(path + "=" + chosen[i]);
  }
  return all;
}

}  // namespace tron::explore
