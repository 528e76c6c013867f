#include "explore/closed_form/factors.h"

#include <algorithm>
#include <bit>
#include <mutex>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "base/error.h"
#include "explore/closed_form/load_record.h"

namespace tron::explore {

/// A load of a whole chip at one combination.
struct ChipFactors::Loaded {
  std::vector<std::uint32_t> chosen;
  std::optional<ChipMachine> chip;  ///< nothing where a description does not allow it
  LoadRecord record;
};

/// What is known of the space: which parameters each scope and each number of the chip depends on, over all
/// combinations that were loaded, and the tables made from that.
struct ChipFactors::Structure {
  std::uint64_t version = 0;
  ChipMachine chip;                                         ///< of one combination; all have its parts
  std::vector<std::uint64_t> ids;                           ///< of each number: the loader's scope
  std::vector<DependencySet> numbers;                       ///< of each number
  std::unordered_map<std::uint64_t, DependencySet> scopes;  ///< by id
  std::vector<std::unique_ptr<FactorTable>> tables;

  /// Whether the load shows no dependency that is new. Then the tables may keep its numbers.
  bool covers(const LoadRecord& record) const {
    const auto known = [](DependencySet some, DependencySet all) { return (some & ~all) == 0; };
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (!known(record.outputs[i].dependencies, numbers[i])) return false;
    }
    return std::all_of(record.scopes.begin(), record.scopes.end(), [&](const LoadRecord::Scope& scope) {
      const auto found = scopes.find(scope.id);
      return found != scopes.end() && known(scope.dependencies, found->second);
    });
  }

  void widen(const LoadRecord& record) {
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] |= record.outputs[i].dependencies;
    for (const LoadRecord::Scope& scope : record.scopes) scopes[scope.id] |= scope.dependencies;
  }

  bool same_numbers(const LoadRecord& record) const {
    return std::equal(ids.begin(), ids.end(), record.outputs.begin(), record.outputs.end(),
                      [](std::uint64_t id, const LoadRecord::Output& output) { return id == output.id; });
  }

  void make_tables(const Space& space);
  void keep(const Loaded& loaded) const;
  FactorEntry entry_of(FactorTable& table, const LoadRecord& record) const {
    FactorEntry entry;
    for (const std::uint32_t number : table.numbers) entry.values.push_back(record.outputs[number].value);
    entry.time_class = table.time_class(entry);
    return entry;
  }
};

void ChipFactors::Structure::make_tables(const Space& space) {
  const NumberedChip numbered(chip, numbers.size());
  const auto table_of = [&](DependencySet from) -> FactorTable& {
    for (const auto& table : tables) {
      if (table->index().parameters() == from) return *table;
    }
    return *tables.emplace_back(std::make_unique<FactorTable>(space, from));
  };
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    FactorTable& table = table_of(numbers[i]);
    if (numbered.of_time(i)) table.timed.push_back(static_cast<std::uint32_t>(table.numbers.size()));
    table.numbers.push_back(static_cast<std::uint32_t>(i));
  }
  // A scope without a number has one result: it ended without an error. A table of more parameters says so
  // for a scope that depends on fewer.
  std::vector<DependencySet> checks;
  for (const auto& [id, from] : scopes) checks.push_back(from);
  std::sort(checks.begin(), checks.end(), [](DependencySet a, DependencySet b) {
    return std::popcount(a) != std::popcount(b) ? std::popcount(a) > std::popcount(b) : a < b;
  });
  for (const DependencySet from : checks) {
    const bool within =
        std::any_of(tables.begin(), tables.end(), [&](const std::unique_ptr<FactorTable>& table) {
          return (from & ~table->index().parameters()) == 0;
        });
    if (!within) table_of(from);
  }
}

void ChipFactors::Structure::keep(const Loaded& loaded) const {
  for (const auto& table : tables) {
    const std::uint64_t combination = table->index().of(loaded.chosen);
    if (!table->find(combination)) table->add(combination, entry_of(*table, loaded.record));
  }
}

ChipFactors::ChipFactors(const Space& space, const std::string& assumptions)
    : space_(space), description_(space.chip, assumptions) {
  if (space.parameters.size() > 64) {
    throw InputError(Place{space.file, 0, 0, "parameter"}, fmt::format("{} of them", space.parameters.size()),
                     "at most 64");
  }
  discover();
}

ChipFactors::~ChipFactors() = default;

/// Loads the first combination, the last, and values of each parameter with the first of the others: these
/// mostly show every dependency.
void ChipFactors::discover() const {
  std::vector<Loaded> loads;
  std::vector<std::uint32_t> first(space_.parameters.size(), 0), last = first;
  for (std::size_t i = 0; i < last.size(); ++i)
    last[i] = static_cast<std::uint32_t>(space_.parameters[i].values.size()) - 1;
  loads.push_back(load(first));
  for (std::size_t i = 0; i < first.size(); ++i) {
    const std::uint32_t tries = std::min<std::uint32_t>(last[i], 16);
    for (std::uint32_t v = 1; v <= tries; ++v) {
      std::vector<std::uint32_t> chosen = first;
      chosen[i] = static_cast<std::uint32_t>(std::uint64_t{v} * last[i] / tries);
      loads.push_back(load(chosen));
    }
  }
  loads.push_back(load(last));
  learn(loads);
}

ChipFactors::Loaded ChipFactors::load(const std::vector<std::uint32_t>& chosen) const {
  ++loads_;
  std::vector<TrackedSetting> settings;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const SpaceParameter& parameter = space_.parameters[i];
    for (const std::string& path : parameter.paths)
      settings.push_back({path + "=" + parameter.values[chosen[i]], DependencySet{1} << i});
  }
  Loaded out;
  out.chosen = chosen;
  try {
    out.chip = description_.load_machine(settings, out.record);
  } catch (const InputError&) {
    // The record says on what the error depends.
  }
  return out;
}

