#include "inference/elementwise/activation_unit.h"
#include "inference/elementwise/coherent_residual.h"
#include "inference/elementwise/elementwise.h"
#include "inference/elementwise/norm_ring.h"
#include "inference/elementwise/softmax_table.h"

namespace tron::inference {
namespace {

/// Each step by the chip's unit, or exactly where the chip's file or the sources say so.
class ChipOps : public ElementwiseOps {
 public:
  ChipOps(const Chip& chip, Sources sources, std::uint64_t seed)
      : exact_(exact_ops()),
        ring_(chip.norm, chip.weight_bank.ring, chip.weight_bank.drive_range),
        adder_(chip.residual, seed),
        activation_(chip.activation, seed),
        use_ring_(sources.has(Source::normalisation) && chip.norm.kind == NormKind::microring),
        use_adder_(sources.has(Source::residual) && chip.residual.kind == ResidualKind::coherent),
        use_activation_(sources.has(Source::activation) && chip.activation.kind != ActivationKind::digital) {
    if (sources.has(Source::softmax_table) && chip.softmax.tables) {
      tables_ = std::make_unique<SoftmaxTable>(chip.softmax);
    }
  }

  void softmax(float* scores, std::size_t columns) const override {
    if (tables_ != nullptr) {
      tables_->run(scores, columns);
    } else {
      exact_->softmax(scores, columns);
    }
  }

  void norm(const ElementRange& range, const float* x, const NormTerms& terms, std::size_t columns,
            std::uint32_t step, std::uint32_t row_id, float* out) const override {
    if (use_ring_ && range.deviation_min > 0 && range.in_max[0] > 0) {
      ring_.run(range, x, terms, columns, out);
    } else {
      exact_->norm(range, x, terms, columns, step, row_id, out);
    }
  }

  void activation(const ElementRange& range, Op op, float* x, std::size_t columns, std::uint32_t step,
                  std::uint32_t row_id) const override {
    if (use_activation_ && range.in_max[0] > 0) {
      activation_.run(range, op, x, columns, step, row_id);
    } else {
      exact_->activation(range, op, x, columns, step, row_id);
    }
  }

  void residual(const ElementRange& range, const float* x, const float* y, std::size_t columns,
                std::uint32_t step, std::uint32_t row_id, float* out) const override {
    if (use_adder_ && range.out_max > 0) {
      adder_.run(range, x, y, columns, step, row_id, out);
    } else {
      exact_->residual(range, x, y, columns, step, row_id, out);
    }
  }

 private:
  std::unique_ptr<ElementwiseOps> exact_;
  std::unique_ptr<SoftmaxTable> tables_;
  NormRing ring_;
  CoherentResidual adder_;
  ActivationUnit activation_;
  bool use_ring_, use_adder_, use_activation_;
};

}  // namespace

std::unique_ptr<ElementwiseOps> chip_ops(const Chip& chip, Sources sources, std::uint64_t seed) {
  return std::make_unique<ChipOps>(chip, sources, seed);
}

}  // namespace tron::inference
