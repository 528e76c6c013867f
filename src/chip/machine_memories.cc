#include <fmt/format.h>

#include "chip/machine_reader.h"

namespace tron::chip::detail {
namespace {

Traffic read_traffic(const Config& table, const Scope& scope) {
  Traffic traffic;
  const std::pair<const char*, double*> kClasses[] = {
      {"fetched", &traffic.fetched},  {"weights", &traffic.weights}, {"updates", &traffic.updates},
      {"inputs", &traffic.inputs},    {"sums", &traffic.sums},       {"outputs", &traffic.outputs},
      {"elements", &traffic.elements}};
  for (const auto& [name, accesses] : kClasses)
    *accesses =
        table.output(name, [&, key = name] { return scope.number(table, key, 0, 1000, 0.0); }).untracked();
  return traffic;
}

/// Figures of a level that the device gives where the description has none of its own; each depends on no
/// more than it has to.
class LevelReader {
 public:
  LevelReader(const Config& table, const Scope& scope, Tracked<std::string> device)
      : table_(table), scope_(scope), device_(std::move(device)) {
    capacity_ = table_.tracked("capacity of one", [&] {
      Bytes capacity;
      if (sram() || table_.has("capacity")) capacity = table_.quantity<Bytes>("capacity", {1}, {1e15});
      return capacity;
    });
    copies_ = table_.tracked("copies", [&] { return scope_.number(table_, "copies", 1, 1e9, 1.0); });
    banks_ = table_.tracked("banks", [&] { return sram() ? read_banks() : 1; });
    bank_ = table_.tracked("bank", [&] {
      return sram() ? scope_.library().sram_table().at({capacity_->bytes / *banks_}) : SramBank{};
    });
  }

  double capacity() const { return *copies_ * capacity_->bytes; }
  Energy energy_per_byte() const {
    if (table_.has("energy_per_byte")) return table_.quantity<Energy>("energy_per_byte", {0}, {1e-6});
    if (sram()) return of_sram("energy_factor") * bank_->energy_per_byte;
    return {of_device("energy_per_byte")};
  }
  /// Banks have one port; stationary operands, moving operands and results each get a third of them.
  double bytes_per_second() const {
    if (table_.has("bandwidth"))
      return table_.quantity<ByteRate>("bandwidth", {1e3}, {1e18}).bytes_per_second;
    if (sram()) return *banks_ * of_sram("access_bytes") / bank_->latency.si / 3;
    return of_device("bandwidth");
  }
  Time latency() const {
    if (table_.has("latency")) return table_.quantity<Time>("latency", {0}, {1e-3});
    return sram() ? bank_->latency : Time{of_device("latency")};
  }
  Power standing() const {
    if (table_.has("standing")) return table_.quantity<Power>("standing", {0}, {1e4});
    if (sram()) return *copies_ * (of_sram("leakage_factor") * *banks_ * bank_->leakage);
    return *copies_ * Power{of_device("power")};
  }
  Area area() const {
    if (table_.has("area")) return table_.quantity<Area>("area", {0}, {1});
    if (sram()) return *copies_ * (of_sram("area_factor") * *banks_ * bank_->area);
    return *copies_ * (Area{of_device("area_per_megabyte")} * (capacity_->bytes / 1e6));
  }

 private:
  bool sram() const { return *device_ == "sram"; }
  double of_sram(std::string_view name) const { return scope_.library().value("sram", name); }
  double of_device(std::string_view name) const { return scope_.library().value(*device_, name); }
  int read_banks() const {
    const int banks = scope_.whole(table_, "banks", 1, 1 << 20, 1);
    if (capacity_->bytes < 64.0 * banks)
      throw InputError(table_.place("capacity"),
                       fmt::format("{:g} bytes in {} banks", capacity_->bytes, banks),
                       "64 bytes a bank or more");
    return banks;
  }

  const Config& table_;
  const Scope& scope_;
  Tracked<std::string> device_;
  Tracked<Bytes> capacity_;
  Tracked<double> copies_;
  Tracked<int> banks_;
  Tracked<SramBank> bank_;
};

/// With the level's capacity.
MemoryLevel read_memory(const std::string& name, const Config& table, const Scope& scope,
                        Tracked<double>& capacity) {
  const std::vector<std::string> kinds = {"sram", "register_file", "dram", "hbm"};
  MemoryLevel level;
  level.name = name;
  if (table.has("what")) table.text("what");
  const auto device =
      table.tracked("device", [&] { return kinds[static_cast<std::size_t>(table.choice("device", kinds))]; });
  level.device = device.untracked();
  const LevelReader reader(table, scope, device);
  capacity = table.output("capacity", [&] { return reader.capacity(); });
  level.capacity_bytes = capacity.untracked();
  level.bytes_per_second = table.output("bandwidth", [&] { return reader.bytes_per_second(); }).untracked();
  level.latency = table.output("latency", [&] { return reader.latency(); }).untracked();
  level.energy_per_byte = table.output("energy", [&] { return reader.energy_per_byte(); }).untracked();
  level.standing = table.output("standing", [&] { return reader.standing(); }).untracked();
  level.area = table.output("area", [&] { return reader.area(); }).untracked();
  level.traffic = read_traffic(table.table_or_empty("traffic"), scope);
  return level;
}

}  // namespace

Tracked<double> read_memories(const Scope& scope, Machine& machine) {
  std::vector<Tracked<double>> capacities;
  Tracked<int> main = -1, buffer = -1;
  for (const auto& [name, entry] : read_family(scope.root(), "memory")) {
    const Config& table = entry;  // clang 14 lets no lambda capture a structured binding
    const TrackedScope cell = table.scope("memory." + name);
    const auto serves = table.output("serves", [&] {
      return table.has("serves") ? table.choice("serves", {"main", "buffer"}) : -1;
    });
    const int number = static_cast<int>(machine.memories.size());
    const auto served = [&](int which, const Tracked<int>& before) {
      const int known = *before;
      if (*serves != which) return known;
      if (known >= 0) throw InputError(table.place("serves"), "a second memory that serves so", "one");
      return number;
    };
    main = table.tracked("main", [&] { return served(0, main); });
    buffer = table.tracked("buffer", [&] { return served(1, buffer); });
    machine.memories.push_back(read_memory(name, table, scope, capacities.emplace_back()));
    table.finish();
  }
  machine.dram = main.untracked();
  machine.buffer = buffer.untracked();
  return scope.root().tracked("capacity", [&] {
    const Place place = scope.root().table("memory").place();
    if (*main < 0) throw InputError(place, "no memory that serves = \"main\"", "one");
    if (*buffer < 0) throw InputError(place, "no memory that serves = \"buffer\"", "one");
    return *capacities[static_cast<std::size_t>(*buffer)];
  });
}

}  // namespace tron::chip::detail
