#include <algorithm>

#include <fmt/format.h>

#include "chip/machine_reader.h"

namespace tron::chip_detail {
namespace {

const std::vector<std::string>& charge_names() {
  static const std::vector<std::string> names = {"update", "input",  "mac",     "detection", "conversion",
                                                 "symbol", "output", "element", "busy",      "always"};
  return names;
}

/// A part's own table, and that of the part whose devices it shares (`of`), or its own again.
struct PartTables {
  const Config& own;
  const Config& lead;
  const Config& with(std::string_view key) const { return own.has(key) ? own : lead; }
  bool has(std::string_view key) const { return own.has(key) || lead.has(key); }
};

Length read_shift(const Config& table, const PartPlace& place) {
  const std::string text = table.is_text("shift") ? table.text("shift") : "";
  if (text == "drive" && place.drive.si > 0) return place.drive;
  if (text == "correction") return place.correct;
  return table.quantity<Length>("shift", {0}, {1e-6});
}

/// What the device of a part takes, by the library or by the part's own figures.
DeviceCost read_cost(const PartTables& tables, const Scope& scope, const PartPlace& place, Part& part) {
  DeviceCost cost;
  const bool stated = tables.has("energy") || tables.has("power") || tables.has("area");
  part.device = part.name;
  if (!stated || tables.has("device")) {
    const auto& kinds = costed_kinds();
    part.device = kinds[static_cast<std::size_t>(tables.with("device").choice("device", kinds))];
    Operation operation{
        scope.whole(tables.with("bits"), "bits", 1, 32, scope.operand_bits()), place.symbol, {}};
    if (part.device.ends_with("_tuner")) operation.shift = read_shift(tables.with("shift"), place);
    cost = device_cost(scope.library(), part.device, operation);
  }
  if (tables.has("energy")) cost.event = tables.with("energy").quantity<Energy>("energy", {0}, {1});
  if (tables.has("power")) cost.power = tables.with("power").quantity<Power>("power", {0}, {1e4});
  if (tables.has("area")) cost.area = tables.with("area").quantity<Area>("area", {0}, {1});
  if (scope.flag(tables.own, "held")) cost.event = cost.event + cost.power * place.symbol;
  return cost;
}

/// The charge of a part; light goes by the laser policy.
Charge read_charge(const Config& table, const PartPlace& place, bool light) {
  if (!light) return static_cast<Charge>(table.choice("charge", charge_names()));
  if (table.has("charge"))
    throw InputError(table.place("charge"), "a charge of what supplies light",
                     "no charge: [laser].policy decides");
  return place.gated ? Charge::busy : Charge::always;
}

Part read_part(const std::string& name, const PartTables& tables, const Scope& scope,
               const PartPlace& place) {
  const Config& table = tables.own;
  Part part;
  part.name = name;
  if (table.has("what")) table.text("what");
  const DeviceCost cost = read_cost(tables, scope, place, part);
  const bool light = scope.flag(table, "light");
  part.count = scope.number(tables.with("count"), "count", 0, 1e9, 1.0);
  part.charge = read_charge(table, place, light);
  part.area = cost.area;
  const double uses = scope.number(table, "uses", 0, 1e6, 1.0);
  if (static_cast<int>(part.charge) < kEventCharges) {
    part.energy = uses * cost.event;
  } else {
    if (table.has("uses"))
      throw InputError(table.place("uses"), "uses of a part that is charged by time", "an event's charge");
    part.power = cost.power;
  }
  if (table.has("of")) part.area = {};
  if (!light || part.count == 0) return part;
  part.power = std::max(cost.power, place.light / part.count);
  part.warms_up = place.gated;
  return part;
}

}  // namespace

std::vector<Part> read_parts(const Config& owner, const Scope& scope, const PartPlace& place) {
  std::vector<Part> out;
  const Config parts = owner.table_or_empty("parts");
  const std::vector<std::string> names = parts.keys();
  for (const std::string& name : names) {
    const Config own = parts.table(name);
    Config lead = own;
    if (own.has("of")) {
      lead = parts.table(names[static_cast<std::size_t>(own.choice("of", names))]);
      if (lead.is_text("of"))
        throw InputError(own.place("of"), fmt::format("\"{}\"", own.text("of")),
                         "a part with devices of its own");
    }
    const bool wanted = scope.condition(own, "when");
    Part part = read_part(name, {own, lead}, scope, place);
    if (wanted && part.count > 0) out.push_back(std::move(part));
  }
  return out;
}

}  // namespace tron::chip_detail
