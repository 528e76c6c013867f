#include "inference/executor/control_steps.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/error.h"

namespace tron::inference {
namespace {

[[noreturn]] void refuse(std::size_t sample, const std::string& found, const std::string& allowed) {
  throw InputError({"", 0, 0, "sample " + std::to_string(sample) + " of the batch"}, found, allowed);
}

BatchValue shaped(std::vector<std::size_t> start, std::size_t cols) {
  BatchValue value;
  value.matrix = Matrix(start.back(), cols);
  value.start = std::move(start);
  return value;
}

/// Row starts when every sample has `rows` rows.
std::vector<std::size_t> equal_starts(std::size_t samples, std::size_t rows) {
  std::vector<std::size_t> start(samples + 1);
  for (std::size_t s = 0; s <= samples; ++s) start[s] = s * rows;
  return start;
}

void cut_patch(const ImageFormat& format, const float* image, std::size_t top, std::size_t left, float* out) {
  const std::size_t height = format.height, width = format.width, patch = format.patch;
  for (int c = 0; c < format.channels; ++c) {
    for (std::size_t y = 0; y < patch; ++y) {
      const float* line = image + (c * height + top + y) * width + left;
      out = std::copy(line, line + patch, out);
    }
  }
}

BatchValue patches(const Step& step, const ImageFormat& format, std::span<const Sample> samples) {
  const std::size_t down = format.height / format.patch, across = format.width / format.patch;
  const std::size_t values = std::size_t(format.channels) * format.height * format.width;
  BatchValue out = shaped(equal_starts(samples.size(), down * across), step.width);
  for (std::size_t s = 0; s < samples.size(); ++s) {
    if (samples[s].image.size() != values) {
      refuse(s, std::to_string(samples[s].image.size()) + " pixel values", std::to_string(values));
    }
    for (std::size_t p = 0; p < down * across; ++p) {
      cut_patch(format, samples[s].image.data(), p / across * format.patch, p % across * format.patch,
                out.matrix.row(out.start[s] + p));
    }
  }
  return out;
}

const float* table_row(const Graph& graph, int tensor, std::size_t row, std::size_t sample,
                       const char* what) {
  const Matrix& table = graph.tensors[tensor].value;
  if (row >= table.rows) {
    refuse(sample, std::string(what) + " " + std::to_string(row), "less than " + std::to_string(table.rows));
  }
  return table.row(row);
}

/// The row of an optional table: zeros where there is none.
class Addend {
 public:
  Addend(const Graph& graph, int tensor, const char* what, std::size_t width)
      : graph_(graph), tensor_(tensor), what_(what), zeros_(tensor < 0 ? width : 0) {}
  const float* row(std::size_t number, std::size_t sample) const {
    return tensor_ < 0 ? zeros_.data() : table_row(graph_, tensor_, number, sample, what_);
  }

