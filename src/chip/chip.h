#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/config/config.h"
#include "base/error.h"
#include "base/text/json.h"
#include "chip/machine.h"
#include "circuit/bank.h"
#include "circuit/fabrication/fabrication.h"
#include "circuit/fabrication/ring_errors.h"
#include "circuit/link_budget.h"
#include "device/library.h"
#include "rooms.h"

namespace tron::chip {

/// An attention head's arrays: {X, W_Q}, {W_K^T}, {X^T}, {X, W_V} and {V}; see program/lowering.h.
inline constexpr int kArraysPerHead = 7;

/// A kind of bank array: `rows` dot products a symbol, each over `wavelengths` channels; `count` such arrays
/// on the chip. All arrays share one WDM grid, so their `wavelengths` are equal.
struct ArrayDesign {
  std::string name;  ///< "attention", "feed_forward"
  int rows = 0, wavelengths = 0, count = 0;
};

/// Order of the score product: TRON's (Q W_K^T) X^T, or the classic Q K^T.
enum class ScoreOrder { tron, classic };
/// What of a stationary operand has a scale of its own: all of it, a column, or a column of one tile (as
/// deep as the array has channels). With `per_tile` operands that change with the input take the scales of
/// their values; otherwise those that calibration found.
enum class ScaleRule { per_tensor, per_channel, per_tile };
/// What of a moving operand has a scale of its own: all of it, as calibration found it, or, by the values
/// themselves, a token or a token's part in one tile. Both scales per tile: adaptive block floating point
/// (Basumallik et al., arXiv 2205.06287, 2022).
enum class MovingScale { calibrated, per_token, per_tile };

struct OperandDesign {
  int bits = 8;  ///< sign included: bits - 1 magnitude bits in light
  ScaleRule weight_scale = ScaleRule::per_channel;
  MovingScale activation_scale = MovingScale::calibrated;
  double clip_percentile = 100;  ///< of |activation| over the calibration samples that sets full scale
  int calibration_samples = 16;
};

struct AdcDesign {
  int bits = 8;                   ///< sign included
  double range_percentile = 100;  ///< of |partial sum| over the calibration samples that sets its full scale
  double range_margin = 1;        ///< factor on that
};

/// softmax(g)_i = exp(g_i - g_max - ln sum_j exp(g_j - g_max)) by two tables.
struct SoftmaxDesign {
  bool tables = true;  ///< false: exact arithmetic
  int exp_entries = 0;
  double exp_range = 0;  ///< exp table covers [-exp_range, 0]
  int ln_entries = 0;
  double ln_range = 0;  ///< ln table covers [1, ln_range]
  int output_bits = 8;
};

enum class ResidualKind { coherent, digital };
enum class NormKind { microring, digital };
enum class ActivationKind { soa, table, digital };

/// Residual addition by interference of two fields of one wavelength on one photodetector.
struct ResidualDesign {
  ResidualKind kind = ResidualKind::coherent;
  int bits = 8;                ///< of the drivers of both addends and of the ADC
  double phase_error_rad = 0;  ///< rms phase difference of the two fields, at most 0.2
};

/// Layer norm by one broadband ring whose transmission is the reciprocal deviation; mean and deviation come
/// from electronics.
struct NormDesign {
  NormKind kind = NormKind::microring;
  int ring_bits = 8;  ///< levels of the ring's drive
  int bits = 8;       ///< of the ADC behind it
};

/// GELU or ReLU.
struct ActivationDesign {
  ActivationKind kind = ActivationKind::table;
  int bits = 8;  ///< table input and output, or ADC behind the SOA
  // Of kind soa: a full-scale value meets the amplifier with soa_input / saturation power of light.
  double soa_gain = 1;   ///< at small signals, a ratio
  double soa_input = 0;  ///< power of a full-scale value over the saturation power
  double soa_noise = 0;  ///< rms noise of the SOA path at full scale, share of full scale
};

/// A chip as inference needs it, every number resolved from its file, the device library and one assumption
/// set.
struct Chip {
  std::string name, assumptions, file, assumption_file;
  /// Whether numbers can run through it: false for an organisation without a [bank] of microrings, of which
  /// only `operand.bits`, `machine` and `resolved` hold more than defaults.
  bool inference = false;
  int heads = 0;
  ArrayDesign attention, feed_forward;
  BankDesign weight_bank;      ///< static weights; channels = wavelengths
  BankDesign dynamic_bank;     ///< stationary operands that change with the input (X^T, V)
  BankDesign activation_bank;  ///< always two_arm
  OperandDesign operand;
  AdcDesign adc;
  ScoreOrder order = ScoreOrder::tron;
  SoftmaxDesign softmax;
  ResidualDesign residual;
  NormDesign norm;
  ActivationDesign activation;
  RingErrorModel ring_errors;
  std::uint64_t process_seed = 0;  ///< of the fabricated chip instance
  /// How such chips are made, where the assumption set says it: read by studies of many chips alone, without
  /// effect on the one chip instance of everything else.
  std::optional<Process> process;
  LinkInputs link;
  LinkBudget budget;  ///< closed; load_chip returns Infeasible otherwise
  double rin_common_share = 1;
  NoiseSwitches noise;      ///< what the assumption set counts at all
  bool fabrication = true;  ///< residue modelled
  Frequency symbol_rate;
  Time tuning_in_symbol;     ///< how long a symbol waits for electro-optic tuning
  Length self_heating;       ///< shift of an activation ring that absorbs its channel; 0 where not modelled
  Length heater_shift;       ///< mean shift by which heaters correct fabrication
  Power heater_per_fsr;      ///< that a heater takes for a shift of one free spectral range
  Length ring_pitch;         ///< from ring to ring on a bus
  Length row_pitch;          ///< from bus to bus: the side of a ring with its tuner
  HeatFlux heat_flux_limit;  ///< mean power over area that a package carries away; 0: not checked
  Machine machine;           ///< the same chip as time and cost see it
  Json resolved;             ///< every parameter with value, source, tag
};

/// Reads the description `chip` (a name in data/chip or a path), the device library and the assumption set (a
/// name in data/assumptions or a path), applies "path=value" settings, checks all of it, and closes the link
/// budget. Where several give a value, settings win over the chip's file, that over the assumption set, that
/// over the device library. InputError for wrong input; Infeasible when the design cannot work. A description
/// without [bank] is of another organisation: time and cost alone (docs/methods/machine.md).
Feasible<Chip> load_chip(const std::string& chip, const std::string& assumptions,
                         const std::vector<std::string>& settings);

/// An assumption set, laid over the one that it is `like`, if any. InputError.
Config read_assumption_set(const std::string& name);

/// A "path=value" setting, and the parameters of a design space that decide its value.
struct TrackedSetting {
  std::string assignment;
  DependencySet from = 0;
};

/// A chip as time and cost see it.
struct ChipMachine {
  bool banks = false;  ///< the description has a [bank]
  Machine machine;     ///< with all parts, also those that without_unused_parts() leaves out
  ScoreOrder order = ScoreOrder::tron;
};

/// A description and an assumption set, read once, for searches that load the chip with thousands of
/// settings. Safe from several threads.
class ChipDescription {
 public:
  ChipDescription(const std::string& chip, const std::string& assumptions);

  /// As load_chip.
  Feasible<Chip> load(const std::vector<std::string>& settings) const;

  /// Every parameter as load() resolves it, of a design that cannot work too.
  Json resolved(const std::vector<std::string>& settings) const;

  /// What time and cost need of the chip, and which settings each number of it depends on: the numbers are
  /// the recorder's outputs, in the order of NumberedChip (chip/numbered_chip.h), and one of them says
  /// whether the design works. The whole description is read and checked as by load(). InputError for what
  /// it does not allow; the recorder is told of that, too.
  ChipMachine load_machine(const std::vector<TrackedSetting>& settings, DependencyRecorder& recorder) const;

 private:
  void finish(const Config& root, const std::vector<std::string>& settings, const DeviceLibrary& library,
              const Chip& chip) const;
  Json design_json(const Config& root, const DeviceLibrary& library, const Chip& chip) const;

  std::string file_, name_, what_, assumption_file_, assumptions_;
  Config root_;
  std::shared_ptr<const DeviceLibrary::Files> devices_;
};

/// InputError for a chip that numbers cannot run through.
void require_inference(const Chip& chip);

}  // namespace tron::chip
