#include "chip/machine_reader.h"

#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace tron::chip_detail {
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

PartPlace place_in(const RingFacts& rings, bool gated, Time symbol) {
  return {symbol, gated, {}, rings.drive, rings.correct};
}

/// The words that a time may be: "link" in chips of banks, "tuning" everywhere.
std::vector<std::pair<std::string, Time>> time_words(const RingFacts& rings) {
  std::vector<std::pair<std::string, Time>> words = {{"tuning", rings.tuning}};
  if (rings.arms > 0) words.emplace_back("link", rings.symbol);
  return words;
}

Power read_light(const Config& table, const Scope& scope, const ArrayPool& pool, const RingFacts& rings,
                 std::optional<Infeasible>& why) {
  if (!table.has("light")) return rings.light ? rings.light(pool.rows) : Power{};
  const Feasible<Power> light = array_light(table.table("light"), scope, pool, rings.rules);
  if (light) return *light;
  if (!why) why = light.why();
  return {};
}

ArrayPool read_pool(const std::string& name, const Config& table, Scope scope, const RingFacts& rings,
                    bool gated, std::optional<Infeasible>& why) {
  ArrayPool pool;
  pool.name = name;
  const auto size = [&](std::string_view key, int otherwise, int most) {
    const int value =
        scope.whole(table, key, 1, most, otherwise > 0 ? std::optional<int>(otherwise) : std::nullopt);
    scope.set(key, value);
    return value;
  };
  pool.arrays = size("arrays", 0, kMost);
  pool.rows = size("rows", 0, 4096);
  pool.channels = size("channels", 0, 4096);
  pool.columns = size("columns", 1, 4096);
  pool.passes = size("passes", 1, 64);
  pool.unsigned_passes = size("unsigned_passes", pool.passes, 64);
  pool.accumulate = size("accumulate", 1, kMost);
  pool.shared_inputs = size("shared_inputs", 1, kMost);
  pool.shared_sums = size("shared_sums", 1, kMost);
  pool.streams_both = scope.flag(table, "streams_both");
  pool.double_buffered = scope.flag(table, "double_buffered");
  pool.symbol = scope.time(table, "symbol", Scope::Join::slowest, time_words(rings));
  if (!(pool.symbol.si > 0))
    throw InputError(table.place("symbol"), "a symbol of no length", "a time above 0 s");
  if (!pool.streams_both || table.has("program"))
    pool.program = scope.time(table, "program", Scope::Join::sum);
  pool.latency = scope.time(table, "latency", Scope::Join::sum);

  PartPlace place = place_in(rings, gated, pool.symbol);
  place.light = read_light(table, scope, pool, rings, why);
  pool.parts = read_parts(table, scope, place);
  return pool;
}

Unit read_unit(const std::string& name, const Config& table, Scope scope, const RingFacts& rings,
               bool gated) {
  Unit unit;
  unit.name = name;
  unit.lanes = scope.whole(table, "lanes", 1, kMost);
  scope.set("lanes", unit.lanes);
  unit.cycle = scope.time(table, "cycle", Scope::Join::slowest);
  if (!(unit.cycle.si > 0))
    throw InputError(table.place("cycle"), "a cycle of no length", "a time above 0 s");
  unit.passes = scope.whole(table, "passes", 1, 64, 1);
  scope.set("passes", unit.passes);
  if (table.has("row_overhead"))
    unit.row_overhead = scope.time(table, "row_overhead", Scope::Join::sum, time_words(rings));
  unit.latency = scope.time(table, "latency", Scope::Join::sum);
  unit.parts = read_parts(table, scope, place_in(rings, gated, unit.cycle));
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
    return names.size() == 1 && !placement.has(role) ? 0 : placement.choice(role, names);
  };
  for (std::size_t i = 0; i < kRoleNames.size(); ++i) machine.pool_of[i] = place(kRoleNames[i], pools);
  for (std::size_t i = 0; i < kUnitNames.size(); ++i) machine.unit_of[i] = place(kUnitNames[i], units);
}

void read_schedule(const Config& schedule, const Scope& scope, Machine& machine) {
  machine.stationary =
      static_cast<Stationary>(schedule.choice("stationary", {"weights", "inputs", "automatic"}));
  machine.fetch_depth = scope.whole(schedule, "fetch_depth", 1, 1024);
  double* const shares[] = {&machine.weight_capacity_bytes, &machine.value_capacity_bytes,
                            &machine.cache_capacity_bytes};
  const char* const names[] = {"weights", "values", "caches"};
  const double capacity = machine.memories[static_cast<std::size_t>(machine.buffer)].capacity_bytes;
  double sum = 0;
  for (int i = 0; i < 3; ++i) {
    const double share = schedule.number(names[i], 0, 1);
    if ((sum += share) > 1 + 1e-12)
      throw InputError(schedule.place(names[i]),
                       fmt::format("{:g}, {:g} with the shares before it", share, sum),
                       "shares of the buffer that add up to 1 at most");
    *shares[i] = share * capacity;
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
  Machine machine;
  Scope scope(root, library);
  machine.operand_bits = scope.whole(root.table("operand"), "bits", 2, 16);
  scope.set_bits(machine.operand_bits);
  if (rings.arms > 0) scope.set("ring_arms", rings.arms);

  bool gated = true;
  if (root.has("laser")) {
    const Config laser = root.table("laser");
    gated = laser.choice("policy", {"gated", "always"}) == 0;
    machine.warm_up = laser.quantity<Time>("warm_up", {0}, {1});
  }
  for (const auto& [name, table] : read_family(root, "pool")) {
    machine.pools.push_back(read_pool(name, table, scope, rings, gated, why));
    table.finish();
  }
  for (const auto& [name, table] : read_family(root, "unit")) {
    machine.units.push_back(read_unit(name, table, scope, rings, gated));
    table.finish();
  }
  read_memories(scope, machine);
  machine.parts = read_parts(root, scope, place_in(rings, gated, {}));
  read_placement(root.table_or_empty("placement"), machine);
  read_schedule(root.table("schedule"), scope, machine);
  return machine;
}

}  // namespace tron::chip_detail
