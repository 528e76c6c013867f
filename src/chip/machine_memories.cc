#include <fmt/format.h>

#include "chip/machine_reader.h"

namespace tron::chip_detail {
namespace {

Traffic read_traffic(const Config& table, const Scope& scope) {
  Traffic traffic;
  const std::pair<const char*, double*> kClasses[] = {
      {"fetched", &traffic.fetched},  {"weights", &traffic.weights}, {"updates", &traffic.updates},
      {"inputs", &traffic.inputs},    {"sums", &traffic.sums},       {"outputs", &traffic.outputs},
      {"elements", &traffic.elements}};
  for (const auto& [name, accesses] : kClasses) *accesses = scope.number(table, name, 0, 1000, 0.0);
  return traffic;
}

/// Banks of the SRAM table; `capacity` is that of one copy.
void read_sram(const Config& table, const Scope& scope, Bytes capacity, MemoryLevel& level) {
  const DeviceLibrary& library = scope.library();
  const int banks = scope.whole(table, "banks", 1, 1 << 20, 1);
  if (capacity.bytes < 64.0 * banks)
    throw InputError(table.place("capacity"), fmt::format("{:g} bytes in {} banks", capacity.bytes, banks),
                     "64 bytes a bank or more");
  const SramBank bank = library.sram_table().at({capacity.bytes / banks});
  level.energy_per_byte = library.value("sram", "energy_factor") * bank.energy_per_byte;
  level.standing = library.value("sram", "leakage_factor") * banks * bank.leakage;
  level.area = library.value("sram", "area_factor") * banks * bank.area;
  level.latency = bank.latency;
  // Banks have one port; stationary operands, streamed operands and results each get a third of them.
  level.bytes_per_second = banks * library.value("sram", "access_bytes") / bank.latency.si / 3;
}

void read_plain(const Scope& scope, Bytes capacity, MemoryLevel& level) {
  const Memory memory = scope.library().memory(level.device);
  level.energy_per_byte = memory.energy_per_byte;
  level.standing = memory.power;
  level.area = memory.area_per_megabyte * (capacity.bytes / 1e6);
  level.latency = memory.latency;
  level.bytes_per_second = memory.bandwidth.bytes_per_second;
}

MemoryLevel read_memory(const std::string& name, const Config& table, const Scope& scope) {
  const std::vector<std::string> kinds = {"sram", "register_file", "dram", "hbm"};
  MemoryLevel level;
  level.name = name;
  if (table.has("what")) table.text("what");
  level.device = kinds[static_cast<std::size_t>(table.choice("device", kinds))];
  const bool sram = level.device == "sram";
  Bytes capacity;
  if (sram || table.has("capacity")) capacity = table.quantity<Bytes>("capacity", {1}, {1e15});
  if (sram) {
    read_sram(table, scope, capacity, level);
  } else {
    read_plain(scope, capacity, level);
  }
  const double copies = scope.number(table, "copies", 1, 1e9, 1.0);
  level.capacity_bytes = copies * capacity.bytes;
  level.standing = copies * level.standing;
  level.area = copies * level.area;
  if (table.has("energy_per_byte"))
    level.energy_per_byte = table.quantity<Energy>("energy_per_byte", {0}, {1e-6});
  if (table.has("bandwidth"))
    level.bytes_per_second = table.quantity<ByteRate>("bandwidth", {0}, {1e18}).bytes_per_second;
  if (table.has("latency")) level.latency = table.quantity<Time>("latency", {0}, {1e-3});
  if (table.has("standing")) level.standing = table.quantity<Power>("standing", {0}, {1e4});
  if (table.has("area")) level.area = table.quantity<Area>("area", {0}, {1});
  level.traffic = read_traffic(table.table_or_empty("traffic"), scope);
  return level;
}

}  // namespace

void read_memories(const Scope& scope, Machine& machine) {
  for (const auto& [name, table] : read_family(scope.root(), "memory")) {
    if (table.has("serves")) {
      int& served = table.choice("serves", {"main", "buffer"}) == 0 ? machine.dram : machine.buffer;
      if (served >= 0) throw InputError(table.place("serves"), "a second memory that serves so", "one");
      served = static_cast<int>(machine.memories.size());
    }
    machine.memories.push_back(read_memory(name, table, scope));
    table.finish();
  }
  const Place place = scope.root().table("memory").place();
  if (machine.dram < 0) throw InputError(place, "no memory that serves = \"main\"", "one");
  if (machine.buffer < 0) throw InputError(place, "no memory that serves = \"buffer\"", "one");
}

}  // namespace tron::chip_detail
