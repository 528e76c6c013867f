#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/numbers/matrix.h"
#include "chip/chip.h"
#include "rooms.h"

namespace tron::inference {

enum class Fidelity { digital, quantized, photonic, moments, device };
inline constexpr const char* kFidelityNames[] = {"digital", "quantized", "photonic", "moments", "device"};

/// The stationary operand as given: element (k, n) = data[k * k_stride + n * n_stride] * factor.
struct OperandView {
  const float* data = nullptr;
  std::size_t k = 0, n = 0;
  std::size_t k_stride = 0, n_stride = 0;
  float factor = 1;
  float operator()(std::size_t ki, std::size_t ni) const {
    return data[ki * k_stride + ni * n_stride] * factor;
  }
};

/// Ranges of one product found on the calibration samples: the scales of its operands and of its ADC.
struct ProductRange {
  float a_max = 0;             ///< |A| that stands for 1
  float b_max = 0;             ///< |B| that stands for 1 (dynamic operands; fixed ones use their own maximum)
  float partial_max = 0;       ///< |partial sum| of one tile, in units of 1 = one wavelength at full scale
  float partial_rms = 0;       ///< of the partial sums of the product's first columns, in the same units
  std::uint64_t partials = 0;  ///< of which that is the rms
  // What the values of A looked like, for the report.
  float a_rms = 0;
  std::uint64_t values = 0, outliers = 0;  ///< outliers: beyond kOutlierRms times a_rms

  /// The larger scales of both, the counts of both together.
  void widen(const ProductRange& other);
};
/// A normal variable passes six times its deviation twice in a billion.
inline constexpr float kOutlierRms = 6;

inline void ProductRange::widen(const ProductRange& o) {
  const auto square = [](const ProductRange& r) {
    return double{r.a_rms} * r.a_rms * static_cast<double>(r.values);
  };
  const double squares = square(*this) + square(o);
  const double partial_squares = double{partial_rms} * partial_rms * static_cast<double>(partials) +
                                 double{o.partial_rms} * o.partial_rms * static_cast<double>(o.partials);
  partials += o.partials;
  partial_rms =
      partials > 0 ? static_cast<float>(std::sqrt(partial_squares / static_cast<double>(partials))) : 0;
  values += o.values, outliers += o.outliers;
  a_rms = values > 0 ? static_cast<float>(std::sqrt(squares / static_cast<double>(values))) : 0;
  a_max = std::max(a_max, o.a_max), b_max = std::max(b_max, o.b_max);
  partial_max = std::max(partial_max, o.partial_max);
}

/// Where a product runs and how it is scaled: one for each (product, head).
struct ProductSite {
  std::uint32_t id = 0;    ///< noise key
  std::uint32_t unit = 0;  ///< physical array: its rings' errors
  int array_rows = 0;
  bool dynamic = false;  ///< stationary operand changes with the input
  ProductRange range;
};

struct Counters {
  std::uint64_t macs = 0, conversions = 0, saturated = 0;  ///< saturated: conversions outside the ADC's range
  std::uint64_t clipped = 0;                               ///< operand values outside their scale
  std::uint64_t ring_updates = 0;
  void add(const Counters& o) {
    macs += o.macs, conversions += o.conversions, saturated += o.saturated, clipped += o.clipped;
    ring_updates += o.ring_updates;
  }
};

/// A stationary operand made ready by an engine: packed weights, drive codes, whatever that engine needs.
class ReadyOperand {
 public:
  virtual ~ReadyOperand() = default;
};

/// One way to carry out out = A B. Engines are immutable after construction; every call is safe from any
/// thread.
class ProductEngine {
 public:
  virtual ~ProductEngine() = default;
  virtual std::unique_ptr<ReadyOperand> prepare(const ProductSite& site, const OperandView& b,
                                                Counters& counters) const = 0;
  /// The same for a B that `alike` was prepared from at another site: an engine may take from it what does
  /// not depend on the site.
  virtual std::unique_ptr<ReadyOperand> prepare_like([[maybe_unused]] const ReadyOperand& alike,
                                                     const ProductSite& site, const OperandView& b,
                                                     Counters& counters) const {
    return prepare(site, b, counters);
  }
  /// out (a.rows x b.n, rows `out_stride` floats apart) is overwritten. row_ids[r] is the noise position of
  /// row r: (sample number, token) folded into 32 bits, independent of how samples are batched.
  virtual void multiply(const ProductSite& site, MatrixView a, std::span<const std::uint32_t> row_ids,
                        const ReadyOperand& b, float* out, std::size_t out_stride,
                        Counters& counters) const = 0;
};

}  // namespace tron::inference
