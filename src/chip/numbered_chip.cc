#include "chip/numbered_chip.h"

#include <algorithm>
#include <stdexcept>

namespace tron::chip {

/// Lists the numbers of a chip in the order in which load_machine() gives them out.
class NumberedChip::Lister {
 public:
  explicit Lister(NumberedChip& chip) : chip_(chip) {}

  void list(bool banks, std::size_t numbers) {
    Machine& machine = chip_.machine_;
    if (banks) {
      add(Type::flag, &chip_.open_link_, false);
      add(Type::real, &chip_.enob_, false);
    }
    time(machine.operand_bits);
    cost(machine.warm_up);
    for (std::size_t i = 0; i < machine.pools.size(); ++i) pool(machine.pools[i], chip_.unlit_[i]);
    for (Unit& unit : machine.units) list(unit);
    for (std::size_t i = 0; i < machine.memories.size(); ++i) memory(machine.memories[i], chip_.serves_[i]);
    parts(machine.parts);
    for (int& pool : machine.pool_of) time(pool);
    for (int& unit : machine.unit_of) time(unit);
    add(Type::stationary, &machine.stationary, true);
    time(machine.fetch_depth);
    time(machine.weight_capacity_bytes);
    time(machine.value_capacity_bytes);
    time(machine.cache_capacity_bytes);
    if (chip_.numbers_.size() < numbers) add(Type::order, &chip_.order_, true);
    if (chip_.numbers_.size() != numbers)
      throw std::logic_error("NumberedChip: a machine with other numbers");
  }

 private:
  void add(Type type, void* to, bool of_time) { chip_.numbers_.push_back({type, to, of_time}); }
  void time(int& value) { add(Type::whole, &value, true); }
  void time(double& value) { add(Type::real, &value, true); }
  void time(Time& value) { add(Type::real, &value.si, true); }
  void time(bool& value) { add(Type::flag, &value, true); }
  void cost(double& value) { add(Type::real, &value, false); }
  template <class Quantity>
  void cost(Quantity& value) {
    add(Type::real, &value.si, false);
  }

  void pool(ArrayPool& pool, bool& unlit) {
    for (int* size : {&pool.arrays, &pool.rows, &pool.channels, &pool.columns, &pool.passes,
                      &pool.unsigned_passes, &pool.accumulate, &pool.shared_inputs, &pool.shared_sums})
      time(*size);
    time(pool.streams_both);
    time(pool.double_buffered);
    time(pool.symbol);
    time(pool.program);
    time(pool.latency);
    add(Type::flag, &unlit, false);
    parts(pool.parts);
  }

  void list(Unit& unit) {
    time(unit.lanes);
    time(unit.cycle);
    time(unit.passes);
    time(unit.row_overhead);
    time(unit.latency);
    parts(unit.parts);
  }

  void memory(MemoryLevel& level, int& serves) {
    time(serves);
    time(level.capacity_bytes);
    time(level.bytes_per_second);
    time(level.latency);
    cost(level.energy_per_byte);
    cost(level.standing);
    cost(level.area);
    // What passes the buffer takes its ports' time.
    Traffic& t = level.traffic;
    for (double* accesses : {&t.fetched, &t.weights, &t.updates, &t.inputs, &t.sums, &t.outputs, &t.elements})
      time(*accesses);
  }

  void parts(std::vector<Part>& parts) {
    for (Part& part : parts) {
      RawPart& raw = chip_.parts_[next_part_++];
      raw.part = &part;
      add(Type::flag, &raw.wanted, false);
      cost(raw.count);
      add(Type::charge, &part.charge, false);
      add(Type::flag, &raw.warms_up, false);
      cost(raw.energy);
      cost(raw.power);
      cost(raw.area);
    }
  }

  NumberedChip& chip_;
  std::size_t next_part_ = 0;
};

NumberedChip::NumberedChip(const ChipMachine& chip, std::size_t numbers)
    : machine_(chip.machine),
      unlit_(std::make_unique<bool[]>(machine_.pools.size())),
      serves_(machine_.memories.size(), -1) {
  std::size_t parts = machine_.parts.size();
  for (const ArrayPool& pool : machine_.pools) parts += pool.parts.size();
  for (const Unit& unit : machine_.units) parts += unit.parts.size();
  parts_.resize(parts);
  order_ = ScoreOrder::tron;
  Lister(*this).list(chip.banks, numbers);
}

void NumberedChip::put(std::size_t number, double value) {
  const Number& to = numbers_[number];
  switch (to.type) {
    case Type::real:
      *static_cast<double*>(to.to) = value;
      break;
    case Type::whole:
      *static_cast<int*>(to.to) = static_cast<int>(value);
      break;
    case Type::flag:
      *static_cast<bool*>(to.to) = value != 0;
      break;
    case Type::charge:
      *static_cast<Charge*>(to.to) = static_cast<Charge>(static_cast<int>(value));
      break;
    case Type::stationary:
      *static_cast<Stationary*>(to.to) = static_cast<Stationary>(static_cast<int>(value));
      break;
    case Type::order:
      *static_cast<ScoreOrder*>(to.to) = static_cast<ScoreOrder>(static_cast<int>(value));
      break;
  }
}

void NumberedChip::settle() {
  for (const RawPart& raw : parts_) {
    Part& part = *raw.part;
    const bool there = raw.wanted && raw.count > 0;
    part.count = there ? raw.count : 0;
    part.energy = {there ? raw.energy : 0};
    part.power = {there ? raw.power : 0};
    part.area = {there ? raw.area : 0};
    part.warms_up = there && raw.warms_up;
  }
  for (std::size_t i = 0; i < serves_.size(); ++i) {
    if (serves_[i] == 0) machine_.dram = static_cast<int>(i);
    if (serves_[i] == 1) machine_.buffer = static_cast<int>(i);
  }
  works_ = !open_link_ && std::find(unlit_.get(), unlit_.get() + machine_.pools.size(), true) ==
                              unlit_.get() + machine_.pools.size();
}

}  // namespace tron::chip
