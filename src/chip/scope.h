#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/config/config.h"
#include "chip/expression.h"
#include "chip/machine.h"
#include "device/cost.h"
#include "device/library.h"
#include "rooms.h"

namespace tron::chip::detail {

/// Reads the values of a machine description, where a number may be an expression and a time may follow from
/// devices. Names in expressions: the locals (a pool's rows ...), the keys of [sizes], "bits" (the
/// operand's), and with a dot a parameter of a device ("ring_modulator.insertion_loss": its SI value, dB for
/// ratios) or any other number of the description ("adc.bits").
class Scope {
 public:
  Scope(const Config& root, const DeviceLibrary& library) : root_(root), library_(library) {}

  const Config& root() const { return root_; }
  const DeviceLibrary& library() const { return library_; }
  int operand_bits() const { return *bits_; }

  void set(std::string_view name, Tracked<double> value);  ///< a local name, or a new value for it
  void set_bits(Tracked<int> bits) { bits_ = bits; }

  /// A number or an expression in [low, high]; `otherwise` where the key is missing.
  double number(const Config& table, std::string_view key, double low, double high,
                std::optional<double> otherwise = {}) const;
  int whole(const Config& table, std::string_view key, int low, int high,
            std::optional<int> otherwise = {}) const;
  bool flag(const Config& table, std::string_view key) const;  ///< false where the key is missing

  /// Whether "path = word" holds in the description ("activation.kind = soa"); true where the key is missing.
  bool condition(const Config& table, std::string_view key) const;

  /// How the times of a list of devices join: one after the other, or side by side in a pipeline.
  enum class Join { sum, slowest };
  /// "20 ns", "5 GHz" (its period), a word of `words`, or a list of such and of devices, each with an
  /// expression before it that multiplies: ["channels dac", "eo_tuner"]. A sum adds latencies; the slowest
  /// takes the longest of latencies and of 1 / rate, and what has a "+ " before it comes on top.
  using Words = std::vector<std::pair<std::string, Tracked<Time>>>;
  Time time(const Config& table, std::string_view key, Join join, const Words& words = {}) const;
  /// What such a time is made of; `words` holds the terms of each word.
  using WordTerms = std::vector<std::pair<std::string, std::vector<TimeTerm>>>;
  std::vector<TimeTerm> time_terms(const Config& table, std::string_view key, Join join,
                                   const WordTerms& words = {}) const;

 private:
  std::optional<double> find(std::string_view name) const;
  std::string known_names(std::string_view name) const;
  double evaluate_at(const std::string& text, const Place& place) const;
  Time of_device(const std::string& item, const Place& place, Join join) const;
  std::vector<TimeTerm> terms_of(const std::string& item, const Config& table, std::string_view key,
                                 Join join, const WordTerms& words) const;
  Time of_list(const Config& table, std::string_view key, Join join, const Words& words) const;

  const Config& root_;
  const DeviceLibrary& library_;
  std::vector<std::pair<std::string, Tracked<double>>> locals_;
  Tracked<int> bits_ = 8;
};

}  // namespace tron::chip::detail
