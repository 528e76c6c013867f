#include "study/single_text.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "inference/scoring/score.h"

namespace tron::study {
namespace {

constexpr std::size_t kShown = 5;

[[noreturn]] void refuse(const std::string& found, const std::string& allowed) {
  throw InputError(Place{"command line", 0, 0, "--text"}, found, allowed);
}

/// The last row's answers, the likeliest first.
std::vector<Choice> likeliest(const Matrix& logits, const Graph& graph, const TextEncoder& encoder) {
  if (logits.rows == 0) return {};
  const std::span<const float> row(logits.row(logits.rows - 1), logits.cols);
  std::vector<std::size_t> order(row.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t shown = std::min(kShown, order.size());
  std::partial_sort(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(),
      [&](std::size_t a, std::size_t b) { return row[a] > row[b] || (row[a] == row[b] && a < b); });
  std::vector<Choice> choices;
  for (std::size_t i = 0; i < shown; ++i) {
    const int id = static_cast<int>(order[i]);
    const std::string name = graph.output == Output::classes
                                 ? graph.labels[order[i]]
                                 : fmt::format("'{}'", encoder.tokenizer().decode(std::span(&id, 1), false));
    choices.push_back({name, std::exp(-negative_log_likelihood(row, order[i]))});
  }
  return choices;
}

}  // namespace

Dataset single_text(const std::string& text, const Graph& graph, const TextEncoder& encoder) {
  if (graph.vocabulary == 0) refuse("a text", graph.name + " reads no text");
  require_utf8(text, Place{"command line", 0, 0, "--text"});
  const bool pair = std::any_of(graph.nodes.begin(), graph.nodes.end(),
                                [](const Node& node) { return node.op == Op::embed && node.stream == 1; });
  if (pair) refuse("a text for an encoder-decoder", "tron generate --text, or --data with source and target");
  Dataset data{.name = "the text of --text", .samples = {}, .similarity = {}};
  Sample sample = encoder.sample(text);
  if (graph.output == Output::next_tokens) {
    sample.tokens = encoder.running(text);
    if (sample.tokens.empty()) refuse("no token", "a text of at least one token");
    if (graph.max_tokens != 0 && sample.tokens.size() > graph.max_tokens)
      sample.tokens.resize(graph.max_tokens);
    sample.token_types.assign(sample.tokens.size(), 0);
    sample.expected.assign(sample.tokens.begin() + 1, sample.tokens.end());
    sample.expected.push_back(-1);
  }
  data.samples.push_back(std::move(sample));
  return data;
}

SingleText answers_to(const std::string& text, const Dataset& data, const InferReport& report,
                      const Graph& graph, const TextEncoder& encoder) {
  SingleText single{text, data.samples.at(0).tokens.size(), {}};
  const bool named = graph.output == Output::classes || graph.output == Output::next_tokens;
  for (const InferRun& run : report.runs) {
    single.choices.emplace_back();
    for (const FidelityResult& result : run.evaluation.results) {
      single.choices.back().push_back(named ? likeliest(result.logits, graph, encoder)
                                            : std::vector<Choice>{});
    }
  }
  return single;
}

}  // namespace tron::study
