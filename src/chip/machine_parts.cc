#include <algorithm>

#include <fmt/format.h>

#include "chip/machine_reader.h"

namespace tron::chip::detail {
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
  if (text == "drive" && place.drive->si > 0) return *place.drive;
  if (text == "correction") return *place.correct;
  return table.quantity<Length>("shift", {0}, {1e-6});
}

/// What the device of a part takes, by the library or by the part's own figures.
class Costs {
 public:
  Costs(const PartTables& tables, const Scope& scope, const PartPlace& place)
      : tables_(tables), scope_(scope), place_(place) {
    device_ = tables_.own.tracked("device", [&]() -> std::string {
      const bool stated = tables_.has("energy") || tables_.has("power") || tables_.has("area");
      if (stated && !tables_.has("device")) return "";
      const auto& kinds = costed_kinds();
      return kinds[static_cast<std::size_t>(tables_.with("device").choice("device", kinds))];
    });
    operation_.symbol = place.symbol;
    operation_.bits = tables_.own.tracked("bits", [&] {
      return device_->empty() ? 0 : scope_.whole(tables_.with("bits"), "bits", 1, 32, scope_.operand_bits());
    });
    operation_.shift = tables_.own.tracked("shift", [&] {
      return device_->ends_with("_tuner") ? read_shift(tables_.with("shift"), place_) : Length{};
    });
  }

  /// Record kind, empty where the part's own figures are all there is.
  const Tracked<std::string>& device() const { return device_; }

  Energy event() const {
    Energy event;
    if (tables_.has("energy")) {
      event = tables_.with("energy").quantity<Energy>("energy", {0}, {1});
    } else if (!device_->empty()) {
      event = device_event(scope_.library(), *device_, operation_);
    }
    return scope_.flag(tables_.own, "held") ? event + power() * *place_.symbol : event;
  }
  Power power() const {
    if (tables_.has("power")) return tables_.with("power").quantity<Power>("power", {0}, {1e4});
    return device_->empty() ? Power{} : device_power(scope_.library(), *device_, operation_);
  }
  Area area() const {
    if (tables_.has("area")) return tables_.with("area").quantity<Area>("area", {0}, {1});
    return device_->empty() ? Area{} : device_area(scope_.library(), *device_);
  }

 private:
  const PartTables& tables_;
  const Scope& scope_;
  const PartPlace& place_;
  Tracked<std::string> device_;
  Operation operation_;
};

/// The charge of a part; light goes by the laser policy.
Charge read_charge(const Config& table, const PartPlace& place, bool light) {
  if (!light) return static_cast<Charge>(table.choice("charge", charge_names()));
  if (table.has("charge"))
    throw InputError(table.place("charge"), "a charge of what supplies light",
                     "no charge: [laser].policy decides");
  return *place.gated ? Charge::busy : Charge::always;
}

bool by_events(Charge charge) {
  return static_cast<int>(charge) < kEventCharges;
}

/// What the part takes, after its count and its charge.
void read_amounts(const PartTables& tables, const Scope& scope, const PartPlace& place,
                  const Tracked<bool>& light, const Tracked<double>& count, const Tracked<Charge>& charge,
                  Part& part) {
  const Config& table = tables.own;
  const Costs costs(tables, scope, place);
  part.device = costs.device().untracked().empty() ? part.name : costs.device().untracked();
  const auto energy = table.output("energy", [&] {
    const double uses = scope.number(table, "uses", 0, 1e6, 1.0);
    const Energy event = costs.event();
    return by_events(*charge) ? uses * event : Energy{};
  });
  const auto power = table.output("power", [&] {
    const Power own = costs.power();
    if (by_events(*charge)) return Power{};
    if (table.has("uses"))
      throw InputError(table.place("uses"), "uses of a part that is charged by time", "an event's charge");
    return *light && *count > 0 ? std::max(own, *place.light / *count) : own;
  });
  const auto area = table.output("area", [&] {
    const Area own = costs.area();
    return table.has("of") ? Area{} : own;
  });
  part.energy = energy.untracked();
  part.power = power.untracked();
  part.area = area.untracked();
}

Part read_part(const std::string& name, const PartTables& tables, const Scope& scope,
               const PartPlace& place) {
  const Config& table = tables.own;
  Part part;
  part.name = name;
  if (table.has("what")) table.text("what");
  const auto light = table.tracked("light", [&] { return scope.flag(table, "light"); });
  const auto count =
      table.output("count", [&] { return scope.number(tables.with("count"), "count", 0, 1e9, 1.0); });
  const auto charge = table.output("charge", [&] { return read_charge(table, place, *light); });
  const auto warms_up = table.output("warms_up", [&] { return *light && *count > 0 && *place.gated; });
  part.warms_up = warms_up.untracked();
  part.count = count.untracked();
  part.charge = charge.untracked();
  read_amounts(tables, scope, place, light, count, charge, part);
  return part;
}

}  // namespace

std::vector<Part> read_parts(const Config& owner, const Scope& scope, const PartPlace& place) {
  std::vector<Part> out;
  const TrackedScope all = owner.scope("parts");
  const Config parts = owner.table_or_empty("parts");
  const std::vector<std::string> names = parts.keys();
  for (const std::string& name : names) {
    const TrackedScope scope_of_part = parts.scope(name);
    const Config own = parts.table(name);
    Config lead = own;
    if (own.has("of")) {
      lead = parts.table(names[static_cast<std::size_t>(own.choice("of", names))]);
      if (lead.is_text("of"))
        throw InputError(own.place("of"), fmt::format("\"{}\"", own.text("of")),
                         "a part with devices of its own");
    }
    const auto wanted = own.output("when", [&] { return scope.condition(own, "when"); });
    Part& part = out.emplace_back(read_part(name, {own, lead}, scope, place));
    if (!wanted.untracked()) part.count = 0;
  }
  return out;
}

}  // namespace tron::chip::detail
