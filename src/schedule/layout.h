#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rooms.h"
#include "schedule/buffer_plan.h"
#include "schedule/schedule.h"

namespace tron::schedule {

/// A product's place in a program: what of its TileRun no size, rate or time of a machine changes.
struct ProductLayout {
  /// Equal for the same step of equal layers.
  struct Shape {
    int pool = 0;
    std::uint64_t instances = 1, m = 0, k = 0, n = 0;  ///< all samples, weights stationary
    std::uint64_t own_instances = 1, own_m = 0;        ///< one sample's, on which inputs_stay decides
    bool fixed = false;                                ///< of Weighting
    bool probabilities = false;                        ///< that is what streams, if weights are stationary
    double cached = 0;  ///< bytes of the stationary operand, if it lies in a cache
    int left_slot = -1, right_slot = -1, output_slot = -1;
    int heads = 1;  ///< as in Product
    bool a_per_head = false;
    std::size_t depth = 0, width = 0;  ///< Product's k and n: 0 = the sample's token count
    friend bool operator==(const Shape&, const Shape&) = default;
  };
  int step = 0;
  Shape shape;
  int left = -1, right = -1, output = -1;  ///< values; `right` -1: a tensor
};

/// The same for what goes row by row through a unit.
struct RowLayout {
  struct Shape {
    int unit = 0;
    std::uint64_t rows = 0, operations = 0;    ///< operations: of a row
    bool view = false;                         ///< of a value in another shape: costs nothing
    double tables = 0, read = 0, written = 0;  ///< bytes, without what spills
    std::vector<int> input_slots;
    int output_slot = -1;
    friend bool operator==(const Shape&, const Shape&) = default;
  };
  int step = 0;
  Shape shape;
  std::vector<int> inputs;  ///< values
  int output = -1;
};

/// Steps that are issued together: `count` products side by side, or one row step.
struct GroupLayout {
  bool rows = false;
  int first = 0, count = 1;  ///< in Layout::products or Layout::rows
  friend bool operator==(const GroupLayout&, const GroupLayout&) = default;
};

/// Groups in a row that belong to one layer.
struct LayerLayout {
  int layer = -1;            ///< -1: stem or head
  int first = 0, count = 0;  ///< in Layout::groups
  bool as_before =
      false;  ///< the next layer after the one before in the list, and its steps have equal shapes
};

/// A program laid out on a machine as far as the machine's structure decides: which pools and units there
/// are, and what they do. Sizes, rates, capacities and times are left open.
struct Layout {
  BufferPlan values;
  std::vector<ProductLayout> products;  ///< in the order of issue, as all that follow
  std::vector<RowLayout> rows;
  std::vector<GroupLayout> groups;
  std::vector<LayerLayout> layers;
  double weight_bytes = 0, cache_bytes = 0;  ///< of all stationary tensors and all caches
  std::uint64_t batch = 1;
};

/// InputError for a workload that the network cannot take (more tokens than its position table).
Layout lay_out(const Program& program, const Machine& machine, const Workload& workload);

}  // namespace tron::schedule
