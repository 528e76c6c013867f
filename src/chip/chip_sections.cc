#include "chip/chip_sections.h"

#include <cmath>
#include <limits>

#include <fmt/core.h>

#include "base/units.h"

namespace tron::chip_detail {
namespace {

int whole(const Config& table, std::string_view key, int low, int high) {
  return static_cast<int>(table.integer(key, low, high));
}

std::string text_of(Length length) {
  return format_si(length.si, "m");
}

/// Rules that tie the grid to the ring: channels must fit into one FSR and a drive must not reach a
/// neighbour.
void check_grid(const Config& bank, const BankDesign& design, Length tuner_range) {
  const Length fsr = design.ring.free_spectral_range, spacing = design.grid.spacing;
  const Length span = spacing * design.grid.channels;
  if (span > fsr) {
    throw InputError(
        bank.place("spacing"),
        fmt::format("{} channels {} apart, {}", design.grid.channels, text_of(spacing), text_of(span)),
        fmt::format("at most the ring's free spectral range {}", text_of(fsr)));
  }
  const struct {
    Length limit;
    const char* what;
  } limits[] = {{spacing, "the channel spacing"},
                {fsr / 2, "half the free spectral range"},
                {tuner_range, "eo_tuner.range"}};
  for (const auto& [limit, what] : limits) {
    if (design.drive_range > limit) {
      throw InputError(bank.place("drive_range"), text_of(design.drive_range),
                       fmt::format("at most {}, {}", what, text_of(limit)));
    }
  }
}

Compensation compensation(const Config& table, std::string_view key) {
  return static_cast<Compensation>(table.choice(key, {"none", "static", "per_symbol"}));
}

}  // namespace

void read_sizes(const Config& root, Chip& chip) {
  const Config sizes = root.table("sizes");
  chip.heads = whole(sizes, "heads", 1, 128);
  const int wavelengths = whole(sizes, "wavelengths", 1, 64);
  const int attention_rows = whole(sizes, "attention_rows", 1, 1024);
  const int rows = whole(sizes, "feed_forward_rows", 1, 1024);
  chip.attention = {"attention", attention_rows, wavelengths, chip.heads * kArraysPerHead};
  chip.feed_forward = {"feed_forward", rows, wavelengths, whole(sizes, "feed_forward_arrays", 1, 1024)};
}

void read_banks(const Config& root, const DeviceLibrary& library, Chip& chip) {
  const Config table = root.table("bank"), modes = root.table("compensation");
  BankDesign bank;
  bank.ring = library.microring();
  bank.grid = {chip.attention.wavelengths, bank.ring.wavelength,
               table.quantity<Length>("spacing", nanometres(0.01), nanometres(50))};
  bank.signs = static_cast<Signs>(table.choice("signs", {"two_arm", "add_drop"}));
  bank.drive_range = table.quantity<Length>("drive_range", nanometres(0.001), nanometres(50));
  bank.drive_bits = whole(table, "drive_bits", 2, 16);
  chip.ring_errors.assignment =
      static_cast<ChannelAssignment>(table.choice("assignment", {"fixed", "cyclic"}));
  check_grid(table, bank, library.eo_tuner().range);

  chip.weight_bank = chip.dynamic_bank = chip.activation_bank = bank;
  chip.activation_bank.signs = Signs::two_arm;
  chip.weight_bank.compensation = compensation(modes, "weights");
  chip.dynamic_bank.compensation = compensation(modes, "dynamic");
  chip.activation_bank.compensation = compensation(modes, "activations");
  // A bank refuses what cannot be driven; better now than in the middle of a run.
  for (const BankDesign& design : {chip.weight_bank, chip.dynamic_bank, chip.activation_bank}) Bank{design};
}

ScoreOrder read_order(const Config& attention) {
  return static_cast<ScoreOrder>(attention.choice("order", {"tron", "classic"}));
}

void read_operands(const Config& root, Chip& chip) {
  const Config operand = root.table("operand"), adc = root.table("adc");
  chip.operand.bits = whole(operand, "bits", 2, 8);
  chip.operand.weight_scale =
      static_cast<ScaleRule>(operand.choice("weight_scale", {"per_tensor", "per_channel"}));
  chip.operand.clip_percentile = operand.number("clip_percentile", 50, 100);
  chip.operand.calibration_samples = whole(operand, "calibration_samples", 1, 4096);
  chip.adc.bits = whole(adc, "bits", 2, 16);
  chip.adc.range_percentile = adc.number("range_percentile", 50, 100);
  chip.adc.range_margin = adc.number("range_margin", 0.1, 10);
  chip.order = read_order(root.table("attention"));
  chip.chip_seed = static_cast<std::uint64_t>(
      root.table("specimen").integer("seed", 0, std::numeric_limits<std::int64_t>::max()));
}

void read_elementwise(const Config& root, const DeviceLibrary& library, Chip& chip) {
  const Config softmax = root.table("softmax"), residual = root.table("residual");
  const Config norm = root.table("norm"), activation = root.table("activation");
  chip.softmax.tables = softmax.flag("tables");
  chip.softmax.exp_entries = whole(softmax, "exp_entries", 2, 1 << 20);
  chip.softmax.exp_range = softmax.number("exp_range", 0.5, 100);
  chip.softmax.ln_entries = whole(softmax, "ln_entries", 2, 1 << 20);
  chip.softmax.ln_range = softmax.number("ln_range", 2, 1 << 20);
  chip.softmax.output_bits = whole(softmax, "output_bits", 2, 16);

  chip.residual.kind = static_cast<ResidualKind>(residual.choice("kind", {"coherent", "digital"}));
  chip.residual.bits = whole(residual, "bits", 2, 16);
  chip.residual.phase_error_rad = residual.number("phase_error_rad", 0, 0.2);

  chip.norm.kind = static_cast<NormKind>(norm.choice("kind", {"microring", "digital"}));
  chip.norm.ring_bits = whole(norm, "ring_bits", 2, 16);
  chip.norm.bits = whole(norm, "bits", 2, 16);

  ActivationDesign& a = chip.activation;
  a.kind = static_cast<ActivationKind>(activation.choice("kind", {"soa", "table", "digital"}));
  a.bits = whole(activation, "bits", 2, 16);
  const Power input = activation.quantity<Power>("soa_input", Power{1e-9}, Power{1});
  const Soa soa = library.soa();
  a.soa_gain = soa.gain.ratio();
  a.soa_input = input / soa.saturation_power;
  // Signal-spontaneous beat of a full-scale value, sigma / I = sqrt(4 P_ase / (G P_in)) (Agrawal,
  // Fiber-Optic Communication Systems, 4th ed., 2010, ch. 7), in the noise bandwidth of the receivers.
  const Power ase =
      soa.spontaneous_emission(input, library.microring().wavelength, chip.symbol_rate / std::sqrt(2.0));
  a.soa_noise = std::sqrt(4 * (ase / (soa.gain_at(input) * input)));
}

}  // namespace tron::chip_detail
