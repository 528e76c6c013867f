#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/numbers/matrix.h"
#include "inference/elementwise/elementwise_exact.h"
#include "inference/sources.h"
#include "program/program.h"
#include "rooms.h"

namespace tron::inference {

/// Ranges of an element-wise step found on the calibration samples. A range of zero (nothing but zeros seen)
/// makes its step exact.
struct ElementRange {
  float in_max[2] = {0, 0};  ///< |input|, of both addends for a residual; |x - mean| for a norm
  float out_max = 0;         ///< |output|; |x - mean| / deviation for a norm
  float deviation_min = 0;   ///< norm: least deviation, the ring's full transmission
};

/// The steps between the products, as one fidelity carries them out, in place or into `out`. Every method is
/// safe from any thread; noise depends on (seed, step id, row id, column) alone.
class ElementwiseOps {
 public:
  virtual ~ElementwiseOps() = default;
  /// `columns` scores of one row and head -> probabilities, in place.
  virtual void softmax(float* scores, std::size_t columns) const = 0;
  virtual void norm(const ElementRange& range, const float* x, const NormTerms& terms, std::size_t columns,
                    std::uint32_t step, std::uint32_t row_id, float* out) const = 0;
  virtual void activation(const ElementRange& range, Op op, float* x, std::size_t columns, std::uint32_t step,
                          std::uint32_t row_id) const = 0;
  virtual void residual(const ElementRange& range, const float* x, const float* y, std::size_t columns,
                        std::uint32_t step, std::uint32_t row_id, float* out) const = 0;
};

/// Exact fp32 (double inside): digital and quantized.
std::unique_ptr<ElementwiseOps> exact_ops();
/// As the chip's file chooses; a switched-off source makes its step exact.
std::unique_ptr<ElementwiseOps> chip_ops(const Chip& chip, Sources sources, std::uint64_t seed);

}  // namespace tron::inference
