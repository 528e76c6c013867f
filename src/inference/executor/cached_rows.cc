#include "inference/executor/cached_rows.h"

#include <algorithm>

namespace tron::inference {

DecodePlan decode_plan(const Program& program) {
  std::vector<bool> from_source(program.values, false);
  for (const Step& step : program.steps) from_source[step.output] = step.source;
  DecodePlan plan{std::vector<bool>(program.values, false), std::vector<bool>(program.values, false)};
  for (const Step& step : program.steps) {
    if (step.kind == StepKind::product && step.product.cached) plan.cached[step.inputs[1]] = true;
    for (int input : step.inputs) {
      if (!step.source && from_source[input]) plan.kept[input] = true;
    }
  }
  return plan;
}

void CachedRows::append(int value, const BatchValue& rows) {
  const auto [at, added] = rows_.try_emplace(value, rows);
  BatchValue& all = at->second;
  if (added) {
    all.first_token.clear();
    return;
  }
  BatchValue joint;
  joint.matrix = Matrix(all.matrix.rows + rows.matrix.rows, rows.matrix.cols);
  joint.start = {0};
  for (std::size_t s = 0; s < rows.samples(); ++s) {
    float* to = joint.matrix.row(joint.start[s]);
    to = std::copy(all.matrix.row(all.start[s]), all.matrix.row(all.start[s + 1]), to);
    std::copy(rows.matrix.row(rows.start[s]), rows.matrix.row(rows.start[s + 1]), to);
    joint.start.push_back(joint.start[s] + all.rows(s) + rows.rows(s));
  }
  all = std::move(joint);
}

void CachedRows::advance(const std::vector<std::size_t>& tokens) {
  past_.resize(tokens.size(), 0);
  for (std::size_t s = 0; s < tokens.size(); ++s) past_[s] += tokens[s];
}

double CachedRows::bytes() const {
  double values = 0;
  for (const auto* table : {&rows_, &kept_}) {
    for (const auto& [value, rows] : *table) values += static_cast<double>(rows.matrix.data.size());
  }
  return values * sizeof(float);
}

}  // namespace tron::inference
