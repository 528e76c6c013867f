#pragma once

#include <memory>
#include <vector>

#include "inference/photonic/conversion.h"
#include "inference/photonic/encoder.h"
#include "inference/reference/operand_codes.h"
#include "inference/reference/scaled_rows.h"
#include "rooms.h"

namespace tron::inference {

/// A stationary operand as the photonic and the moments engine use it.
struct PhotonicOperand : ReadyOperand {
  PackedRings rings;
  Conversion conversion;
  ConverterColumns converters;      ///< empty where all are as designed
  std::vector<float> column_scale;  ///< value of one ADC step in each column

  /// What a dynamic operand owes to its values alone, for prepare_like().
  struct Written {
    RingDrive drive;
    OperandScale scale;
    float b_max = 0;
    std::uint64_t clipped = 0;
  };
  std::shared_ptr<const Written> written;
};

/// The banks of a chip under a set of sources: what both engines do before light is detected.
class Optics {
 public:
  /// `chip instance` as for EncodedBank.
  Optics(const Chip& chip, Sources sources, const ChipInstance* chip_instance = nullptr);
  const Chip& chip() const { return chip_; }
  /// Whether partial sums have scales of their own.
  bool scales_tiles() const {
    return chip_.operand.weight_scale == ScaleRule::per_tile ||
           chip_.operand.activation_scale == MovingScale::per_tile;
  }
  const InputEncoder& light() const { return light_; }
  /// A moving operand as light, with the scales of its tiles.
  void pack(const ScaledRows& rows, const ProductSite& site, PackedLight& out, Counters& counters) const;
  /// `alike`: the same B made ready for another site, or null.
  void prepare(const ProductSite& site, const OperandView& b, const PhotonicOperand* alike,
               PhotonicOperand& out, Counters& counters) const;

 private:
  void set_scales(const OperandScale& scale, const ProductSite& site, const OperandView& b,
                  const AdcScale& adc, PhotonicOperand& out) const;
  std::shared_ptr<const PhotonicOperand::Written> written(const ProductSite& site,
                                                          const OperandView& b) const;

  const Chip& chip_;
  Sources sources_;
  const ChipInstance* chip_instance_;
  InputEncoder light_;
  WeightEncoder fixed_, dynamic_;
};

}  // namespace tron::inference
