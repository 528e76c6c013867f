#include "inference/photonic/encoder.h"

#include <algorithm>

#include "inference/kernels/round_even.h"

namespace tron::inference {
namespace {

BankDesign idealised(BankDesign design, const EncodingSources& sources) {
  if (!sources.dac) design.drive_bits = 0;
  if (!sources.crosstalk) design.compensation = Compensation::none;
  return design;
}

}  // namespace

EncodingSources encoding_sources(const Chip& chip, Sources sources, Source dac) {
  return {sources.has(dac), sources.has(Source::crosstalk),
          RingErrorSwitches{chip.fabrication && sources.has(Source::fabrication),
                            sources.has(Source::thermal_crosstalk), sources.has(Source::drift)}};
}

EncodedBank::EncodedBank(const BankDesign& design, int operand_bits, EncodingSources sources,
                         const RingErrorModel& errors, std::uint64_t process_seed,
                         const ChipInstance* chip_instance)
    : sources_(sources),
      levels_((1 << (operand_bits - 1)) - 1),
      bank_(idealised(design, sources)),
      full_scale_(sources.crosstalk ? bank_.full_scale() : bank_.isolated_full_scale()),
      errors_(errors),
      process_seed_(process_seed),
      chip_instance_(chip_instance) {
  if (!memoryless()) return;
  for (int arm = 0; arm < bank_.arms(); ++arm)
    level_detuning_[arm].resize(bank_.channels() * (2 * levels_ + 1));
  std::vector<double> wanted(bank_.channels());
  for (std::int32_t level = -levels_; level <= levels_; ++level) {
    std::fill(wanted.begin(), wanted.end(), static_cast<double>(level) / levels_);
    const Drive drive = bank_.calibrate(wanted);
    for (int arm = 0; arm < bank_.arms(); ++arm) {
      for (int j = 0; j < bank_.channels(); ++j) {
        level_detuning_[arm][j * (2 * levels_ + 1) + level + levels_] = drive.detuning_m[arm][j];
      }
    }
  }
}

Drive EncodedBank::drive(std::span<const std::int32_t> levels) const {
  std::vector<double> wanted(levels.size());
  for (std::size_t i = 0; i < levels.size(); ++i) wanted[i] = static_cast<double>(levels[i]) / levels_;
  return bank_.calibrate(wanted);
}

RingDeviations EncodedBank::fabricated(BankPlace place) const {
  if (chip_instance_ != nullptr)
    return chip_instance_->rings(place, bank_.channels(), bank_.arms(), sources_.errors);
  RingDeviations out;
  out.shifts = ring_shifts(errors_, sources_.errors, process_seed_, place, bank_.channels(), bank_.arms());
  return out;
}

WeightEncoder::WeightEncoder(EncodedBank bank)
    : bank_(std::move(bank)), curves_(bank_.bank()), series_(encoding_series(bank_.bank(), bank_.levels())) {
  for (int arm = 0; arm < curves_.arms; ++arm) {
    for (const double metres : bank_.level_detunings(arm)) {
      level_detuning_[arm].push_back(static_cast<float>(metres / curves_.fsr_m));
    }
  }
}

const WeightEncoder::RowTable& WeightEncoder::row_table(std::uint32_t unit, int rows) const {
  const std::lock_guard lock(mutex_);
  RowTable& table = tables_[{unit, rows}];
  if (!table.shift.empty()) return table;
  const std::size_t channels = curves_.channels;
  table.shift.assign(rows * curves_.arms * channels, 0.0f);
  for (int row = 0; row < rows; ++row) {
    const RingDeviations made = bank_.fabricated({unit, static_cast<std::uint32_t>(row)});
    for (int arm = 0; arm < curves_.arms; ++arm) {
      const std::vector<double>& shift = made.shifts.shift_m[arm];
      for (std::size_t j = 0; j < shift.size(); ++j) {
        table.shift[(row * curves_.arms + arm) * channels + j] = static_cast<float>(shift[j] / curves_.fsr_m);
      }
    }
    if (!made.only_shifts()) add_trims(made, row, rows, table);
  }
  return table;
}

/// Rows that come before the first one with trims are as designed, and so are those after without.
void WeightEncoder::add_trims(const RingDeviations& made, int row, int rows, RowTable& table) const {
  const std::size_t rings = curves_.arms * curves_.channels;
  if (table.trims.empty()) table.trims = RingTrims::as_designed(rows * rings);
  for (int arm = 0; arm < curves_.arms; ++arm) {
    for (int j = 0; j < curves_.channels; ++j) {
      table.trims.set(row * rings + arm * curves_.channels + j, made, arm, j, bank_.bank().rings().ring(j));
    }
  }
}

void WeightEncoder::look_up_tile(const std::int32_t* levels, float* detuning) const {
  const std::size_t channels = curves_.channels, width = 2 * bank_.levels() + 1;
  for (int arm = 0; arm < curves_.arms; ++arm) {
    for (std::size_t j = 0; j < channels; ++j) {
      const float* of_level = level_detuning_[arm].data() + j * width + bank_.levels();
      const std::int32_t* level = levels + j * kBlockColumns;
      float* line = detuning + (arm * channels + j) * kBlockColumns;
      for (std::size_t c = 0; c < kBlockColumns; ++c) line[c] = of_level[level[c]];
    }
  }
}

void WeightEncoder::drive_tile(const std::int32_t* levels, std::size_t columns, TileSolver& solver,
                               float* detuning) const {
  if (bank_.memoryless()) {
    look_up_tile(levels, detuning);
  } else {
    solver.solve(levels, columns, detuning);
  }
}

RingDrive WeightEncoder::drive(const LevelSource& levels, std::size_t k, std::size_t n) const {
  RingDrive out{k, n, tile_size(), {}};
  const std::size_t channels = curves_.channels;
  const std::size_t tiles = divide_up(k, channels), blocks = divide_up(n, kBlockColumns);
  out.detuning.resize(blocks * tiles * out.tile_size);
  TileSolver solver(bank_.bank(), bank_.levels(), series_ ? &*series_ : nullptr);
  std::vector<std::int32_t> of_block(tiles * channels * kBlockColumns);
  for (std::size_t block = 0; block < blocks; ++block) {
    levels(block, of_block.data());
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      drive_tile(of_block.data() + tile * channels * kBlockColumns,
                 std::min(kBlockColumns, n - block * kBlockColumns), solver,
                 out.detuning.data() + (block * tiles + tile) * out.tile_size);
    }
  }
  return out;
}

