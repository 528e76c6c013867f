#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "inference/kernels/aligned.h"
#include "rooms.h"

namespace tron::inference {

/// Columns of a stationary operand are packed in blocks of this many.
inline constexpr std::size_t kBlockColumns = 32;
/// Rows of activations that the kernel takes together; packed light is padded to a multiple.
inline constexpr std::size_t kRowsTogether = 4;
/// Tiles that share one Philox block: 128 bits are eight deviates of 16 bits.
inline constexpr std::size_t kTilesPerDraw = 8;
/// Total transmissions (plus + minus, 0..1.27) are kept in units of 1/100 in 7 bits: they only size the shot
/// noise, and a whole tile averages their rounding (relative error of the variance below 1e-3).
inline constexpr float kTotalUnit = 0.01f;

constexpr std::size_t divide_up(std::size_t a, std::size_t b) {
  return (a + b - 1) / b;
}
constexpr std::size_t round_up(std::size_t a, std::size_t b) {
  return divide_up(a, b) * b;
}

/// The stationary operand B [k x n] as light sees it, packed for the kernel. Channels past k and columns past
/// n are zero; shape() leaves the others for the packer to write.
struct PackedRings {
  std::size_t k = 0, n = 0;
  std::size_t wavelengths = 0;
  std::size_t tiles = 0, blocks = 0;
  RawVector<float> difference;   ///< [block][tile][wavelength][32]: (plus - minus) / full scale, in ADC steps
  RawVector<std::int8_t> total;  ///< [block][tile][wavelength / 4][32][4]: plus + minus in kTotalUnit
  AlignedVector<float> scale;    ///< [block][tile][32] factor of a partial sum; empty where all are 1

  void shape(std::size_t rows, std::size_t columns, std::size_t channels);
  std::size_t quads() const { return divide_up(wavelengths, 4); }  ///< wavelengths in groups of four
  std::size_t difference_at(std::size_t block, std::size_t tile) const {
    return (block * tiles + tile) * wavelengths * kBlockColumns;
  }
  std::size_t total_at(std::size_t block, std::size_t tile) const {
    return (block * tiles + tile) * quads() * 4 * kBlockColumns;
  }
};

/// The activations A [rows x k] as light sees them, laid out and cleared likewise.
struct PackedLight {
  std::size_t rows = 0, wavelengths = 0, tiles = 0;
  RawVector<float> difference;    ///< [row][tile][wavelength]
  RawVector<std::uint8_t> total;  ///< [row][tile][wavelengths rounded up to 4], in kTotalUnit
  std::vector<float> scale;       ///< [row][tile] factor of a partial sum; empty where all are 1

  void shape(std::size_t nrows, std::size_t k, std::size_t channels);
  std::size_t quads() const { return divide_up(wavelengths, 4); }
};

/// One balanced detection and conversion, everything in units of the ADC's step (packed differences are
/// scaled to it). Per tile:
///   variance = constant + t (per_total + total_squared t) + difference_squared d^2,
/// d = sum of the differences' products, t = sum of the integer totals' products; code = round(d +
/// sqrt(variance) g), limited to +-limit.
struct Conversion {
  float constant = 0, per_total = 0, difference_squared = 0, total_squared = 0;
  std::int32_t limit = 127;
  bool noisy() const { return constant > 0 || per_total > 0 || difference_squared > 0 || total_squared > 0; }
};

/// How the detectors and converters of the columns' rows differ from their design
/// (circuit/fabrication/chip_instance.h), in ADC steps. A tile's signal becomes x = d + imbalance t before
/// noise is added; the converter sees
///   c0 + c1 y + c2 y^2 + c3 y^3,  y = the noisy signal limited to +-reach;
/// a column's sum loses `bias`, what its test found the converter to add over all tiles.
struct ConverterColumns {
  enum Field { imbalance, c0, c1, c2, c3, kFields };
  AlignedVector<float> number;  ///< [block][field][32]
  AlignedVector<float> bias;    ///< [block][32]
  AlignedVector<float> offset;  ///< [block][32] the part of `bias` of one tile
  float reach = 0;

  bool empty() const { return number.empty(); }
  static std::size_t at(std::size_t column, Field field) {
    return column / kBlockColumns * kFields * kBlockColumns + field * kBlockColumns + column % kBlockColumns;
  }
};

/// Which random numbers the conversions draw: Philox counter {column, row id, tile / 8, purpose | product <<
/// 8}.
struct NoisePosition {
  std::uint64_t seed = 0;
  std::uint32_t product = 0;
  std::span<const std::uint32_t> row_ids;
};

/// out[r][c] = column_scale[c] * sum over tiles of the converted codes, in one fused pass:
/// multiply-accumulate over the tile's wavelengths, signal-dependent noise, conversion, accumulation. Where
/// an operand has scales per tile, a code counts times both, in single precision and in the order of tiles.
/// Bit-identical on every instruction set. `converters`: nullptr where all are as designed. Returns the
/// conversions that met the limit.
std::uint64_t photonic_multiply(const PackedLight& a, const PackedRings& b, const Conversion& conversion,
                                const NoisePosition& noise, const float* column_scale, float* out,
                                std::size_t out_stride, const ConverterColumns* converters = nullptr);

/// The same in plain scalar code, the reference of the kernel's tests: bit for bit equal.
std::uint64_t photonic_multiply_scalar(const PackedLight& a, const PackedRings& b,
                                       const Conversion& conversion, const NoisePosition& noise,
                                       const float* column_scale, float* out, std::size_t out_stride,
                                       const ConverterColumns* converters = nullptr);

}  // namespace tron::inference
