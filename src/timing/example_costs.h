#pragma once

#include <string>

#include "program/example_machine.h"
#include "program/example_networks.h"
#include "rooms.h"

namespace tron::timing::examples {

inline Part event_part(const std::string& name, Charge charge, double picojoule) {
  Part part;
  part.name = name;
  part.device = name;
  part.count = 1;
  part.charge = charge;
  part.energy = picojoules(picojoule);
  return part;
}

inline Part power_part(const std::string& name, Charge charge, double count, double milliwatt, double um2 = 0,
                       bool warms_up = false) {
  Part part;
  part.name = name;
  part.device = name;
  part.count = count;
  part.charge = charge;
  part.power = milliwatts(milliwatt);
  part.area = {um2 * 1e-12};
  part.warms_up = warms_up;
  return part;
}

/// The tiny machine with a part of every charge in every pool and unit, at round prices.
inline Machine priced_machine() {
  Machine machine = program::examples::tiny_machine();
  machine.warm_up = nanoseconds(5);
  for (ArrayPool& pool : machine.pools) {
    pool.parts = {event_part("tuning", Charge::update, 3),
                  event_part("modulator", Charge::input, 2),
                  event_part("ring", Charge::mac, 0.5),
                  event_part("detector", Charge::detection, 0.25),
                  event_part("adc", Charge::conversion, 4),
                  event_part("clock", Charge::symbol, 7),
                  event_part("adder", Charge::output, 1.5),
                  power_part("laser", Charge::busy, 5, 2, 100, true),
                  power_part("heater", Charge::always, 20, 0.125, 10)};
  }
  for (Unit& unit : machine.units) {
    unit.parts = {event_part("table", Charge::element, 6), power_part("pipeline", Charge::busy, 4, 0.5, 50),
                  power_part("leakage", Charge::always, 2, 0.25, 5)};
  }
  machine.memories[0].energy_per_byte = picojoules(32);
  machine.memories[0].standing = milliwatts(10);
  machine.memories[1].energy_per_byte = picojoules(1);
  machine.memories[1].standing = milliwatts(3);
  machine.memories[1].area = {1e-6};
  machine.parts = {power_part("control", Charge::always, 1, 8, 1000),
                   power_part("comb", Charge::busy, 1, 4, 0, true), event_part("bus", Charge::output, 0.125)};
  return machine;
}

inline Chip priced_chip() {
  Chip chip = program::examples::tiny_chip(ScoreOrder::classic);
  chip.assumptions = "test";
  chip.machine = priced_machine();
  return chip;
}

}  // namespace tron::timing::examples
