#pragma once

#include <string>

#include "chip/machine.h"
#include "rooms.h"

namespace tron::program::examples {

struct MachineSizes {
  int arrays = 2, rows = 4, channels = 5;
};

/// A machine with a pool for every role and a unit for every kind of row work, small and with round times: a
/// symbol of 1 ns, programming of 10 ns, memory of 1 GB/s, ports of 10 GB/s. Tests change what they ask
/// about.
inline Machine tiny_machine(MachineSizes sizes = {}) {
  Machine machine;
  const char* names[kRoles] = {"dense", "query", "key", "scores", "value", "context"};
  for (int role = 0; role < kRoles; ++role) {
    ArrayPool pool;
    pool.name = names[role];
    pool.arrays = sizes.arrays;
    pool.rows = sizes.rows;
    pool.channels = sizes.channels;
    pool.symbol = nanoseconds(1);
    pool.program = nanoseconds(10);
    pool.latency = nanoseconds(2);
    machine.pools.push_back(pool);
    machine.pool_of[role] = role;
  }
  const char* units[kUnitRoles] = {"softmax", "norm", "activation", "residual", "control"};
  for (int role = 0; role < kUnitRoles; ++role) {
    Unit unit;
    unit.name = units[role];
    unit.lanes = 4;
    unit.cycle = nanoseconds(1);
    unit.latency = nanoseconds(3);
    machine.units.push_back(unit);
    machine.unit_of[role] = role;
  }
  MemoryLevel dram, buffer;
  dram.name = "dram";
  dram.bytes_per_second = 1e9;
  dram.latency = nanoseconds(50);
  dram.traffic.fetched = 1;
  buffer.name = "buffer";
  buffer.bytes_per_second = 10e9;
  buffer.traffic = {1, 1, 0, 1, 0, 1, 1};
  machine.memories = {dram, buffer};
  machine.dram = 0;
  machine.buffer = 1;
  machine.value_capacity_bytes = 1e9;
  machine.fetch_depth = 2;
  return machine;
}

}  // namespace tron::program::examples
