#include "network/onnx/onnx_names.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "network/operators/host_op.h"

namespace tron::network {
namespace {

bool is_norm(Op op) {
  return op == Op::layer_norm || op == Op::rms_norm;
}
bool is_activation(Op op) {
  return op == Op::gelu || op == Op::gelu_tanh || op == Op::relu || op == Op::silu;
}

class Namer {
 public:
  explicit Namer(Graph& graph) : graph_(graph), readers_(graph.nodes.size()) {
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
      for (int input : graph.nodes[n].inputs) readers_[static_cast<std::size_t>(input)].push_back(n);
    }
  }

  void run() {
    find_layers();
    measure();
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) give_name(n);
  }

 private:
  const Node& node(std::size_t n) const { return graph_.nodes[n]; }
  const Node& input(const Node& n, std::size_t i) const {
    return node(static_cast<std::size_t>(n.inputs[i]));
  }
  bool is_self_attention(std::size_t n) const {
    return node(n).op == Op::attention && node(n).inputs[0] == node(n).inputs[1];
  }

  /// The norm in front of an attention belongs to its layer; behind a layer's end it feeds a residual too.
  bool leads(std::size_t norm) const {
    return is_norm(node(norm).op) && std::none_of(readers_[norm].begin(), readers_[norm].end(),
                                                  [&](std::size_t r) { return node(r).op == Op::add; });
  }

  std::size_t start_of(std::size_t attention) const {
    const auto before = static_cast<std::size_t>(node(attention).inputs[0]);
    return leads(before) ? before : attention;
  }

