#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "network/graph.h"
#include "network/sample.h"
#include "rooms.h"

namespace tron::network::testing_only {

/// The graph in double precision, one sample at a time, as plainly as it can be said: what the loaders'
/// goldens are held against. No speed, no checks.
class Interpreter {
 public:
  struct Table {
    std::size_t rows = 0, cols = 0;
    std::vector<double> data;
    Table(std::size_t r, std::size_t c) : rows(r), cols(c), data(r * c) {}
    double& operator()(std::size_t r, std::size_t c) { return data[r * cols + c]; }
    double operator()(std::size_t r, std::size_t c) const { return data[r * cols + c]; }
  };

  explicit Interpreter(const Graph& graph) : graph_(graph) {}

  /// The last node's rows, one after the other.
  std::vector<double> logits(const Sample& sample) const {
    std::vector<Table> values;
    for (const Node& node : graph_.nodes) values.push_back(run(node, values, sample));
    return values.back().data;
  }

 private:
  const Matrix& tensor(int index) const { return graph_.tensors.at(static_cast<std::size_t>(index)).value; }

  Table run(const Node& n, const std::vector<Table>& values, const Sample& sample) const {
    const auto in = [&](std::size_t i) -> const Table& {
      return values.at(static_cast<std::size_t>(n.inputs.at(i)));
    };
    switch (n.op) {
      case Op::patches:
        return patches(sample);
      case Op::embed:
        return embed(n, n.stream == 0 ? sample.tokens : sample.target, sample.token_types);
      case Op::linear:
        return linear(in(0), n.weight, n.bias);
      case Op::prepend:
        return prepend(in(0), tensor(n.weight));
      case Op::add_rows:
        return add_rows(n, in(0));
      case Op::layer_norm:
      case Op::rms_norm:
        return norm(n, in(0));
      case Op::attention:
        return attend(n, in(0), in(1));
      case Op::add:
        return zip(in(0), in(1), [](double x, double y) { return x + y; });
      case Op::multiply:
        return zip(in(0), in(1), [](double x, double y) { return x * y; });
      case Op::take_first:
        return row(in(0), 0);
      case Op::take_last:
        return row(in(0), in(0).rows - 1);
      case Op::mean_rows:
        return mean_rows(in(0));
      default:
        return map(in(0), n.op);
    }
  }

  static double bend(double x, Op op) {
    switch (op) {
      case Op::gelu:
        return 0.5 * x * std::erfc(-x / std::sqrt(2.0));
      case Op::gelu_tanh:
        return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
      case Op::relu:
        return x > 0 ? x : 0;
      case Op::silu:
        return x / (1 + std::exp(-x));
      case Op::tanh:
        return std::tanh(x);
      default:
        throw std::logic_error("no loader builds " + op_name(op));
    }
  }

  Table patches(const Sample& sample) const {
    const auto size = [](int v) { return static_cast<std::size_t>(v); };
    const std::size_t p = size(graph_.image.patch), height = size(graph_.image.height);
    const std::size_t width = size(graph_.image.width), across = width / p;
    Table out(height / p * across, size(graph_.image.channels) * p * p);
    for (std::size_t t = 0; t < out.rows; ++t) {
      for (std::size_t i = 0; i < out.cols; ++i) {
        const std::size_t c = i / (p * p), y = t / across * p + i / p % p, x = t % across * p + i % p;
        out(t, i) = sample.image.at((c * height + y) * width + x);
      }
    }
    return out;
  }

  Table embed(const Node& n, const std::vector<int>& tokens, const std::vector<int>& types) const {
    Table out(tokens.size(), n.width);
    for (std::size_t t = 0; t < out.rows; ++t) {
      const auto word = static_cast<std::size_t>(tokens[t]);
      for (std::size_t i = 0; i < out.cols; ++i) {
        out(t, i) = n.scale * tensor(n.weight)(word, i);
        if (n.position >= 0) out(t, i) += tensor(n.position)(t + n.first_position, i);
        if (n.type >= 0) out(t, i) += tensor(n.type)(static_cast<std::size_t>(types[t]), i);
      }
    }
    return out;
  }

  Table add_rows(const Node& n, const Table& x) const {
    Table out = x;
    for (std::size_t t = 0; t < x.rows; ++t) {
      for (std::size_t i = 0; i < x.cols; ++i) out(t, i) += tensor(n.weight)(t + n.first_position, i);
    }
    return out;
  }

  Table linear(const Table& x, int weight, int bias) const {
    const Matrix& w = tensor(weight);
    Table out(x.rows, w.rows);
    for (std::size_t r = 0; r < x.rows; ++r) {
      for (std::size_t o = 0; o < w.rows; ++o) {
        double sum = bias < 0 ? 0 : tensor(bias)(0, o);
        for (std::size_t i = 0; i < x.cols; ++i) sum += x(r, i) * w(o, i);
        out(r, o) = sum;
      }
    }
    return out;
  }

