#include "device/record.h"

namespace tron::device::detail {
namespace {

const Equation kTime{"t = latency + bytes / bandwidth", "definition"};

ParameterRecord bandwidth(std::string_view example) {
  return quantity_parameter<ByteRate>("bandwidth", example, "1 kB/s", "1000 TB/s", "of one port");
}

/// Memory whose cost a byte does not depend on its capacity.
DeviceKind memory(std::string_view name, std::string_view what, std::string_view energy,
                  std::string_view rate, std::string_view latency) {
  return {
      name,
      what,
      {{"E = bytes * energy per byte", "definition"}, kTime},
      {quantity_parameter<Energy>("energy_per_byte", energy, "0 J", "1 uJ", "read or written"),
       bandwidth(rate), quantity_parameter<Time>("latency", latency, "0 s", "1 ms", "until the first byte"),
       quantity_parameter<Power>("power", "0 W", "0 W", "1 kW", "refresh and interface, or leakage"),
       quantity_parameter<Area>("area_per_megabyte", "0.5 mm^2", "0 mm^2", "1000 mm^2", "on the chip")}};
}

DeviceKind sram() {
  return {"sram",
          "On-chip buffer of equal banks; a bank's figures come from a table over its capacity.",
          {{"energy, leakage, latency and area of a bank: log-log interpolation of [bank.*] in sram.toml; a "
            "memory of n banks has n times the leakage and the area of one",
            "CACTI 7, Balasubramonian et al., ACM TACO 14(2), 14, 2017"},
           {"bandwidth of each of the buffer's three ports = banks * access bytes / bank latency / 3",
            "definition"}},
          {number_parameter("energy_factor", "1", "0", "100", "on the table's energy"),
           number_parameter("leakage_factor", "1", "0", "100", "on the table's leakage"),
           number_parameter("area_factor", "1", "0", "100", "on the table's area"),
           number_parameter("access_bytes", "32", "1", "1024", "of one access of one bank")}};
}

}  // namespace

std::vector<DeviceKind> memory_kinds() {
  return {sram(),
          memory("register_file", "Small registers beside the arrays.", "0.0365 pJ", "10 TB/s", "0.1 ns"),
          memory("dram", "Main memory.", "31.2 pJ", "1 TB/s", "100 ns"),
          memory("hbm", "Main memory in stacks beside the chip.", "31.2 pJ", "1 TB/s", "100 ns")};
}

}  // namespace tron::device::detail
