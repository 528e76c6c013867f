#include "device/sram_table.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace tron::device {
namespace {

SramBank read_bank(const Config& table) {
  return {table.quantity<Bytes>("capacity", {64}, {1e12}),
          table.quantity<Energy>("energy_per_byte", {1e-18}, {1e-6}),
          table.quantity<Power>("leakage", {1e-12}, {1e3}), table.quantity<Area>("area", {1e-12}, {1}),
          table.quantity<Time>("latency", {1e-13}, {1e-3})};
}

/// The power law through two points, at x.
double between(double x, double x0, double x1, double y0, double y1) {
  return y0 * std::pow(y1 / y0, std::log(x / x0) / std::log(x1 / x0));
}

}  // namespace

SramTable SramTable::read(const Config& banks) {
  SramTable out;
  for (const std::string& name : banks.keys()) {
    const Config table = banks.table(name);
    const SramBank bank = read_bank(table);
    for (const SramBank& other : out.rows_) {
      if (other.capacity == bank.capacity)
        throw InputError(table.place("capacity"), "a capacity that another bank has",
                         "a capacity of its own");
    }
    out.rows_.push_back(bank);
  }
  if (out.rows_.size() < 2)
    throw InputError(banks.place(), "fewer than two banks", "two or more to interpolate");
  std::sort(out.rows_.begin(), out.rows_.end(),
            [](const SramBank& a, const SramBank& b) { return a.capacity < b.capacity; });
  return out;
}

SramTable SramTable::with(const Config& banks) const {
  SramTable out = *this;
  for (const std::string& name : banks.keys()) {
    const SramBank bank = read_bank(banks.table(name));
    const auto place = std::lower_bound(out.rows_.begin(), out.rows_.end(), bank.capacity,
                                        [](const SramBank& row, Bytes c) { return row.capacity < c; });
    if (place != out.rows_.end() && place->capacity == bank.capacity) {
      *place = bank;
    } else {
      out.rows_.insert(place, bank);
    }
  }
  return out;
}

SramBank SramTable::at(Bytes capacity) const {
  const auto above = std::lower_bound(rows_.begin() + 1, rows_.end() - 1, capacity,
                                      [](const SramBank& row, Bytes c) { return row.capacity < c; });
  const SramBank &low = *(above - 1), &high = *above;
  const auto law = [&](double y0, double y1) {
    return between(capacity.bytes, low.capacity.bytes, high.capacity.bytes, y0, y1);
  };
  return {capacity,
          {law(low.energy_per_byte.si, high.energy_per_byte.si)},
          {law(low.leakage.si, high.leakage.si)},
          {law(low.area.si, high.area.si)},
          {law(low.latency.si, high.latency.si)}};
}

}  // namespace tron::device
