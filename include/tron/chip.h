// A photonic accelerator under one assumption set.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tron/error.h"

namespace tron {
struct ChipSet;
namespace chip {
struct Chip;
}

/// Which chip, under which assumptions, with which values of one's own. Where several give a value, settings
/// win over the chip's file, that over the assumption set, that over the device library.
struct ChipOptions {
  std::string description = "tron";     ///< a TOML file, or a name in data/chip
  std::string assumptions = "paper";    ///< a TOML file, or a name in data/assumptions
  std::vector<std::string> settings{};  ///< "path=value": "sizes.wavelengths=8"

  /// InputError for an empty name, and for a setting that is no "path=value".
  void validate() const;
};

/// A value of a chip, with where it comes from.
struct Parameter {
  std::string path;    ///< "eo_tuner.latency"
  std::string value;   ///< as written, with its unit: "20 ns"
  std::string source;  ///< literature or file
  std::string tag;     ///< how sure it is: data/README.md has the legend
};

/// A loaded chip: every number resolved, its link budget closed. Immutable; a copy shares it.
class Chip {
 public:
  /// InputError for wrong input; InfeasibleError, with remedies, for a design that cannot work.
  static Chip load(const ChipOptions& options = {});

  std::string name() const;
  std::string assumptions() const;                                        ///< name of the set
  const std::vector<std::string>& settings() const { return settings_; }  ///< that it was loaded with
  void require_numbers() const;  ///< InputError, which says why, where it carries none
  bool carries_numbers() const;  ///< false: time and cost alone (an organisation without microring banks)
  int operand_bits() const;
  double symbol_s() const;  ///< longest symbol of its array pools
  std::vector<Parameter> parameters() const;

  const chip::Chip& internal() const { return *chip_; }  ///< for the library itself

 private:
  friend struct ChipSet;
  Chip(std::shared_ptr<const chip::Chip> chip, std::vector<std::string> settings)
      : chip_(std::move(chip)), settings_(std::move(settings)) {}
  std::shared_ptr<const chip::Chip> chip_;
  std::vector<std::string> settings_;
};

/// A chip under several assumption sets.
struct ChipSet {
  std::string description;
  std::vector<Chip> chips;             ///< of the sets under which it can work, in the order asked for
  std::vector<Infeasible> infeasible;  ///< why, of the other sets, with settings that would make it work

  /// InputError for wrong input. A set under which the chip cannot work is no error.
  static ChipSet load(const std::string& description, const std::vector<std::string>& assumptions,
                      const std::vector<std::string>& settings = {});
};

}  // namespace tron