 private:
  const Graph& graph_;
  int tensor_;
  const char* what_;
  std::vector<float> zeros_;
};

const std::vector<int> kNoTypes;

BatchValue embed(const ControlStep& c) {
  const Step& step = c.step;
  const auto tokens_of = [&](std::size_t s) -> const std::vector<int>& {
    return step.stream == 0 ? c.samples[s].tokens : c.samples[s].target;
  };
  std::vector<std::size_t> start{0}, first;
  for (std::size_t s = 0; s < c.samples.size(); ++s) {
    if (c.graph.exact_tokens != 0 && tokens_of(s).size() != c.graph.exact_tokens) {
      refuse(s, std::to_string(tokens_of(s).size()) + " tokens",
             "exactly " + std::to_string(c.graph.exact_tokens));
    }
    if (tokens_of(s).empty()) refuse(s, step.stream == 0 ? "no tokens" : "no target tokens", "at least one");
    start.push_back(start.back() + tokens_of(s).size());
    first.push_back(c.state != nullptr && !step.source ? c.state->past(s) : 0);
  }
  BatchValue out = shaped(std::move(start), step.width);
  out.first_token = std::move(first);
  const Addend positions(c.graph, step.position, "position", step.width);
  const Addend types(c.graph, step.type, "token type", step.width);
  const auto scale = static_cast<float>(step.scale);
  for (std::size_t s = 0; s < c.samples.size(); ++s) {
    const std::vector<int>& tokens = tokens_of(s);
    // Types belong to the first sequence; a target has none.
    const std::vector<int>& kinds = step.stream == 0 ? c.samples[s].token_types : kNoTypes;
    for (std::size_t t = 0; t < tokens.size(); ++t) {
      const float* word = table_row(c.graph, step.tensor, tokens[t], s, "token");
      const float* position = positions.row(step.first_position + out.token(s) + t, s);
      const float* type = types.row(kinds.empty() ? 0 : kinds.at(t), s);
      float* row = out.matrix.row(out.start[s] + t);
      for (std::size_t i = 0; i < step.width; ++i) row[i] = scale * word[i] + type[i] + position[i];
    }
  }
  return out;
}

BatchValue prepend(const Matrix& table, const BatchValue& x) {
  std::vector<std::size_t> start(x.start);
  for (std::size_t s = 0; s < start.size(); ++s) start[s] += s * table.rows;
  BatchValue out = shaped(std::move(start), x.matrix.cols);
  for (std::size_t s = 0; s < x.samples(); ++s) {
    float* to = std::copy(table.data.begin(), table.data.end(), out.matrix.row(out.start[s]));
    std::copy(x.matrix.row(x.start[s]), x.matrix.row(x.start[s + 1]), to);
  }
  return out;
}

BatchValue add_rows(const Step& step, const Graph& graph, const BatchValue& x) {
  BatchValue out = x;
  for (std::size_t s = 0; s < x.samples(); ++s) {
    for (std::size_t t = 0; t < x.rows(s); ++t) {
      const float* add = table_row(graph, step.tensor, step.first_position + x.token(s) + t, s, "position");
      float* row = out.matrix.row(x.start[s] + t);
      for (std::size_t i = 0; i < x.matrix.cols; ++i) row[i] += add[i];
    }
  }
  return out;
}

BatchValue take_first(const BatchValue& x) {
  BatchValue out = shaped(equal_starts(x.samples(), 1), x.matrix.cols);
  for (std::size_t s = 0; s < x.samples(); ++s) {
    std::copy_n(x.matrix.row(x.start[s]), x.matrix.cols, out.matrix.row(s));
  }
  return out;
}

/// The row keeps the position of the token that it stands for, so that its noise is the same whether earlier
/// tokens were read in this pass or before.
BatchValue take_last(const BatchValue& x) {
  BatchValue out = shaped(equal_starts(x.samples(), 1), x.matrix.cols);
  for (std::size_t s = 0; s < x.samples(); ++s) {
    const std::size_t last = x.rows(s) - 1;
    std::copy_n(x.matrix.row(x.start[s] + last), x.matrix.cols, out.matrix.row(s));
    out.first_token.push_back(x.token(s) + last);
  }
  return out;
}

BatchValue mean_rows(const BatchValue& x) {
  BatchValue out = shaped(equal_starts(x.samples(), 1), x.matrix.cols);
  for (std::size_t s = 0; s < x.samples(); ++s) {
    const MatrixView rows = x.of(s);
    for (std::size_t c = 0; c < x.matrix.cols; ++c) {
      double sum = 0;
      for (std::size_t r = 0; r < rows.rows; ++r) sum += rows(r, c);
      out.matrix(s, c) = static_cast<float>(sum / rows.rows);
    }
  }
  return out;
}

/// Turns pair i of every head at position m by m * frequencies[i] (Su et al., arXiv 2104.09864, eq. 15).
BatchValue rotary(const Step& step, const BatchValue& x) {
  BatchValue out = x;
  const std::vector<double>& turn = step.rotary.frequencies;
  const std::size_t depth = x.matrix.cols / static_cast<std::size_t>(step.heads), pairs = turn.size();
  const std::size_t apart = step.rotary.interleaved ? 1 : pairs, stride = step.rotary.interleaved ? 2 : 1;
  for (std::size_t s = 0; s < x.samples(); ++s) {
    for (std::size_t t = 0; t < x.rows(s); ++t) {
      float* row = out.matrix.row(x.start[s] + t);
      for (std::size_t i = 0; i < pairs; ++i) {
        const double angle = static_cast<double>(x.token(s) + t) * turn[i];
        const auto c = static_cast<float>(std::cos(angle)), d = static_cast<float>(std::sin(angle));
        for (std::size_t at = i * stride; at < x.matrix.cols; at += depth) {
          const float u = row[at], v = row[at + apart];
          row[at] = u * c - v * d;
          row[at + apart] = v * c + u * d;
        }
      }
    }
  }
  return out;
}

BatchValue score_bias(const Step& step, const Graph& graph, const BatchValue& x) {
  BatchValue out = x;
  const Matrix& table = graph.tensors[step.relative.tensor].value;
  for (std::size_t s = 0; s < x.samples(); ++s) {
    const std::size_t columns = x.columns[s];
    for (std::size_t t = 0; t < x.rows(s); ++t) {
      float* row = out.matrix.row(x.start[s] + t);
      for (std::size_t c = 0; c < columns; ++c) {
        const auto distance = static_cast<std::int64_t>(c) - static_cast<std::int64_t>(x.token(s) + t);
        const float* bias = table.row(relative_bucket(distance, table.rows, step.relative));
        for (int h = 0; h < step.heads; ++h) row[h * columns + c] += bias[h];
      }
    }
  }
  return out;
}

BatchValue multiply(const BatchValue& x, const BatchValue& y) {
  BatchValue out = x;
  for (std::size_t i = 0; i < out.matrix.data.size(); ++i) out.matrix.data[i] *= y.matrix.data[i];
  return out;
}

BatchValue bend(const BatchValue& x) {
  BatchValue out = x;
  for (float& v : out.matrix.data) v = std::tanh(v);
  return out;
}

}  // namespace

BatchValue run_control_step(const ControlStep& control, const BatchValue* x, const BatchValue* y) {
  const auto& [step, graph, samples, state] = control;
  switch (step.kind) {
    case StepKind::patches:
      return patches(step, graph.image, samples);
    case StepKind::embed:
      return embed(control);
    case StepKind::prepend:
      return prepend(graph.tensors[step.tensor].value, *x);
    case StepKind::add_rows:
      return add_rows(step, graph, *x);
    case StepKind::take_first:
      return take_first(*x);
    case StepKind::take_last:
      return take_last(*x);
    case StepKind::mean_rows:
      return mean_rows(*x);
    case StepKind::rotary:
      return rotary(step, *x);
    case StepKind::score_bias:
      return score_bias(step, graph, *x);
    case StepKind::multiply:
      return multiply(*x, *y);
    case StepKind::sample:
      return *x;  // which token is chosen is the generator's affair
    case StepKind::tanh:
      return bend(*x);
    default:
      throw std::logic_error("not a control step: " + step.name);
  }
}

}  // namespace tron::inference