/// What packing one operand works with.
struct WeightEncoder::Packing {
  PackedRings& out;
  const ProductSite& site;
  const RowTable& of_rows;
  float scale;
  BankBlock banks;
  AlignedVector<float> shifts;  ///< of one block
  RingTrims trims;              ///< of one block; empty where all rings are as designed
};

WeightEncoder::Packing WeightEncoder::packing_of(const ProductSite& site, float steps,
                                                 PackedRings& out) const {
  return {out,
          site,
          row_table(site.unit, site.array_rows),
          steps / static_cast<float>(bank_.full_scale()),
          BankBlock(curves_),
          AlignedVector<float>(tile_size()),
          {}};
}

void WeightEncoder::place_block(Packing& packing, std::size_t block) const {
  const std::size_t rings = curves_.arms * curves_.channels;
  const RingTrims& trims = packing.of_rows.trims;
  if (!trims.empty() && packing.trims.empty()) packing.trims = RingTrims::as_designed(tile_size());
  for (std::size_t c = 0; c < kBlockColumns; ++c) {
    const std::size_t first = (block * kBlockColumns + c) % packing.site.array_rows * rings;
    for (std::size_t r = 0; r < rings; ++r) {
      packing.shifts[r * kBlockColumns + c] = packing.of_rows.shift[first + r];
      if (!trims.empty()) packing.trims.copy(r * kBlockColumns + c, trims, first + r);
    }
  }
}

void WeightEncoder::pack_tile(Packing& packing, std::size_t block, std::size_t tile,
                              const float* detuning) const {
  PackedRings& out = packing.out;
  const std::size_t channels = curves_.channels;
  respond_block(curves_, bank_.crosstalk(), detuning, packing.shifts.data(), packing.banks,
                packing.trims.empty() ? nullptr : &packing.trims);
  pack_block(packing.banks, std::min(channels, out.k - tile * channels),
             std::min(kBlockColumns, out.n - block * kBlockColumns), packing.scale,
             out.difference.data() + out.difference_at(block, tile),
             out.total.data() + out.total_at(block, tile));
}

void WeightEncoder::pack(const RingDrive& drive, const ProductSite& site, float steps,
                         PackedRings& out) const {
  out.shape(drive.k, drive.n, curves_.channels);
  Packing packing = packing_of(site, steps, out);
  for (std::size_t block = 0; block < out.blocks; ++block) {
    place_block(packing, block);
    for (std::size_t tile = 0; tile < out.tiles; ++tile) {
      pack_tile(packing, block, tile, drive.detuning.data() + (block * out.tiles + tile) * drive.tile_size);
    }
  }
}

