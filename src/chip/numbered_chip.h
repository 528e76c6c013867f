#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "chip/chip.h"
#include "rooms.h"

namespace tron::chip {

/// A chip as time and cost see it, whose numbers can be put in one by one: the outputs of
/// ChipDescription::load_machine(), in the same order. Wherever they come from, the machine is the one that
/// load() would give, but that the parts which load() leaves out stand there with a count and costs of 0.
class NumberedChip {
 public:
  /// `chip`: from load_machine(), with so many outputs.
  NumberedChip(const ChipMachine& chip, std::size_t numbers);
  NumberedChip(const NumberedChip&) = delete;
  NumberedChip& operator=(const NumberedChip&) = delete;

  std::size_t size() const { return numbers_.size(); }
  void put(std::size_t number, double value);
  /// Makes machine() what the numbers say; call it after the last put().
  void settle();

  const Machine& machine() const { return machine_; }
  ScoreOrder order() const { return order_; }
  double enob() const { return enob_; }
  bool works() const { return works_; }  ///< the link closes, and every pool has its light
  /// Numbers that say nothing of time: costs, enob.
  bool of_time(std::size_t number) const { return numbers_[number].time; }

 private:
  enum class Type { real, whole, flag, charge, stationary, order };
  struct Number {
    Type type = Type::real;
    void* to = nullptr;
    bool time = false;
  };
  struct RawPart {
    Part* part = nullptr;
    bool wanted = true, warms_up = false;
    double count = 0, energy = 0, power = 0, area = 0;
  };
  class Lister;

  Machine machine_;
  std::vector<Number> numbers_;
  std::vector<RawPart> parts_;
  std::unique_ptr<bool[]> unlit_;  ///< a pool each
  std::vector<int> serves_;        ///< a memory each: 0 main, 1 buffer, -1 neither
  bool open_link_ = false, works_ = true;
  double enob_ = 0;
  ScoreOrder order_ = ScoreOrder::tron;
};

}  // namespace tron::chip
