#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "chip/chip.h"
#include "circuit/fabrication/chip_instance.h"
#include "inference/engine.h"
#include "inference/kernels/round_even.h"
#include "inference/photonic/bank_kernel.h"
#include "inference/photonic/encoding_solver.h"
#include "inference/photonic/light_kernel.h"
#include "inference/photonic/photonic_kernel.h"
#include "inference/sources.h"
#include "rooms.h"

namespace tron::inference {

/// Which of a bank's imperfections act: the part of the sources that lies before the detector.
struct EncodingSources {
  bool dac = true, crosstalk = true;
  RingErrorSwitches errors;
};
EncodingSources encoding_sources(const Chip& chip, Sources sources, Source dac);

/// A value as an operand: round(value / unit), limited to +-levels. Adds limited values to *clipped.
inline std::int32_t quantize(float value, float inverse_unit, std::int32_t levels, std::uint64_t* clipped) {
  const float scaled = value * inverse_unit;
  const auto limit = static_cast<float>(levels);
  *clipped += scaled > limit + 0.5f || scaled < -limit - 0.5f;
  return static_cast<std::int32_t>(round_even(std::clamp(scaled, -limit, limit)));
}

/// A bank as the engines use it: the design with switched-off sources idealised, its full scale, and the
/// detuning of every operand code, if detunings do not depend on the neighbours.
class EncodedBank {
 public:
  /// `chip_instance`: the fabricated chip with these rings, kept by reference; nullptr: the nominal chip,
  /// whose rings are as designed but for the shifts of `errors` and `process_seed`.
  EncodedBank(const BankDesign& design, int operand_bits, EncodingSources sources,
              const RingErrorModel& errors, std::uint64_t process_seed,
              const ChipInstance* chip_instance = nullptr);
  const Bank& bank() const { return bank_; }
  std::int32_t levels() const { return levels_; }  ///< highest operand code, 2^(bits-1) - 1
  double full_scale() const { return full_scale_; }
  bool crosstalk() const { return sources_.crosstalk; }
  /// A code always gives the same detuning of a ring (no compensation, or a static one).
  bool memoryless() const { return bank_.design().compensation != Compensation::per_symbol; }

  /// Detunings, metres, of one vector of codes (one per channel).
  Drive drive(std::span<const std::int32_t> levels) const;
  /// The same for memoryless banks, by look-up: arm, ring, code in [-levels, levels].
  double detuning_m(int arm, int ring, std::int32_t level) const {
    return level_detuning_[arm][ring * (2 * levels_ + 1) + level + levels_];
  }
  /// All of that table, [ring][level + levels].
  const std::vector<double>& level_detunings(int arm) const { return level_detuning_[arm]; }
  RingShifts shifts(BankPlace place) const { return fabricated(place).shifts; }
  RingDeviations fabricated(BankPlace place) const;

 private:
  EncodingSources sources_;
  std::int32_t levels_;
  Bank bank_;
  double full_scale_;
  RingErrorModel errors_;
  std::uint64_t process_seed_;
  const ChipInstance* chip_instance_;
  std::vector<double> level_detuning_[2];
};

/// The drive of a stationary operand: the detunings of its codes, the same on every array.
struct RingDrive {
  std::size_t k = 0, n = 0;
  std::size_t tile_size = 0;      ///< floats of one tile in one block of columns
  AlignedVector<float> detuning;  ///< [block][tile][arm][ring][32], shares of the FSR
};

/// The weight encoder: codes of a stationary operand -> drive -> transmission -> packed blocks.
class WeightEncoder {
 public:
  explicit WeightEncoder(EncodedBank bank);
  const EncodedBank& bank() const { return bank_; }

  /// Returns the codes of the 32 columns of a block, [k][32], zeros past the last one.
  using LevelSource = std::function<void(std::size_t block, std::int32_t* levels)>;

  /// The drive of B [k][n].
  RingDrive drive(const LevelSource& levels, std::size_t k, std::size_t n) const;
  /// Packs the transmissions of the rings of `site` under a drive (column n runs on row n % array_rows).
  /// `steps` = ADC steps per unit of the dot product.
  void pack(const RingDrive& drive, const ProductSite& site, float steps, PackedRings& out) const;
  /// Both at once, without a drive of the whole operand in memory.
  void encode(const LevelSource& levels, std::size_t k, std::size_t n, const ProductSite& site, float steps,
              PackedRings& out) const;

 private:
  struct Packing;
  Packing packing_of(const ProductSite& site, float steps, PackedRings& out) const;
  void look_up_tile(const std::int32_t* levels, float* detuning) const;
  void drive_tile(const std::int32_t* levels, std::size_t columns, TileSolver& solver, float* detuning) const;
  void place_block(Packing& packing, std::size_t block) const;
  void pack_tile(Packing& packing, std::size_t block, std::size_t tile, const float* detuning) const;
  std::size_t tile_size() const { return curves_.arms * curves_.channels * kBlockColumns; }
  /// Of every row of an array [row][arm][ring]; the trims stay empty where all rings are as designed.
  struct RowTable {
    std::vector<float> shift;  ///< shares of the FSR
    RingTrims trims;
  };
  const RowTable& row_table(std::uint32_t unit, int rows) const;
  void add_trims(const RingDeviations& made, int row, int rows, RowTable& table) const;

  EncodedBank bank_;
  BankCurves curves_;
  std::optional<EncodingSeries> series_;
  std::vector<float> level_detuning_[2];  ///< the bank's, in shares of the FSR
  mutable std::mutex mutex_;
  mutable std::map<std::pair<std::uint32_t, int>, RowTable> tables_;
};

/// The input encoder: codes of activations -> effective light, with a table of every ring's factor at every
/// code.
class InputEncoder {
 public:
  explicit InputEncoder(EncodedBank bank);
  const EncodedBank& bank() const { return bank_; }
  /// Quantizes with `a_max` as full scale and packs. Values outside are counted in *clipped.
  void pack(MatrixView a, float a_max, std::uint32_t unit, PackedLight& out, std::uint64_t* clipped) const;

 private:
  struct Table {
    RingDeviations made;
    TransmissionTable factors;  ///< memoryless banks only
  };
  const Table& table(std::uint32_t unit) const;
  std::uint64_t solve_row(const Table& table, const float* values, std::size_t columns, float inverse_unit,
                          float* difference, std::uint8_t* total) const;

  EncodedBank bank_;
  mutable std::mutex mutex_;
  mutable std::map<std::uint32_t, std::unique_ptr<Table>> tables_;
};

}  // namespace tron::inference
