#include "inference/executor/host_steps.h"

#include <algorithm>
#include <string>

#include "base/error.h"
#include "network/operators/host_op.h"

namespace tron::inference {

BatchValue run_input_step(const Step& step, const Graph& graph, std::span<const Sample> samples) {
  const std::size_t values = element_count(graph.input_shape), rows = values / step.width;
  BatchValue out{Matrix(samples.size() * rows, step.width), {0}, {}, {}};
  for (std::size_t s = 0; s < samples.size(); ++s) {
    if (samples[s].image.size() != values) {
      throw InputError({"", 0, 0, "sample " + std::to_string(s) + " of the batch"},
                       std::to_string(samples[s].image.size()) + " values",
                       std::to_string(values) + ", " + dims_text(graph.input_shape));
    }
    std::copy(samples[s].image.begin(), samples[s].image.end(), out.matrix.row(s * rows));
    out.start.push_back((s + 1) * rows);
  }
  return out;
}

BatchValue run_host_step(const Step& step, const Graph& graph, std::span<const BatchValue* const> inputs) {
  BatchValue out{Matrix(0, step.width), {0}, {}, {}};
  for (std::size_t s = 0; s < inputs[0]->samples(); ++s) {
    std::vector<std::span<const float>> parts;
    for (const BatchValue* input : inputs) {
      const std::size_t first = input->start[s] * input->matrix.cols;
      parts.emplace_back(input->matrix.data.data() + first, input->rows(s) * input->matrix.cols);
    }
    try {
      const HostTensor result = run_host_op(*step.host, parts);
      out.matrix.data.insert(out.matrix.data.end(), result.real.begin(), result.real.end());
    } catch (const InputError& error) {
      throw InputError({graph.name, 0, 0, step.name}, error.found(), error.allowed());
    }
    out.start.push_back(step.width == 0 ? 0 : out.matrix.data.size() / step.width);
  }
  out.matrix.rows = out.start.back();
  return out;
}

}  // namespace tron::inference
