#pragma once

#include <cmath>
#include <cstddef>

#include "network/graph.h"
#include "rooms.h"

namespace tron::inference {

/// GELU (exact or the tanh form of Hendrycks and Gimpel, arXiv 1606.08415), SiLU or ReLU; double inside.
double exact_activation(Op op, double x);

/// A norm's parameters: gamma (x - mean) / deviation + beta.
struct NormTerms {
  const float* gamma = nullptr;
  const float* beta = nullptr;  ///< nullptr: none
  double epsilon = 0;
  bool centred = true;  ///< layer norm; else RMS norm, for which the mean is taken as zero
};

/// Mean and sqrt(mean((x - mean)^2) + epsilon) of a row.
struct RowStatistics {
  double mean = 0, deviation = 0;
};
RowStatistics row_statistics(const float* x, std::size_t columns, const NormTerms& terms);

/// exp(x_i - max x) / sum_j exp(x_j - max x), in place.
void exact_softmax(float* x, std::size_t columns);
void exact_norm(const float* x, const NormTerms& terms, std::size_t columns, float* out);

}  // namespace tron::inference
