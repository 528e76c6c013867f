#include "chip/chip_sections.h"

#include <limits>
#include <mutex>
#include <set>
#include <vector>

#include <fmt/core.h>

#include "base/text/units.h"

namespace tron::chip::detail {
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

/// Whether the design is one of those that were found to be fine; building a bank is long.
void check_bank(const BankDesign& design) {
  static std::mutex mutex;
  static std::set<std::vector<double>> fine;
  const MicroringParameters& ring = design.ring;
  const std::vector<double> key = {static_cast<double>(design.grid.channels),
                                   design.grid.first.si,
                                   design.grid.spacing.si,
                                   ring.wavelength.si,
                                   ring.quality_factor,
                                   ring.free_spectral_range.si,
                                   ring.extinction_ratio.db,
                                   ring.round_trip_amplitude,
                                   static_cast<double>(design.signs),
                                   design.drive_range.si,
                                   static_cast<double>(design.drive_bits),
                                   static_cast<double>(design.compensation)};
  {
    const std::lock_guard lock(mutex);
    if (fine.contains(key)) return;
  }
  Bank{design};
  const std::lock_guard lock(mutex);
  if (fine.size() > 4096) fine.clear();
  fine.insert(key);
}

Compensation compensation(const Config& table, std::string_view key) {
  return static_cast<Compensation>(table.choice(key, {"none", "static", "per_symbol"}));
}

}  // namespace

void read_sizes(const Config& root, Chip& chip, ChipFacts& facts) {
  const Config sizes = root.table("sizes");
  const auto size = [&](const char* key, int most) {
    return sizes.tracked(key, [&] { return whole(sizes, key, 1, most); });
  };
  facts.heads = size("heads", 128);
  facts.wavelengths = size("wavelengths", 64);
  facts.attention_rows = size("attention_rows", 1024);
  facts.feed_forward_rows = size("feed_forward_rows", 1024);
  const Tracked<int> arrays = size("feed_forward_arrays", 1024);
  const int wavelengths = facts.wavelengths.untracked();
  chip.heads = facts.heads.untracked();
  chip.attention = {"attention", facts.attention_rows.untracked(), wavelengths, chip.heads * kArraysPerHead};
  chip.feed_forward = {"feed_forward", facts.feed_forward_rows.untracked(), wavelengths, arrays.untracked()};
}

void read_banks(const Config& root, const DeviceLibrary& library, Chip& chip, ChipFacts& facts) {
  const Config table = root.table("bank"), modes = root.table("compensation");
  facts.signs = table.tracked("signs", [&] {
    return static_cast<Signs>(table.choice("signs", {"two_arm", "add_drop"}));
  });
  facts.drive_range = table.tracked("drive_range", [&] {
    return table.quantity<Length>("drive_range", nanometres(0.001), nanometres(50));
  });
  facts.assignment = table.tracked("assignment", [&] {
    return table.choice("assignment", {"fixed", "cyclic"}) == 1 ? Assignment::cyclic : Assignment::fixed;
  });
  facts.spacing = table.tracked(
      "spacing", [&] { return table.quantity<Length>("spacing", nanometres(0.01), nanometres(50)); });
  const TrackedScope section = root.scope("banks");
  BankDesign bank;
  bank.ring = library.microring();
  bank.grid = {*facts.wavelengths, bank.ring.wavelength, *facts.spacing};
  bank.signs = *facts.signs;
  bank.drive_range = *facts.drive_range;
  bank.drive_bits = whole(table, "drive_bits", 2, 16);
  chip.ring_errors.assignment = *facts.assignment;
  if (*facts.assignment == Assignment::cyclic && bank.signs == Signs::add_drop) {
    throw InputError(table.place("assignment"), "cyclic beside bank.signs = add_drop",
                     "fixed: on a drop bus the order of rings matters to light");
  }
  check_grid(table, bank, {library.value("eo_tuner", "range")});

  chip.weight_bank = chip.dynamic_bank = chip.activation_bank = bank;
  chip.activation_bank.signs = Signs::two_arm;
  chip.weight_bank.compensation = compensation(modes, "weights");
  chip.dynamic_bank.compensation = compensation(modes, "dynamic");
  chip.activation_bank.compensation = compensation(modes, "activations");
  // A bank refuses what cannot be driven; better now than in the middle of a run.
  for (const BankDesign& design : {chip.weight_bank, chip.dynamic_bank, chip.activation_bank})
    check_bank(design);
}

