#include "network/onnx/onnx.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files/files.h"
#include "base/text/lines.h"
#include "base/text/visible_text.h"
#include "network/onnx/onnx_builder.h"
#include "network/onnx/onnx_compare.h"
#include "network/onnx/onnx_names.h"
#include "network/operators/host_op.h"

namespace tron::network {
namespace {

constexpr std::size_t kMostLabels = std::size_t{1} << 16U;

struct Traced {
  Graph graph;
  bool free_tokens = false;
  Dims result;
  std::size_t sequence = 0;  ///< tokens of the sample
};

std::size_t sequence_of(const OnnxTrace& trace) {
  for (const OnnxValue& value : trace.values) {
    const bool tokens = value.source == OnnxSource::tokens || value.source == OnnxSource::target;
    if (tokens && value.op < 0) return value.shape.dims.back();
  }
  return 0;
}

Traced build(const OnnxFile& file, const OnnxSizes& sizes, std::size_t tokens) {
  const OnnxTrace trace = trace_onnx(file, {tokens, sizes.height, sizes.width});
  return {OnnxBuilder(trace).build(plan_onnx(trace)), trace.free_tokens, trace.dims(trace.result),
          sequence_of(trace)};
}

/// With the first of the lengths that the network's tables allow.
std::optional<Traced> build_first(const OnnxFile& file, const OnnxSizes& sizes,
                                  std::initializer_list<std::size_t> lengths, std::size_t& tokens) {
  for (std::size_t length : lengths) {
    tokens = length;
    if (length == *(lengths.end() - 1)) return build(file, sizes, length);
    try {
      return build(file, sizes, length);
    } catch (const InputError&) {
      continue;  // a shorter one says what is wrong
    }
  }
  return std::nullopt;
}

/// Rows that the position tables have, 0 where there are none.
std::size_t longest(const Graph& graph) {
  std::size_t most = 0;
  for (const Node& node : graph.nodes) {
    const int table = node.op == Op::embed ? node.position : node.op == Op::add_rows ? node.weight : -1;
    if (table < 0) continue;
    const std::size_t rows = graph.tensors[static_cast<std::size_t>(table)].value.rows;
    const std::size_t left = rows - std::min(rows, node.first_position);
    most = most == 0 ? left : std::min(most, left);
  }
  return most;
}

/// Rows that the first attention sees, counted with a network of fixed sizes.
std::size_t rows_seen(const Graph& graph) {
  std::vector<std::size_t> rows(graph.nodes.size(), 1);
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    const Node& node = graph.nodes[n];
    const std::size_t before = node.inputs.empty() ? 0 : rows[static_cast<std::size_t>(node.inputs[0])];
    if (node.op == Op::attention) return before;
    if (node.op == Op::input) {
      rows[n] = element_count(graph.input_shape) / std::max<std::size_t>(1, node.width);
    } else if (node.op == Op::patches) {
      rows[n] = static_cast<std::size_t>(graph.image.height / graph.image.patch) *
                static_cast<std::size_t>(graph.image.width / graph.image.patch);
    } else if (node.op == Op::prepend) {
      rows[n] = before + graph.tensors[static_cast<std::size_t>(node.weight)].value.rows;
    } else if (node.op == Op::host) {
      rows[n] = host_rows(*node.host, before);
    } else {
      rows[n] =
          node.op == Op::take_first || node.op == Op::take_last || node.op == Op::mean_rows ? 1 : before;
    }
  }
  return rows.empty() ? 0 : rows.back();
}

/// Whether rows see those above them alone, so that each predicts the next token.
bool is_causal(const Graph& graph) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(),
                     [](const Node& n) { return n.op == Op::attention && n.attention.causal; });
}

void describe_output(Graph& graph, const Dims& result) {
  const std::size_t width = result.empty() ? 1 : result.back(), rows = row_count(result);
  const Op last = graph.nodes.back().op;
  if (rows > 1) {
    graph.output = width == graph.vocabulary && last == Op::linear && is_causal(graph) ? Output::next_tokens
                                                                                       : Output::rows;
  } else {
    graph.output = last == Op::linear || last == Op::host ? Output::classes : Output::embedding;
  }
  if (graph.output == Output::classes && width <= kMostLabels) {
    for (std::size_t i = 0; i < width; ++i) graph.labels.push_back(fmt::format("class {}", i));
  }
}

bool reads_text(const Graph& graph) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(), [](const Node& n) { return n.op == Op::embed; });
}

void describe(Graph& graph, const Traced& traced) {
  for (const Node& node : graph.nodes) {
    if (node.op == Op::embed)
      graph.vocabulary = graph.tensors[static_cast<std::size_t>(node.weight)].value.rows;
  }
  describe_output(graph, traced.result);
  graph.family = "onnx";
  name_layers(graph);
}

void fix_to(Graph& graph, std::size_t tokens, bool free_axis) {
  graph.max_tokens = graph.exact_tokens = tokens;
  if (free_axis) {
    graph.notes.push_back(
        fmt::format("the network as exported computes with the number of tokens: fixed to {}", tokens));
  }
}

Graph load(const OnnxFile& file, const OnnxSizes& sizes) {
  std::size_t tokens = 0, fewer = 0;
  const bool wanted = sizes.tokens > 0;
  auto traced = wanted ? build_first(file, sizes, {sizes.tokens}, tokens)
                       : build_first(file, sizes, {67, 13, 5}, tokens);
  Graph graph = std::move(traced->graph);
  if (!reads_text(graph)) {
    graph.max_tokens = rows_seen(graph);
    if (!graph.input_shape.empty()) graph.exact_tokens = graph.max_tokens;
  } else if (traced->free_tokens && !wanted) {
    const auto other = build_first(file, sizes, {tokens == 67 ? std::size_t{13} : std::size_t{3}}, fewer);
    if (free_of_length(graph, tokens, other->graph, fewer)) {
      graph.max_tokens = longest(graph);
    } else {
      traced = build_first(file, sizes, {128, 64, 16, 5}, tokens);
      graph = std::move(traced->graph);
      fix_to(graph, traced->sequence, true);
    }
  } else {
    fix_to(graph, traced->sequence, false);
  }
  describe(graph, *traced);
  return graph;
}

std::string graph_name(const std::string& path) {
  const std::filesystem::path file = std::filesystem::path(path).lexically_normal();
  const std::string stem = file.stem().string();
  return stem == "model" && file.has_parent_path() ? file.parent_path().filename().string() : stem;
}

void read_labels(Graph& graph, const std::string& path) {
  const std::filesystem::path labels = std::filesystem::path(path).parent_path() / "labels.txt";
  if (graph.labels.empty() || !std::filesystem::is_regular_file(labels)) return;
  std::vector<std::string> names = split_lines(read_file(labels.string(), kMostLabels));
  if (names.size() == graph.labels.size()) graph.labels = std::move(names);
}

}  // namespace

Graph load_onnx(std::span<const unsigned char> bytes, const std::string& path, const OnnxSizes& sizes) {
  Graph graph = load(read_onnx(bytes, path), sizes);
  graph.name = visible_line(graph_name(path));
  return graph;
}

Graph load_onnx(const std::string& path, const OnnxSizes& sizes) {
  Graph graph = load(read_onnx(path), sizes);
  graph.name = visible_line(graph_name(path));
  read_labels(graph, path);
  return graph;
}

}  // namespace tron::network
