#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include "chip/chip.h"
#include "chip/numbered_chip.h"
#include "explore/closed_form/factor_table.h"
#include "explore/space/space.h"
#include "rooms.h"

namespace tron::explore {

/// The chip of every combination of a space under one assumption set, as a product of factors: each number of
/// the machine depends on a few parameters, is computed once by the real loader for each combination of
/// those, and looked up afterwards. docs/methods/explore.md says why that is the same. Safe from several
/// threads; read through a Reader each.
class ChipFactors {
 public:
  /// `space` has to outlive it. InputError for more than 64 parameters.
  ChipFactors(const Space& space, const std::string& assumptions);
  ~ChipFactors();

  class Reader;
  std::uint64_t loads() const { return loads_; }  ///< of whole chips so far
  std::size_t tables() const;                     ///< tables looked into per combination; 0: not factored

 private:
  struct Structure;
  struct Loaded;

  Loaded load(const std::vector<std::uint32_t>& chosen) const;
  void learn(const std::vector<Loaded>& loads) const;
  void discover() const;
  bool known_illegal(const std::vector<std::uint32_t>& chosen) const;
  void remember_illegal(const Loaded& loaded) const;

  const Space& space_;
  const ChipDescription description_;
  // Caches: they change no result.
  mutable std::atomic<std::uint64_t> loads_{0};
  mutable std::atomic<const Structure*> structure_{nullptr};
  mutable std::atomic<bool> whole_{false};  ///< chips have different lists of numbers: no factors
  mutable std::mutex mutex_;                ///< of structures_
  mutable std::vector<std::unique_ptr<Structure>> structures_;
  /// Combinations of the parameters that an error depended on.
  struct IllegalSet {
    FactorIndex index;
    std::unordered_set<std::uint64_t> combinations;
  };
  mutable std::shared_mutex illegal_mutex_;
  mutable std::vector<IllegalSet> illegal_;
};

/// Reads one point after another; for one thread.
class ChipFactors::Reader {
 public:
  explicit Reader(const ChipFactors& factors) : factors_(factors) {}

  /// Makes chip() the combination's chip. False: a description does not allow these values together.
  bool read(const std::vector<std::uint32_t>& chosen);
  const NumberedChip& chip() const { return *chip_; }

  /// Combinations with the same version() and equal keys have the same numbers of time.
  const std::vector<std::uint32_t>& time_key() const { return time_key_; }
  std::uint64_t version() const { return version_; }

 private:
  /// False where a table does not know the combination's numbers yet.
  bool look_up(const std::vector<std::uint32_t>& chosen);
  void complete(const Loaded& loaded);
  void read_whole(const Loaded& loaded);
  void take(const Structure& structure);
  void put(const FactorEntry& entry, std::size_t table);

  const ChipFactors& factors_;
  const Structure* structure_ = nullptr;
  std::unique_ptr<NumberedChip> chip_;
  std::vector<const FactorEntry*> last_;  ///< per table: the entry that chip_ holds
  std::vector<std::uint32_t> time_key_;
  std::uint64_t version_ = 0;
  bool settled_ = false;  ///< chip_->settle() came after the last put()
};

}  // namespace tron::explore
