#include "inference/scoring/choose_token.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "base/numbers/philox.h"
#include "inference/scoring/score.h"

namespace tron::inference {
namespace {

double uniform(const TokenChoice& choice, std::uint32_t text_number, std::uint32_t position) {
  const auto seed = choice.seed;
  const auto words =
      Philox::block({position, text_number, 0, static_cast<std::uint32_t>(Purpose::token)},
                    {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
  return uniform_open(words[0], words[1]);
}

}  // namespace

std::string TokenChoice::text() const {
  if (temperature == 0) return "greedy";
  std::string out = fmt::format("drawn at temperature {:g}", temperature);
  if (top_k > 0) out += fmt::format(", top-k {}", top_k);
  if (top_p < 1) out += fmt::format(", top-p {:g}", top_p);
  return out;
}

std::size_t choose_token(std::span<const float> logits, const TokenChoice& choice, std::uint32_t text_number,
                         std::uint32_t position) {
  const std::size_t best = argmax(logits);
  if (choice.temperature == 0) return best;
  std::vector<std::size_t> order(logits.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return logits[a] > logits[b]; });
  if (choice.top_k > 0 && choice.top_k < order.size()) order.resize(choice.top_k);
  std::vector<double> weight(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    weight[i] = std::exp((double{logits[order[i]]} - logits[best]) / choice.temperature);
  }
  const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
  double kept = 0;
  std::size_t count = 0;
  while (count < weight.size() && (count == 0 || kept < choice.top_p * total)) kept += weight[count++];
  double left = uniform(choice, text_number, position) * kept;
  for (std::size_t i = 0; i < count; ++i) {
    left -= weight[i];
    if (left < 0) return order[i];
  }
  return order[count - 1];
}

}  // namespace tron::inference