  Table norm(const Node& n, const Table& x) const {
    Table out = x;
    for (std::size_t r = 0; r < x.rows; ++r) {
      double mean = 0, variance = 0;
      const auto size = static_cast<double>(x.cols);
      for (std::size_t i = 0; n.op == Op::layer_norm && i < x.cols; ++i) mean += x(r, i) / size;
      for (std::size_t i = 0; i < x.cols; ++i) variance += (x(r, i) - mean) * (x(r, i) - mean) / size;
      for (std::size_t i = 0; i < x.cols; ++i) {
        out(r, i) = tensor(n.weight)(0, i) * (x(r, i) - mean) / std::sqrt(variance + n.epsilon);
        if (n.bias >= 0) out(r, i) += tensor(n.bias)(0, i);
      }
    }
    return out;
  }

  Table attend(const Node& n, const Table& from, const Table& to) const {
    const AttentionWeights& a = n.attention;
    const auto heads = static_cast<std::size_t>(a.heads), shared = static_cast<std::size_t>(a.key_heads());
    Table q = linear(from, a.query, a.query_bias), k = linear(to, a.key, a.key_bias);
    const Table v = linear(to, a.value, a.value_bias);
    turn(q, q.cols / heads, a.rotary), turn(k, k.cols / shared, a.rotary);
    Table out(q.rows, n.width);
    for (std::size_t head = 0; head < heads; ++head) {
      for (std::size_t r = 0; r < q.rows; ++r) mix(a, {head, head * shared / heads, r}, q, k, v, out);
    }
    return out;
  }

  struct At {
    std::size_t head, key_head, row;
  };

  void mix(const AttentionWeights& a, At at, const Table& q, const Table& k, const Table& v,
           Table& out) const {
    const std::size_t depth = q.cols / static_cast<std::size_t>(a.heads);
    const double scale = a.score_scale > 0 ? a.score_scale : 1 / std::sqrt(static_cast<double>(depth));
    std::vector<double> share(k.rows);
    double total = 0;
    for (std::size_t t = 0; t < k.rows; ++t) {
      const bool late = a.causal && t > at.row;
      const bool early = a.causal && a.window > 0 && t + a.window <= at.row;
      if (late || early) continue;
      double score = 0;
      for (std::size_t i = 0; i < depth; ++i) {
        score += q(at.row, at.head * depth + i) * k(t, at.key_head * depth + i);
      }
      total += share[t] = std::exp(score * scale + bias(a, at, t));
    }
    for (std::size_t t = 0; t < k.rows; ++t) {
      for (std::size_t i = 0; i < depth; ++i) {
        out(at.row, at.head * depth + i) += share[t] / total * v(t, at.key_head * depth + i);
      }
    }
  }

  double bias(const AttentionWeights& a, At at, std::size_t key) const {
    if (a.relative.tensor < 0) return 0;
    const Matrix& table = tensor(a.relative.tensor);
    const auto distance = static_cast<std::int64_t>(key) - static_cast<std::int64_t>(at.row);
    return table(relative_bucket(distance, table.rows, a.relative), at.head);
  }

  static void turn(Table& x, std::size_t depth, const Rotary& rotary) {
    const std::size_t pairs = rotary.frequencies.size();
    for (std::size_t r = 0; r < x.rows; ++r) {
      for (std::size_t start = 0; start < x.cols; start += depth) {
        for (std::size_t i = 0; i < pairs; ++i) {
          const std::size_t one = start + (rotary.interleaved ? 2 * i : i);
          const std::size_t two = rotary.interleaved ? one + 1 : one + pairs;
          const double angle = static_cast<double>(r) * rotary.frequencies[i], x1 = x(r, one);
          x(r, one) = x1 * std::cos(angle) - x(r, two) * std::sin(angle);
          x(r, two) = x(r, two) * std::cos(angle) + x1 * std::sin(angle);
        }
      }
    }
  }

  static Table as_table(const Matrix& m) {
    Table out(m.rows, m.cols);
    out.data.assign(m.data.begin(), m.data.end());
    return out;
  }

  static Table prepend(const Table& x, const Matrix& first) {
    Table out = as_table(first);
    out.rows += x.rows;
    out.data.insert(out.data.end(), x.data.begin(), x.data.end());
    return out;
  }

  static Table row(const Table& x, std::size_t which) {
    Table out(1, x.cols);
    for (std::size_t i = 0; i < x.cols; ++i) out(0, i) = x(which, i);
    return out;
  }

  static Table mean_rows(const Table& x) {
    Table out(1, x.cols);
    for (std::size_t i = 0; i < x.data.size(); ++i)
      out(0, i % x.cols) += x.data[i] / static_cast<double>(x.rows);
    return out;
  }

  template <class F>
  static Table zip(const Table& a, const Table& b, F f) {
    Table out = a;
    for (std::size_t i = 0; i < a.data.size(); ++i) out.data[i] = f(out.data[i], b.data.at(i));
    return out;
  }

  static Table map(const Table& x, Op op) {
    Table out = x;
    for (double& v : out.data) v = bend(v, op);
    return out;
  }

  const Graph& graph_;
};

}  // namespace tron::network::testing_only