void ChipFactors::learn(const std::vector<Loaded>& loads) const {
  const std::lock_guard lock(mutex_);
  const Structure* known = structure_;
  std::unique_ptr<Structure> next;
  for (const Loaded& loaded : loads) {
    if (!loaded.chip) {
      remember_illegal(loaded);
      continue;
    }
    const Structure* now = next ? next.get() : known;
    if (now && !now->same_numbers(loaded.record)) {
      whole_ = true;
      return;
    }
    if (now && now->covers(loaded.record)) continue;
    if (!next) {
      next = std::make_unique<Structure>();
      next->version = structures_.size() + 1;
      next->chip = known ? known->chip : *loaded.chip;
      for (const LoadRecord::Output& output : loaded.record.outputs) next->ids.push_back(output.id);
      next->numbers.assign(next->ids.size(), 0);
      if (known) next->numbers = known->numbers, next->scopes = known->scopes;
    }
    next->widen(loaded.record);
  }
  if (next) {
    next->make_tables(space_);
    known = structures_.emplace_back(std::move(next)).get();
  }
  if (known) {
    for (const Loaded& loaded : loads) {
      if (loaded.chip) known->keep(loaded);
    }
  }
  if (known != structure_) structure_.store(known, std::memory_order_release);
}

void ChipFactors::remember_illegal(const Loaded& loaded) const {
  const std::unique_lock lock(illegal_mutex_);
  // An error that may depend on anything has all bits, also those of no parameter.
  const std::size_t count = space_.parameters.size();
  const DependencySet all = count == 64 ? ~DependencySet{0} : (DependencySet{1} << count) - 1;
  const DependencySet from = loaded.record.failed & all;
  auto place = std::find_if(illegal_.begin(), illegal_.end(),
                            [&](const IllegalSet& set) { return set.index.parameters() == from; });
  if (place == illegal_.end()) place = illegal_.insert(place, {FactorIndex(space_, from), {}});
  constexpr std::size_t kMost = std::size_t{1} << 22;
  if (place->combinations.size() < kMost) place->combinations.insert(place->index.of(loaded.chosen));
}

bool ChipFactors::known_illegal(const std::vector<std::uint32_t>& chosen) const {
  const std::shared_lock lock(illegal_mutex_);
  return std::any_of(illegal_.begin(), illegal_.end(),
                     [&](const IllegalSet& set) { return set.combinations.contains(set.index.of(chosen)); });
}

std::size_t ChipFactors::tables() const {
  const Structure* structure = structure_;
  return structure && !whole_ ? structure->tables.size() : 0;
}

void ChipFactors::Reader::take(const Structure& structure) {
  structure_ = &structure;
  version_ = structure.version;
  chip_ = std::make_unique<NumberedChip>(structure.chip, structure.numbers.size());
  last_.assign(structure.tables.size(), nullptr);
  time_key_.assign(structure.tables.size(), 0);
}

void ChipFactors::Reader::put(const FactorEntry& entry, std::size_t table) {
  const std::vector<std::uint32_t>& numbers = structure_->tables[table]->numbers;
  for (std::size_t i = 0; i < numbers.size(); ++i) chip_->put(numbers[i], entry.values[i]);
  time_key_[table] = entry.time_class;
  last_[table] = &entry;
  settled_ = false;
}

bool ChipFactors::Reader::look_up(const std::vector<std::uint32_t>& chosen) {
  const Structure* structure = factors_.structure_.load(std::memory_order_acquire);
  if (!structure) return false;
  if (structure != structure_) take(*structure);
  for (std::size_t f = 0; f < last_.size(); ++f) {
    const FactorTable& table = *structure_->tables[f];
    const FactorEntry* entry = table.find(table.index().of(chosen));
    if (!entry) return false;
    if (entry == last_[f]) continue;
    put(*entry, f);
  }
  // The last look_up() may have put numbers and then missed.
  if (!settled_) chip_->settle();
  settled_ = true;
  return true;
}

void ChipFactors::Reader::complete(const Loaded& loaded) {
  const Structure* structure = factors_.structure_.load(std::memory_order_acquire);
  if (structure != structure_) take(*structure);
  for (std::size_t f = 0; f < last_.size(); ++f) {
    put(structure_->entry_of(*structure_->tables[f], loaded.record), f);
    last_[f] = nullptr;
  }
  chip_->settle();
  settled_ = true;
}

void ChipFactors::Reader::read_whole(const Loaded& loaded) {
  // A version that no other point has and that no structure will have: nothing found for others holds here.
  static std::atomic<std::uint64_t> versions{std::uint64_t{1} << 32};
  version_ = ++versions;
  structure_ = nullptr;
  time_key_.clear();
  const std::vector<LoadRecord::Output>& outputs = loaded.record.outputs;
  chip_ = std::make_unique<NumberedChip>(*loaded.chip, outputs.size());
  for (std::size_t i = 0; i < outputs.size(); ++i) chip_->put(i, outputs[i].value);
  chip_->settle();
}

bool ChipFactors::Reader::read(const std::vector<std::uint32_t>& chosen) {
  if (!factors_.whole_ && look_up(chosen)) return true;
  if (factors_.known_illegal(chosen)) return false;
  std::vector<Loaded> loads;
  loads.push_back(factors_.load(chosen));
  factors_.learn(loads);
  const Loaded& loaded = loads.front();
  if (!loaded.chip) return false;
  if (factors_.whole_) {
    read_whole(loaded);
  } else if (!look_up(chosen)) {
    // A table is full.
    complete(loaded);
  }
  return true;
}

}  // namespace tron::explore
