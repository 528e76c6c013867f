#pragma once

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include "network/dataset.h"
#include "network/graph.h"

namespace tron::testing_only {

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
        return embed(n, sample);
      case Op::linear:
        return linear(in(0), n.weight, n.bias);
      case Op::prepend:
        return prepend(in(0), tensor(n.weight));
      case Op::add_rows:
        return zip(in(0), as_table(tensor(n.weight)));
      case Op::layer_norm:
        return layer_norm(n, in(0));
      case Op::attention:
        return attention(n, in(0), in(1));
      case Op::gelu:
        return map(in(0), [](double x) { return 0.5 * x * std::erfc(-x / std::sqrt(2.0)); });
      case Op::gelu_tanh:
        return map(in(0), [](double x) {
          return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
        });
      case Op::relu:
        return map(in(0), [](double x) { return x > 0 ? x : 0; });
      case Op::tanh:
        return map(in(0), [](double x) { return std::tanh(x); });
      case Op::add:
        return zip(in(0), in(1));
      case Op::take_first:
        return rows(in(0), 1);
      case Op::mean_rows:
        return mean_rows(in(0));
      default:
        throw std::logic_error("no loader builds " + op_name(n.op));
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

  Table embed(const Node& n, const Sample& sample) const {
    Table out(sample.tokens.size(), n.width);
    for (std::size_t t = 0; t < out.rows; ++t) {
      const auto word = static_cast<std::size_t>(sample.tokens[t]);
      const auto type = static_cast<std::size_t>(sample.token_types[t]);
      for (std::size_t i = 0; i < out.cols; ++i) {
        out(t, i) = double{tensor(n.weight)(word, i)} + tensor(n.position)(t, i) + tensor(n.type)(type, i);
      }
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

  Table layer_norm(const Node& n, const Table& x) const {
    Table out = x;
    for (std::size_t r = 0; r < x.rows; ++r) {
      double mean = 0, variance = 0;
      const auto size = static_cast<double>(x.cols);
      for (std::size_t i = 0; i < x.cols; ++i) mean += x(r, i) / size;
      for (std::size_t i = 0; i < x.cols; ++i) variance += (x(r, i) - mean) * (x(r, i) - mean) / size;
      for (std::size_t i = 0; i < x.cols; ++i) {
        out(r, i) = tensor(n.weight)(0, i) * (x(r, i) - mean) / std::sqrt(variance + n.epsilon) +
                    tensor(n.bias)(0, i);
      }
    }
    return out;
  }

  Table attention(const Node& n, const Table& from, const Table& to) const {
    const AttentionWeights& a = n.attention;
    const Table q = linear(from, a.query, a.query_bias), k = linear(to, a.key, a.key_bias);
    const Table v = linear(to, a.value, a.value_bias);
    const std::size_t depth = n.width / static_cast<std::size_t>(a.heads);
    Table out(q.rows, n.width);
    for (std::size_t start = 0; start < n.width; start += depth) {
      for (std::size_t r = 0; r < q.rows; ++r) {
        std::vector<double> share(k.rows);
        double total = 0;
        for (std::size_t t = 0; t < k.rows; ++t) {
          double score = 0;
          for (std::size_t i = start; i < start + depth; ++i) score += q(r, i) * k(t, i);
          total += share[t] = std::exp(score / std::sqrt(static_cast<double>(depth)));
        }
        for (std::size_t t = 0; t < k.rows; ++t) {
          for (std::size_t i = start; i < start + depth; ++i) out(r, i) += share[t] / total * v(t, i);
        }
      }
    }
    return out;
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

  static Table rows(const Table& x, std::size_t count) {
    Table out(count, x.cols);
    out.data.assign(x.data.begin(), x.data.begin() + static_cast<std::ptrdiff_t>(count * x.cols));
    return out;
  }

  static Table mean_rows(const Table& x) {
    Table out(1, x.cols);
    for (std::size_t i = 0; i < x.data.size(); ++i)
      out(0, i % x.cols) += x.data[i] / static_cast<double>(x.rows);
    return out;
  }

  static Table zip(const Table& a, const Table& b) {
    Table out = a;
    for (std::size_t i = 0; i < a.data.size(); ++i) out.data[i] += b.data.at(i);
    return out;
  }

  template <class F>
  static Table map(const Table& x, F f) {
    Table out = x;
    for (double& v : out.data) v = f(v);
    return out;
  }

  const Graph& graph_;
};

}  // namespace tron::testing_only