  void find_layers() {
    std::vector<std::size_t> starts;
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      if (is_self_attention(n)) starts.push_back(start_of(n));
    }
    for (std::size_t l = 0; l < starts.size(); ++l) {
      const std::size_t limit = l + 1 < starts.size() ? starts[l + 1] : graph_.nodes.size();
      const std::size_t end = end_of(starts[l], limit);
      for (std::size_t n = starts[l]; n < end; ++n) graph_.nodes[n].layer = static_cast<int>(l);
    }
    graph_.layers = starts.size();
  }

  /// One behind the layer's last node: its last residual sum, and the norm behind it where norms come last.
  std::size_t end_of(std::size_t start, std::size_t limit) const {
    std::size_t end = start + 1;
    for (std::size_t n = start; n < limit; ++n) {
      if (node(n).op == Op::attention || (node(n).op == Op::add && within(n, start))) end = n + 1;
    }
    const bool norms_last = !is_norm(node(start).op);
    if (norms_last && end < limit && is_norm(node(end).op)) ++end;
    return end;
  }

  bool within(std::size_t sum, std::size_t start) const {
    return std::any_of(node(sum).inputs.begin(), node(sum).inputs.end(),
                       [&](int i) { return static_cast<std::size_t>(i) >= start; });
  }

  void measure() {
    for (const Node& n : graph_.nodes) {
      if (n.op == Op::attention && graph_.heads == 0) {
        graph_.heads = static_cast<std::size_t>(n.attention.heads);
        graph_.width = graph_.tensors[static_cast<std::size_t>(n.attention.query)].value.cols;
      }
      if (n.op == Op::linear && n.layer >= 0) graph_.feed_forward = std::max(graph_.feed_forward, n.width);
    }
    if (graph_.width == 0 && !graph_.nodes.empty()) graph_.width = graph_.nodes.back().width;
  }

  std::string prefix(const Node& n) {
    if (n.layer < 0) return "";
    if (n.layer != layer_) {
      layer_ = n.layer;
      norms_ = 0;
      part_ = "attention";
    }
    if (decoder_ && first_decoder_ < 0) first_decoder_ = layer_;
    return decoder_ ? fmt::format("decoder.{}.", layer_ - first_decoder_)
                    : fmt::format("encoder.{}.", layer_);
  }

  /// Whether a layer's attention masks, which its norm in front cannot tell.
  bool causal_layer(int layer) const {
    return std::any_of(graph_.nodes.begin(), graph_.nodes.end(), [&](const Node& n) {
      return n.layer == layer && n.op == Op::attention && n.attention.causal;
    });
  }

  bool feeds(std::size_t n, bool (*kind)(Op)) const {
    return std::any_of(readers_[n].begin(), readers_[n].end(),
                       [&](std::size_t r) { return kind(node(r).op); });
  }

  std::string linear_name(std::size_t n) const {
    const Node& in = input(node(n), 0);
    if (in.op == Op::attention) return part_ + ".output";
    if (is_activation(in.op) || in.op == Op::multiply || in.op == Op::host) return "feed_forward.down";
    if (feeds(n, is_activation)) {
      for (std::size_t r : readers_[n]) {
        if (feeds(r, [](Op op) { return op == Op::multiply; })) return "feed_forward.gate";
      }
    }
    return "feed_forward.up";
  }

  std::string name_in_layer(std::size_t n) {
    const Node& self = node(n);
    if (self.op == Op::attention) return part_ = is_self_attention(n) ? "attention" : "cross_attention";
    if (is_norm(self.op)) return fmt::format("norm{}", ++norms_);
    if (self.op == Op::linear) {
      const std::string name = linear_name(n);
      if (name.starts_with("feed_forward")) part_ = "feed_forward";
      return name;
    }
    if (is_activation(self.op)) return "feed_forward.activation";
    if (self.op == Op::multiply) return "feed_forward.product";
    if (self.op == Op::add) return part_ + ".residual";
    return self.op == Op::host ? "host." + self.host->type : op_name(self.op);
  }

  bool any_layer(std::size_t from, std::size_t to) const {
    for (std::size_t n = from; n < to; ++n) {
      if (node(n).layer >= 0) return true;
    }
    return false;
  }

  bool any(Op op, int stream) const {
    return std::any_of(graph_.nodes.begin(), graph_.nodes.end(),
                       [&](const Node& n) { return n.op == op && n.stream == stream; });
  }

  /// "source." and "target." in a pair.
  std::string side(std::size_t n) const {
    if (!any(Op::embed, 1)) return "";
    for (std::size_t k = 0; k <= n; ++k) {
      if (node(k).stream == 1) return "target.";
    }
    return "source.";
  }

  /// Between the inputs and the first layer that reads them.
  std::string name_in_stem(std::size_t n) const {
    const Node& self = node(n);
    const std::string at = side(n) + "embeddings";
    switch (self.op) {
      case Op::embed:
        return at;
      case Op::patches:
        return "patches";
      case Op::input:
        return "features";
      case Op::linear:
        return at + ".projection";
      case Op::prepend:
        return at + ".class";
      case Op::add_rows:
        return at + ".position";
      case Op::host:
        return "host." + self.host->type;
      default:
        return at + (is_norm(self.op) ? ".norm" : "." + op_name(self.op));
    }
  }

  std::string last_norm(std::size_t n) const {
    const bool inner = any(Op::embed, 1) && side(n) == "source.";
    if (graph_.vocabulary == 0) return "norm";
    return inner || first_decoder_ < 0 ? "encoder.norm" : "decoder.norm";
  }

  /// Behind the last layer: what makes of its rows what the network answers.
  std::string name_in_head(std::size_t n) {
    const Node& self = node(n);
    if (self.op == Op::linear) {
      if (n + 1 == graph_.nodes.size()) {
        return self.width == graph_.vocabulary && graph_.output != Output::classes ? "vocabulary"
                                                                                   : "classifier";
      }
      head_ = one_row_ ? "pooler" : feeds(n, is_activation) ? "words" : "projection";
      return head_ == "words" ? "words.dense" : head_;
    }
    if (is_activation(self.op) || self.op == Op::tanh) return head_ + ".activation";
    if (is_norm(self.op)) return head_ == "words" ? "words.norm" : last_norm(n);
    if (self.op == Op::host) return "host." + self.host->type;
    if (self.op == Op::take_first || self.op == Op::take_last || self.op == Op::mean_rows) {
      one_row_ = true;
      return self.op == Op::take_first ? "first" : self.op == Op::take_last ? "last" : "mean";
    }
    return op_name(self.op);
  }

  std::string name_outside(std::size_t n) {
    const bool before = any_layer(0, n), after = any_layer(n, graph_.nodes.size());
    // The second stem of a pair begins with its embedding.
    const bool stem = after && (!before || side(n) == "target.");
    return stem ? name_in_stem(n) : name_in_head(n);
  }

  void give_name(std::size_t n) {
    Node& self = graph_.nodes[n];
    if (self.layer >= 0 && self.layer != layer_) decoder_ = causal_layer(self.layer);
    const std::string start = prefix(self);
    const std::string name = start + (self.layer < 0 ? name_outside(n) : name_in_layer(n));
    const int again = taken_[name]++;
    self.name = again == 0 ? name : fmt::format("{}.{}", name, again + 1);
  }

  Graph& graph_;
  std::vector<std::vector<std::size_t>> readers_;
  std::map<std::string, int> taken_;
  std::string part_, head_ = "head";
  bool one_row_ = false;
  int layer_ = -1, first_decoder_ = -1, norms_ = 0;
  bool decoder_ = false;
};

}  // namespace

void name_layers(Graph& graph) {
  Namer(graph).run();
}

}  // namespace tron::network
