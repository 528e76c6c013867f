#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "inference/elementwise/elementwise.h"
#include "rooms.h"

namespace tron::inference {

/// Exact operations that take down their ranges; `steps` of the program. Thread-safe.
class ElementRecorder : public ElementwiseOps {
 public:
  explicit ElementRecorder(std::size_t steps) : exact_(exact_ops()), ranges_(steps) {}
  void softmax(float* scores, std::size_t columns) const override { exact_->softmax(scores, columns); }
  void norm(const ElementRange& range, const float* x, const NormTerms& terms, std::size_t columns,
            std::uint32_t step, std::uint32_t row_id, float* out) const override;
  void activation(const ElementRange& range, Op op, float* x, std::size_t columns, std::uint32_t step,
                  std::uint32_t row_id) const override;
  void residual(const ElementRange& range, const float* x, const float* y, std::size_t columns,
                std::uint32_t step, std::uint32_t row_id, float* out) const override;
  std::vector<ElementRange> ranges() const;

 private:
  void widen(std::uint32_t step, const ElementRange& row) const;

  std::unique_ptr<ElementwiseOps> exact_;
  mutable std::mutex mutex_;
  mutable std::vector<ElementRange> ranges_;
};

}  // namespace tron::inference