void WeightEncoder::encode(const LevelSource& levels, std::size_t k, std::size_t n, const ProductSite& site,
                           float steps, PackedRings& out) const {
  out.shape(k, n, curves_.channels);
  Packing packing = packing_of(site, steps, out);
  TileSolver solver(bank_.bank(), bank_.levels(), series_ ? &*series_ : nullptr);
  const std::size_t tile_levels = curves_.channels * kBlockColumns;
  std::vector<std::int32_t> of_block(out.tiles * tile_levels);
  AlignedVector<float> detuning(tile_size());
  for (std::size_t block = 0; block < out.blocks; ++block) {
    levels(block, of_block.data());
    place_block(packing, block);
    for (std::size_t tile = 0; tile < out.tiles; ++tile) {
      drive_tile(of_block.data() + tile * tile_levels, std::min(kBlockColumns, n - block * kBlockColumns),
                 solver, detuning.data());
      pack_tile(packing, block, tile, detuning.data());
    }
  }
}

InputEncoder::InputEncoder(EncodedBank bank) : bank_(std::move(bank)) {}

const InputEncoder::Table& InputEncoder::table(std::uint32_t unit) const {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<Table>& slot = tables_[unit];
  if (slot) return *slot;
  slot = std::make_unique<Table>();
  slot->made = bank_.fabricated({unit, kActivationRow});
  if (!bank_.memoryless()) return *slot;
  const Bank& bank = bank_.bank();
  TransmissionTable& t = slot->factors;
  t.levels = bank_.levels(), t.channels = bank.channels(), t.stride = round_up(t.channels, 16);
  for (int arm = 0; arm < 2; ++arm) {
    t.factor[arm].assign(t.at(t.channels, 0), 1.0f);
    for (int j = 0; j < bank.channels(); ++j) {
      for (std::int32_t level = 0; level <= t.levels; ++level) {
        const double detuning =
            slot->made.moved_m(arm, j, bank_.detuning_m(arm, j, arm == 0 ? level : -level));
        for (int i = 0; i < bank.channels(); ++i) {
          if (i != j && !bank_.crosstalk()) continue;
          const RingShape& shape =
              slot->made.shape[arm].empty() ? bank.rings().ring(j) : slot->made.shape[arm][j];
          t.factor[arm][t.at(j, level) + i] =
              static_cast<float>(shape.through_at(shape.s_at(bank.rings().distance_m(i, j) - detuning)));
        }
      }
    }
  }
  return *slot;
}

std::uint64_t InputEncoder::solve_row(const Table& table, const float* values, std::size_t columns,
                                      float inverse_unit, float* difference, std::uint8_t* total) const {
  const std::size_t channels = bank_.bank().channels();
  const auto scale = static_cast<float>(1 / bank_.full_scale());
  std::vector<std::int32_t> levels(channels);
  std::uint64_t clipped = 0;
  for (std::size_t first = 0; first < columns; first += channels) {
    const std::size_t valid = std::min(channels, columns - first);
    for (std::size_t w = 0; w < channels; ++w) {
      levels[w] = w < valid ? quantize(values[first + w], inverse_unit, bank_.levels(), &clipped) : 0;
    }
    const Response light = bank_.bank().respond_made(bank_.drive(levels), table.made, bank_.crosstalk());
    for (std::size_t w = 0; w < valid; ++w) {
      const auto plus = static_cast<float>(light.plus[w]), minus = static_cast<float>(light.minus[w]);
      difference[w] = (plus - minus) * scale;
      total[w] = static_cast<std::uint8_t>(std::min(127.0f, round_even((plus + minus) / kTotalUnit)));
    }
    difference += channels;
    total += round_up(channels, 4);
  }
  return clipped;
}

void InputEncoder::pack(MatrixView a, float a_max, std::uint32_t unit, PackedLight& out,
                        std::uint64_t* clipped) const {
  const Table& t = table(unit);
  out.shape(a.rows, a.cols, bank_.bank().channels());
  const float inverse = a_max > 0 ? static_cast<float>(bank_.levels()) / a_max : 0;
  const auto scale = static_cast<float>(1 / bank_.full_scale());
  if (bank_.memoryless()) {
    *clipped += encoding_rows(t.factors, a, inverse, scale, out.difference.data(), out.total.data());
    return;
  }
  for (std::size_t row = 0; row < a.rows; ++row) {
    *clipped +=
        solve_row(t, a.row(row), a.cols, inverse, out.difference.data() + row * out.tiles * out.wavelengths,
                  out.total.data() + row * out.tiles * out.quads() * 4);
  }
}

}  // namespace tron::inference
