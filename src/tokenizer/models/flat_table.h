#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rooms.h"

namespace tron::tokenizer {

/// A hash table from 64-bit keys to 64-bit values in one block of memory (open addressing, linear probing, at
/// most half full). Tokenizers hold hundreds of thousands of pairs and are opened for one sentence: what
/// counts is how fast it fills. The key ~0 is not allowed.
class FlatTable {
 public:
  static constexpr std::uint64_t kNone = ~std::uint64_t{0};

  explicit FlatTable(std::size_t expected = 0) {
    std::size_t slots = 16;
    while (slots < 2 * expected) slots *= 2;
    slots_.assign(slots, {});
  }

  /// The value, or kNone.
  std::uint64_t find(std::uint64_t key) const {
    const Slot& slot = slots_[place_of(key)];
    return slot.key == key ? slot.value : kNone;
  }

  /// Adds the pair, or replaces the value.
  void set(std::uint64_t key, std::uint64_t value) {
    Slot* slot = &slots_[place_of(key)];
    if (slot->key == kNone) {
      if (2 * (size_ + 1) > slots_.size()) {
        grow();
        slot = &slots_[place_of(key)];
      }
      slot->key = key;
      ++size_;
    }
    slot->value = value;
  }

  std::size_t size() const { return size_; }

 private:
  struct Slot {
    std::uint64_t key = kNone, value = kNone;
  };

  std::size_t place_of(std::uint64_t key) const {
    // Multiplication by the golden ratio, then the high bits down (Knuth, The Art of Computer Programming 3,
    // 6.4): neighbouring ids must not become neighbouring slots.
    const std::uint64_t mixed = (key ^ (key >> 32U)) * 0x9E3779B97F4A7C15U;
    std::size_t at = (mixed ^ (mixed >> 29U)) & (slots_.size() - 1);
    while (slots_[at].key != key && slots_[at].key != kNone) at = (at + 1) & (slots_.size() - 1);
    return at;
  }

  void grow() {
    std::vector<Slot> old(2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.key != kNone) slots_[place_of(slot.key)] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace tron::tokenizer
