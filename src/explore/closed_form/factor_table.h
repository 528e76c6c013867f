#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

#include "base/config/tracking.h"
#include "explore/space/space.h"
#include "rooms.h"

namespace tron::explore {

/// Numbers the combinations of some of a space's parameters.
class FactorIndex {
 public:
  FactorIndex(const Space& space, DependencySet parameters);

  std::uint64_t of(const std::vector<std::uint32_t>& chosen) const {
    std::uint64_t index = 0;
    for (const Step& step : steps_) index += chosen[step.parameter] * step.stride;
    return index;
  }
  std::uint64_t size() const { return size_; }
  DependencySet parameters() const { return parameters_; }

 private:
  struct Step {
    std::size_t parameter = 0;
    std::uint64_t stride = 1;
  };
  DependencySet parameters_;
  std::vector<Step> steps_;
  std::uint64_t size_ = 1;
};

/// The numbers of a table at one combination of its parameters.
struct FactorEntry {
  std::vector<double> values;
  std::uint32_t time_class = 0;  ///< the same for entries whose numbers of time are equal
};

/// All numbers of a chip with the same dependency set, filled by the loads. An entry never changes. A small
/// table is read without a lock.
class FactorTable {
 public:
  FactorTable(const Space& space, DependencySet parameters);

  const FactorIndex& index() const { return index_; }
  std::vector<std::uint32_t> numbers;  ///< of NumberedChip
  std::vector<std::uint32_t> timed;    ///< places in `numbers` of those that time depends on

  const FactorEntry* find(std::uint64_t combination) const;
  /// The combination's entry: `entry`, or the one that was there before; nullptr where the table is full.
  const FactorEntry* add(std::uint64_t combination, const FactorEntry& entry);
  /// Of an entry with these values.
  std::uint32_t time_class(const FactorEntry& entry);

 private:
  static constexpr std::uint64_t kDense = std::uint64_t{1} << 18;
  static constexpr std::size_t kMost = std::size_t{1} << 20;  ///< entries
  static constexpr std::size_t kShards = 64;
  struct Shard {
    mutable std::shared_mutex mutex;
    std::unordered_map<std::uint64_t, std::unique_ptr<const FactorEntry>> entries;
  };

  FactorIndex index_;
  std::unique_ptr<std::atomic<const FactorEntry*>[]> dense_;
  std::unique_ptr<std::array<Shard, kShards>> shards_;
  std::atomic<std::size_t> count_{0};
  std::mutex mutex_;
  std::vector<std::unique_ptr<const FactorEntry>> owned_;  ///< of the dense table
  std::map<std::vector<double>, std::uint32_t> classes_;
};

}  // namespace tron::explore
