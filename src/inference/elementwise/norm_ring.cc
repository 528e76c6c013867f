#include "inference/elementwise/norm_ring.h"

#include <algorithm>
#include <cmath>

#include "inference/elementwise/elementwise_exact.h"
#include "inference/kernels/signed_quantizer.h"

namespace tron::inference {

NormRing::NormRing(const NormDesign& design, const MicroringParameters& ring, Length drive_range)
    : design_(design), ring_(ring), range_m_(drive_range.si), full_(ring_.through(drive_range.si)) {}

double NormRing::multiplier(double wanted) const {
  const double top = (1 << design_.ring_bits) - 1;
  const double detuning = ring_.detuning_for(std::min(wanted, 1.0) * full_);
  const double code = std::nearbyint(std::min(detuning / range_m_, 1.0) * top);
  return ring_.through(code / top * range_m_) / full_;
}

void NormRing::run(const ElementRange& range, const float* x, const NormTerms& terms, std::size_t columns,
                   float* out) const {
  const RowStatistics row = row_statistics(x, columns, terms);
  const double least = range.deviation_min;
  const auto gain = static_cast<float>(multiplier(least / row.deviation) / least);
  const auto mean = static_cast<float>(row.mean);
  const SignedQuantizer drive(design_.bits, range.in_max[0]), adc(design_.bits, range.out_max);
  for (std::size_t c = 0; c < columns; ++c) {
    const float shift = terms.beta != nullptr ? terms.beta[c] : 0;
    out[c] = terms.gamma[c] * adc(drive(x[c] - mean) * gain) + shift;
  }
}

}  // namespace tron::inference
