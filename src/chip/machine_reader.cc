#include "chip/machine_reader.h"

#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace tron::chip::detail {
namespace {

constexpr int kMost = 1 << 20;

Config filled_in(const Config& family, const std::string& name, int depth) {
  Config own = family.table(name);
  if (!own.has("like")) return own;
  const std::vector<std::string> names = family.keys();
  const std::string& other = names[static_cast<std::size_t>(own.choice("like", names))];
  if (depth == 0 || other == name)
    throw InputError(own.place("like"), fmt::format("\"{}\"", other), "a chain of likenesses that ends");
  Config out = own.based_on(filled_in(family, other, depth - 1));
  out.text("like");
  return out;
}

PartPlace place_in(const RingFacts& rings, const Tracked<bool>& gated, Tracked<Time> symbol) {
  return {symbol, gated, {}, rings.drive, rings.correct};
}

/// The words that a time may be: "link" in chips of banks, "tuning" everywhere.
Scope::Words time_words(const RingFacts& rings) {
  Scope::Words words = {{"tuning", rings.tuning}};
  if (rings.banks) words.emplace_back("link", rings.symbol);
  return words;
}

double real(int value) {
  return value;
}

/// Reads the sizes of a pool or a unit one by one; expressions may use them from then on.
class SizeReader {
 public:
  SizeReader(const Config& table, Scope& scope) : table_(table), scope_(scope) {}

  /// `otherwise` below 1: the key has to be there.
  Tracked<int> operator()(std::string_view key, const Tracked<int>& otherwise, int most) const {
    const Tracked<int> value = table_.output(key, [&] {
      const bool there = otherwise.untracked() < 1 || table_.has(key);
      return there ? scope_.whole(table_, key, 1, most) : *otherwise;
    });
    scope_.set(key, value.map(real));
    return value;
  }

 private:
  const Config& table_;
  Scope& scope_;
};

/// A time that may not be nothing.
Tracked<Time> read_period(const Config& table, std::string_view key, const Scope& scope,
                          const Scope::Words& words, const char* found) {
  return table.output(key, [&] {
    const Time time = scope.time(table, key, Scope::Join::slowest, words);
    if (!(time.si > 0)) throw InputError(table.place(key), found, "a time above 0 s");
    return time;
  });
}

Tracked<Time> read_latency(const Config& table, const Scope& scope) {
  return table.output("latency", [&] { return scope.time(table, "latency", Scope::Join::sum); });
}

Tracked<bool> read_flag(const Config& table, std::string_view key, const Scope& scope) {
  return table.output(key, [&] { return scope.flag(table, key); });
}

/// Light of one array of the pool, or why there is none.
Tracked<Feasible<Power>> read_light(const std::string& name, const Config& table, const Scope& scope,
                                    const Tracked<int>& rows, const Tracked<int>& channels,
                                    const Tracked<Time>& symbol, const RingFacts& rings) {
  auto light = table.tracked("light", [&]() -> Feasible<Power> {
    if (!table.has("light")) return rings.light ? rings.light(*rows) : Power{};
    return array_light(table.table("light"), scope, {name, *channels, *symbol}, rings.rules());
  });
  table.output("unlit", [&] { return !*light; });
  return light;
}

ArrayPool read_pool(const std::string& name, const Config& table, Scope scope, const RingFacts& rings,
                    const Tracked<bool>& gated, std::optional<Infeasible>& why) {
  const TrackedScope section = table.scope("pool." + name);
  ArrayPool pool;
  pool.name = name;
  const SizeReader size(table, scope);
  const Tracked<int> none = 0, one = 1;
  pool.arrays = size("arrays", none, kMost).untracked();
  const Tracked<int> rows = size("rows", none, 4096), channels = size("channels", none, 4096);
  pool.rows = rows.untracked();
  pool.channels = channels.untracked();
  pool.columns = size("columns", one, 4096).untracked();
  const Tracked<int> passes = size("passes", one, 64);
  pool.passes = passes.untracked();
  pool.unsigned_passes = size("unsigned_passes", passes, 64).untracked();
  pool.accumulate = size("accumulate", one, kMost).untracked();
  pool.shared_inputs = size("shared_inputs", one, kMost).untracked();
  pool.shared_sums = size("shared_sums", one, kMost).untracked();
  const Tracked<bool> streams_both = read_flag(table, "streams_both", scope);
  pool.streams_both = streams_both.untracked();
  pool.double_buffered = read_flag(table, "double_buffered", scope).untracked();
  const Tracked<Time> symbol =
      read_period(table, "symbol", scope, time_words(rings), "a symbol of no length");
  pool.symbol = symbol.untracked();
  const auto program = table.output("program", [&] {
    const bool there = !*streams_both || table.has("program");
    return there ? scope.time(table, "program", Scope::Join::sum) : Time{};
  });
  pool.program = program.untracked();
  pool.latency = read_latency(table, scope).untracked();

  const auto light = read_light(name, table, scope, rows, channels, symbol, rings);
  PartPlace place = place_in(rings, gated, symbol);
  place.light = light.map([](const Feasible<Power>& lit) { return lit ? *lit : Power{}; });
  if (!light.untracked() && !why) why = light.untracked().why();
  pool.parts = read_parts(table, scope, place);
  const auto symbol_terms = table.tracked(
      "symbol terms", [&] { return scope.time_terms(table, "symbol", Scope::Join::slowest, rings.terms); });
  const auto program_terms = table.tracked("program terms", [&] {
    return table.has("program") ? scope.time_terms(table, "program", Scope::Join::sum)
                                : std::vector<TimeTerm>{};
  });
  pool.symbol_terms = symbol_terms.untracked();
  pool.program_terms = program_terms.untracked();
  table.finish();
  return pool;
}

Unit read_unit(const std::string& name, const Config& table, Scope scope, const RingFacts& rings,
               const Tracked<bool>& gated) {
  const TrackedScope section = table.scope("unit." + name);
  Unit unit;
  unit.name = name;
  const SizeReader size(table, scope);
  unit.lanes = size("lanes", 0, kMost).untracked();
  const Tracked<Time> cycle = read_period(table, "cycle", scope, {}, "a cycle of no length");
  unit.cycle = cycle.untracked();
  unit.passes = size("passes", 1, 64).untracked();
  const auto row_overhead = table.output("row_overhead", [&] {
    return table.has("row_overhead") ? scope.time(table, "row_overhead", Scope::Join::sum, time_words(rings))
                                     : Time{};
  });
  unit.row_overhead = row_overhead.untracked();
  unit.latency = read_latency(table, scope).untracked();
  unit.parts = read_parts(table, scope, place_in(rings, gated, cycle));
  table.finish();
  return unit;
}

template <class Things>
std::vector<std::string> names_of(const Things& things) {
  std::vector<std::string> out;
  out.reserve(things.size());
  for (const auto& thing : things) out.push_back(thing.name);
  return out;
}

void read_placement(const Config& placement, Machine& machine) {
  constexpr std::array<std::string_view, kRoles> kRoleNames = {"dense",  "query", "key",
                                                               "scores", "value", "context"};
  constexpr std::array<std::string_view, kUnitRoles> kUnitNames = {"softmax", "norm", "activation",
                                                                   "residual", "control"};
  const auto pools = names_of(machine.pools), units = names_of(machine.units);
  // Where there is one alone, nothing is left to say.
  const auto place = [&](std::string_view role, const std::vector<std::string>& names) {
    const auto chosen = placement.output(
        role, [&] { return names.size() == 1 && !placement.has(role) ? 0 : placement.choice(role, names); });
    return chosen.untracked();
  };
  for (std::size_t i = 0; i < kRoleNames.size(); ++i) machine.pool_of[i] = place(kRoleNames[i], pools);
  for (std::size_t i = 0; i < kUnitNames.size(); ++i) machine.unit_of[i] = place(kUnitNames[i], units);
}

void read_schedule(const Config& schedule, const Scope& scope, const Tracked<double>& capacity,
                   Machine& machine) {
  const auto stationary = schedule.output("stationary", [&] {
    return static_cast<Stationary>(schedule.choice("stationary", {"weights", "inputs", "automatic"}));
  });
  const auto fetch_depth =
      schedule.output("fetch_depth", [&] { return scope.whole(schedule, "fetch_depth", 1, 1024); });
  machine.stationary = stationary.untracked();
  machine.fetch_depth = fetch_depth.untracked();
  double* const shares[] = {&machine.weight_capacity_bytes, &machine.value_capacity_bytes,
                            &machine.cache_capacity_bytes};
  const char* const names[] = {"weights", "values", "caches"};
  Tracked<double> sum = 0;
  for (int i = 0; i < 3; ++i) {
    const auto share = schedule.tracked(names[i], [&] { return schedule.number(names[i], 0, 1); });
    const auto bytes = schedule.output(fmt::format("{}.bytes", names[i]), [&] { return *share * *capacity; });
    sum = schedule.tracked("shares", [&] {
      const double all = *sum + *share;
      if (all > 1 + 1e-12)
        throw InputError(schedule.place(names[i]),
                         fmt::format("{:g}, {:g} with the shares before it", *share, all),
                         "shares of the buffer that add up to 1 at most");
      return all;
    });
    *shares[i] = bytes.untracked();
  }
}

}  // namespace

