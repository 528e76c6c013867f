#pragma once

#include <cmath>
#include <cstddef>

#include "network/graph.h"

namespace tron {

/// GELU (exact or the tanh form of Hendrycks and Gimpel, arXiv 1606.08415) or ReLU; double inside.
double exact_activation(Op op, double x);

/// Mean and sqrt(variance + epsilon) of a row, as layer norm takes them.
struct RowStatistics {
  double mean = 0, deviation = 0;
};
RowStatistics row_statistics(const float* x, std::size_t columns, double epsilon);

/// exp(x_i - max x) / sum_j exp(x_j - max x), in place.
void exact_softmax(float* x, std::size_t columns);
void exact_norm(const float* x, const float* gamma, const float* beta, double epsilon, std::size_t columns,
                float* out);

}  // namespace tron
