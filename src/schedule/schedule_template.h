#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "rooms.h"
#include "schedule/layout.h"
#include "schedule/schedule_view.h"

namespace tron::schedule {

class StageBuilder;

/// The part of a machine that decides the layout of a program; its numeric parameters do not.
struct ScheduleStructure {
  std::size_t pools, units;
  std::array<int, kRoles> pool_of;
  std::array<int, kUnitRoles> unit_of;
  int dram, buffer, operand_bits;
  explicit ScheduleStructure(const Machine& machine);
  friend bool operator==(const ScheduleStructure&, const ScheduleStructure&) = default;
};

/// A schedule that is filled with numbers repeatedly, for machines of one structure that differ in sizes,
/// rates, capacities and times. A layer that equals the one before it joins its block. Layers that can only
/// differ in spills are compared by their spills before anything is computed.
class ScheduleTemplate {
 public:
  /// InputError for a workload that the network cannot take.
  ScheduleTemplate(const Program& program, const Machine& like, const Workload& workload);
  ScheduleTemplate(const ScheduleTemplate&) = delete;
  ScheduleTemplate& operator=(const ScheduleTemplate&) = delete;

  /// Allocates nothing. InputError if the run could take longer than kLongest. std::logic_error for a machine
  /// of another structure: its numbers of pools and units, which of them do what, which memories take time,
  /// or the bits of an operand.
  void fill(const Machine& machine);

  /// What fill() made; until it is called again.
  std::span<const BlockView> blocks() const { return blocks_; }
  int slots() const { return layout_.values.slots + 1; }
  const Layout& layout() const { return layout_; }
  const Spills& spills() const { return spills_; }
  bool weights_resident() const { return weights_resident_; }

 private:
  bool spills_as_before(const LayerLayout& before, const LayerLayout& layer) const;
  bool spills_alike(const GroupLayout& a, const GroupLayout& b) const;
  void fill(const LayerLayout& layer, const StageBuilder& builder, const Machine& machine);
  void add_products(const GroupLayout& group, bool opens, const StageBuilder& builder,
                    const Machine& machine);
  void check_length() const;

  const std::string network_;
  const ScheduleStructure structure_;
  const Layout layout_;
  Spills spills_;
  bool weights_resident_ = false;
  std::vector<TileRun> tiles_;  ///< of every product; of layers that joined a block, old numbers
  std::vector<RowRun> rows_;
  std::vector<StageView> stages_;  ///< never more than groups, so that spans into it stay
  std::vector<BlockView> blocks_;
};

}  // namespace tron::schedule