ScoreOrder read_order(const Config& attention) {
  return static_cast<ScoreOrder>(attention.choice("order", {"tron", "classic"}));
}

void read_operands(const Config& root, Chip& chip, ChipFacts& facts) {
  const Config operand = root.table("operand"), adc = root.table("adc");
  const auto into = [&root](std::string_view name, auto& field, auto reading) {
    field = root.tracked(name, reading).untracked();
  };
  facts.operand_bits = operand.tracked("bits", [&] { return whole(operand, "bits", 2, 8); });
  chip.operand.bits = facts.operand_bits.untracked();
  into("weight_scale", chip.operand.weight_scale, [&] {
    return static_cast<ScaleRule>(operand.choice("weight_scale", {"per_tensor", "per_channel", "per_tile"}));
  });
  into("activation_scale", chip.operand.activation_scale, [&] {
    return static_cast<MovingScale>(
        operand.choice("activation_scale", {"calibrated", "per_token", "per_tile"}));
  });
  into("clip", chip.operand.clip_percentile, [&] { return operand.number("clip_percentile", 50, 100); });
  if (chip.operand.activation_scale != MovingScale::calibrated && chip.operand.clip_percentile < 100) {
    throw InputError(operand.place("clip_percentile"), fmt::format("{}", chip.operand.clip_percentile),
                     "100 beside an activation_scale by the values themselves, which clips nothing");
  }
  into("samples", chip.operand.calibration_samples,
       [&] { return whole(operand, "calibration_samples", 1, 4096); });
  facts.adc_bits = adc.tracked("bits", [&] { return whole(adc, "bits", 2, 16); });
  chip.adc.bits = facts.adc_bits.untracked();
  into("range", chip.adc.range_percentile, [&] { return adc.number("range_percentile", 50, 100); });
  into("margin", chip.adc.range_margin, [&] { return adc.number("range_margin", 0.1, 10); });
  into("order", chip.order, [&] { return read_order(root.table("attention")); });
  into("seed", chip.process_seed, [&] {
    return static_cast<std::uint64_t>(
        root.table("chip_instance").integer("seed", 0, std::numeric_limits<std::int64_t>::max()));
  });
}

namespace {

void read_softmax(const Config& softmax, SoftmaxDesign& design) {
  const TrackedScope section = softmax.scope("softmax");
  design.tables = softmax.flag("tables");
  design.exp_entries = whole(softmax, "exp_entries", 2, 1 << 20);
  design.exp_range = softmax.number("exp_range", 0.5, 100);
  design.ln_entries = whole(softmax, "ln_entries", 2, 1 << 20);
  design.ln_range = softmax.number("ln_range", 2, 1 << 20);
  design.output_bits = whole(softmax, "output_bits", 2, 16);
}

void read_residual(const Config& residual, ResidualDesign& design) {
  const TrackedScope section = residual.scope("residual");
  design.kind = static_cast<ResidualKind>(residual.choice("kind", {"coherent", "digital"}));
  design.bits = whole(residual, "bits", 2, 16);
  design.phase_error_rad = residual.number("phase_error_rad", 0, 0.2);
}

void read_norm(const Config& norm, NormDesign& design) {
  const TrackedScope section = norm.scope("norm");
  design.kind = static_cast<NormKind>(norm.choice("kind", {"microring", "digital"}));
  design.ring_bits = whole(norm, "ring_bits", 2, 16);
  design.bits = whole(norm, "bits", 2, 16);
}

void read_activation(const Config& activation, ActivationDesign& design, ChipFacts& facts) {
  const TrackedScope section = activation.scope("activation");
  design.kind = static_cast<ActivationKind>(activation.choice("kind", {"soa", "table", "digital"}));
  design.bits = whole(activation, "bits", 2, 16);
  facts.soa_input = activation.quantity<Power>("soa_input", Power{1e-9}, Power{1});
}

}  // namespace

void read_elementwise(const Config& root, Chip& chip, ChipFacts& facts) {
  read_softmax(root.table("softmax"), chip.softmax);
  read_residual(root.table("residual"), chip.residual);
  read_norm(root.table("norm"), chip.norm);
  read_activation(root.table("activation"), chip.activation, facts);
}

}  // namespace tron::chip::detail
