#pragma once

#include <memory>
#include <span>
#include <vector>

#include "inference/batch_value.h"
#include "inference/engine.h"
#include "program/program.h"
#include "rooms.h"

namespace tron::inference {

/// One product step bound to an engine: its sites, and its stationary operands where they are fixed.
class ProductRunner {
 public:
  /// `ranges` one per head, or empty (an engine without ranges, or calibration itself).
  ProductRunner(const Step& step, const Graph& graph, const Chip& chip, const ProductEngine& engine,
                std::span<const ProductRange> ranges);

  /// Prepares the fixed operand of `head`; nothing for dynamic products. Heads may be prepared in parallel.
  void prepare(std::size_t head);
  std::size_t heads() const { return sites_.size(); }

  /// `b` is the dynamic operand's value, or nullptr.
  BatchValue run(const BatchValue& a, const BatchValue* b, std::size_t first_sample,
                 Counters& counters) const;

 private:
  OperandView fixed_operand(std::size_t head) const;
  OperandView dynamic_operand(MatrixView b, std::size_t head) const;
  void run_fixed(const BatchValue& a, std::span<const std::uint32_t> positions, BatchValue& out,
                 Counters& counters) const;
  void run_dynamic(const BatchValue& a, const BatchValue& b, std::span<const std::uint32_t> positions,
                   BatchValue& out, Counters& counters) const;
  void run_dynamic_sample(const BatchValue& a, const BatchValue& b, std::size_t sample,
                          std::span<const std::uint32_t> positions, BatchValue& out,
                          Counters& counters) const;
  /// Whether the machine keeps A in its arrays for a product of this shape.
  bool inputs_stay(ProductShape shape) const;
  /// Every sample as inputs_stay() says.
  void run_either(const BatchValue& a, const BatchValue* b, std::size_t first_sample,
                  std::span<const std::uint32_t> positions, BatchValue& out, Counters& counters) const;
  /// The rings hold A^T, the rows of B^T stream, and the result comes out transposed.
  void run_swapped(const BatchValue& a, const BatchValue* b, std::size_t sample, std::size_t first_sample,
                   BatchValue& out, Counters& counters) const;
  void multiply(std::size_t head, MatrixView a, std::span<const std::uint32_t> positions,
                const ReadyOperand& b, ProductShape shape, float* out, std::size_t stride,
                Counters& counters) const;

  const Product& product_;
  const Graph& graph_;
  const Machine& machine_;
  const ProductEngine& engine_;
  std::vector<ProductSite> sites_;
  std::vector<std::unique_ptr<ReadyOperand>> fixed_;
};

}  // namespace tron::inference
