#pragma once

#include <optional>

#include "base/config/config.h"
#include "chip/chip.h"
#include "device/library.h"
#include "rooms.h"

namespace tron::chip::detail {

/// How heaters correct the fabrication of a chip's rings.
struct HeaterCorrection {
  Length mean_shift;
  // Where the channels of a bank may be served by any of its rings, otherwise 0.
  Length local_sigma, blue_bias;
};

/// Values of one section that the readers of other sections, and derive_for_inference(), need.
struct ChipFacts {
  // Of chips with a [bank], otherwise the defaults.
  Tracked<int> heads, wavelengths, attention_rows, feed_forward_rows;
  Tracked<Signs> signs;
  Tracked<Length> drive_range, spacing;
  Tracked<Assignment> assignment{Assignment::fixed};
  Tracked<double> local_share{-1};  ///< of [process]; -1 without one
  Tracked<int> operand_bits, adc_bits{8};
  // Of every chip, by the assumption set.
  Tracked<HeaterCorrection> correction;
  Tracked<Time> tuning_in_symbol;
  Tracked<Frequency> symbol_rate;
  Tracked<LaserRule> laser_rule;
  Tracked<double> wanted_enob;
  Tracked<double> range_channels{0};  ///< 0 where the laser's rule needs none
  Tracked<double> rin_common{1};
  Tracked<bool> self_heating{false};
  Tracked<Power> waveguide_limit;
  bool rules = false;  ///< the set has a [link]
  // For derive_for_inference() alone.
  int heater_bits = 0;
  Temperature drift, drift_bank_sigma, drift_ring_sigma;
  double self_heating_residue = 0;
  Power soa_input;  ///< of a full-scale value

  /// What set and devices say of any link, as far as the laser's rule asks for it.
  LinkInputs laser_rules(const DeviceLibrary& library) const;
};

/// Each reads its tables of a chip description into `chip`, checks the ranges and rules of their keys, and
/// puts what others need into `facts`; InputError with the key's place.
void read_sizes(const Config& root, Chip& chip, ChipFacts& facts);
/// [bank] and [compensation]; needs the sizes.
void read_banks(const Config& root, const DeviceLibrary& library, Chip& chip, ChipFacts& facts);
ScoreOrder read_order(const Config& attention);
/// [operand], [adc], [attention], [chip_instance]
void read_operands(const Config& root, Chip& chip, ChipFacts& facts);
/// [softmax], [residual], [norm], [activation]
void read_elementwise(const Config& root, Chip& chip, ChipFacts& facts);

/// [noise], [link] and [tuning] of the assumption set; needs all of the above.
void read_assumptions(const Config& root, const DeviceLibrary& library, Chip& chip, ChipFacts& facts);
/// [process] of the assumption set, where there is one; needs the banks.
void read_process(const Config& root, const DeviceLibrary& library, Chip& chip, ChipFacts& facts);
/// The same tables as read_assumptions, where there are any, for a chip without banks: what they say of any
/// light and any ring.
void read_rules(const Config& root, const DeviceLibrary& library, Chip& chip, ChipFacts& facts);

/// The light that a row's detectors get in a chip with banks; needs all of the above. Its outputs are whether
/// the link is open, and the usable bits.
Tracked<Power> read_light_at_detector(const Config& root, const DeviceLibrary& library,
                                      const ChipFacts& facts);
/// The way of light through a chip with banks.
LinkInputs link_path(const DeviceLibrary& library, const ChipFacts& facts);

/// Computes what inference alone needs of a chip with banks: errors of its rings, the activation's amplifier,
/// the link budget. Gives the reason where the link does not close.
std::optional<Infeasible> derive_for_inference(const DeviceLibrary& library, const ChipFacts& facts,
                                               Chip& chip);

}  // namespace tron::chip::detail
