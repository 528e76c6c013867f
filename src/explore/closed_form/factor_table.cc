#include "explore/closed_form/factor_table.h"

namespace tron::explore {

FactorIndex::FactorIndex(const Space& space, DependencySet parameters) : parameters_(parameters) {
  for (std::size_t i = 0; i < space.parameters.size(); ++i) {
    if ((parameters >> i & 1) == 0) continue;
    steps_.push_back({i, size_});
    size_ *= space.parameters[i].values.size();
  }
}

FactorTable::FactorTable(const Space& space, DependencySet parameters) : index_(space, parameters) {
  if (index_.size() <= kDense) {
    dense_ = std::make_unique<std::atomic<const FactorEntry*>[]>(index_.size());
  } else {
    shards_ = std::make_unique<std::array<Shard, kShards>>();
  }
}

const FactorEntry* FactorTable::find(std::uint64_t combination) const {
  if (dense_) return dense_[combination].load(std::memory_order_acquire);
  const Shard& shard = (*shards_)[combination % kShards];
  const std::shared_lock lock(shard.mutex);
  const auto found = shard.entries.find(combination);
  return found != shard.entries.end() ? found->second.get() : nullptr;
}

const FactorEntry* FactorTable::add(std::uint64_t combination, const FactorEntry& entry) {
  if (dense_) {
    const std::lock_guard lock(mutex_);
    if (const FactorEntry* known = dense_[combination].load(std::memory_order_relaxed)) return known;
    owned_.push_back(std::make_unique<const FactorEntry>(entry));
    dense_[combination].store(owned_.back().get(), std::memory_order_release);
    return owned_.back().get();
  }
  if (count_ >= kMost) return find(combination);
  Shard& shard = (*shards_)[combination % kShards];
  const std::unique_lock lock(shard.mutex);
  auto& place = shard.entries[combination];
  if (!place) {
    place = std::make_unique<const FactorEntry>(entry);
    ++count_;
  }
  return place.get();
}

std::uint32_t FactorTable::time_class(const FactorEntry& entry) {
  std::vector<double> key;
  key.reserve(timed.size());
  for (const std::uint32_t place : timed) key.push_back(entry.values[place]);
  const std::lock_guard lock(mutex_);
  return classes_.try_emplace(std::move(key), static_cast<std::uint32_t>(classes_.size())).first->second;
}

}  // namespace tron::explore