std::vector<std::pair<std::string, Config>> read_family(const Config& root, std::string_view name) {
  const Config family = root.table(name);
  std::vector<std::pair<std::string, Config>> out;
  for (const std::string& member : family.keys()) out.emplace_back(member, filled_in(family, member, 8));
  if (out.empty()) throw InputError(family.place(), "no table", fmt::format("[{}.NAME], one or more", name));
  return out;
}

Machine read_machine(const Config& root, const DeviceLibrary& library, const RingFacts& rings,
                     std::optional<Infeasible>& why) {
  const TrackedScope section = root.scope("machine");
  Machine machine;
  Scope scope(root, library);
  const Tracked<int> bits =
      root.output("bits", [&] { return scope.whole(root.table("operand"), "bits", 2, 16); });
  machine.operand_bits = bits.untracked();
  scope.set_bits(bits);
  if (rings.banks) scope.set("ring_arms", rings.arms.map(real));

  const Config laser = root.table_or_empty("laser");
  const bool lasers = root.has("laser");
  const Tracked<bool> gated = root.tracked("gated", [&] {
    return !lasers || laser.choice("policy", {"gated", "always"}) == 0;
  });
  const auto warm_up =
      root.output("warm_up", [&] { return lasers ? laser.quantity<Time>("warm_up", {0}, {1}) : Time{}; });
  machine.warm_up = warm_up.untracked();
  for (const auto& [name, table] : read_family(root, "pool"))
    machine.pools.push_back(read_pool(name, table, scope, rings, gated, why));
  for (const auto& [name, table] : read_family(root, "unit"))
    machine.units.push_back(read_unit(name, table, scope, rings, gated));
  const Tracked<double> capacity = read_memories(scope, machine);
  machine.parts = read_parts(root, scope, place_in(rings, gated, Time{}));
  read_placement(root.table_or_empty("placement"), machine);
  read_schedule(root.table("schedule"), scope, capacity, machine);
  return machine;
}

}  // namespace tron::chip::detail
