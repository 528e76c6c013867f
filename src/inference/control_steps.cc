#include "inference/control_steps.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/error.h"

namespace tron {
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

BatchValue embed(const Step& step, const Graph& graph, std::span<const Sample> samples) {
  std::vector<std::size_t> start{0};
  for (std::size_t s = 0; s < samples.size(); ++s) {
    if (samples[s].tokens.empty()) refuse(s, "no tokens", "at least one");
    start.push_back(start.back() + samples[s].tokens.size());
  }
  BatchValue out = shaped(std::move(start), step.width);
  for (std::size_t s = 0; s < samples.size(); ++s) {
    const Sample& sample = samples[s];
    for (std::size_t t = 0; t < sample.tokens.size(); ++t) {
      const std::size_t kind = sample.token_types.empty() ? 0 : sample.token_types.at(t);
      const float* word = table_row(graph, step.tensor, sample.tokens[t], s, "token");
      const float* position = table_row(graph, step.position, t, s, "position");
      const float* type = step.type < 0 ? nullptr : table_row(graph, step.type, kind, s, "token type");
      float* row = out.matrix.row(out.start[s] + t);
      for (std::size_t i = 0; i < step.width; ++i) {
        row[i] = word[i] + (type == nullptr ? 0 : type[i]) + position[i];
      }
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

BatchValue add_rows(const Matrix& table, const BatchValue& x) {
  BatchValue out = x;
  for (std::size_t s = 0; s < x.samples(); ++s) {
    if (x.rows(s) > table.rows) {
      refuse(s, std::to_string(x.rows(s)) + " tokens", "at most " + std::to_string(table.rows));
    }
    float* row = out.matrix.row(x.start[s]);
    for (std::size_t i = 0; i < x.rows(s) * table.cols; ++i) row[i] += table.data[i];
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

BatchValue bend(const BatchValue& x) {
  BatchValue out = x;
  for (float& v : out.matrix.data) v = std::tanh(v);
  return out;
}

}  // namespace

BatchValue run_control_step(const Step& step, const Graph& graph, std::span<const Sample> samples,
                            const BatchValue* x) {
  switch (step.kind) {
    case StepKind::patches:
      return patches(step, graph.image, samples);
    case StepKind::embed:
      return embed(step, graph, samples);
    case StepKind::prepend:
      return prepend(graph.tensors[step.tensor].value, *x);
    case StepKind::add_rows:
      return add_rows(graph.tensors[step.tensor].value, *x);
    case StepKind::take_first:
      return take_first(*x);
    case StepKind::mean_rows:
      return mean_rows(*x);
    case StepKind::tanh:
      return bend(*x);
    default:
      throw std::logic_error("not a control step: " + step.name);
  }
}

}  // namespace tron
