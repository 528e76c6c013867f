#include "inference/oracle/device_engine.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/numbers/constants.h"
#include "base/numbers/philox.h"
#include "base/numbers/statistics.h"
#include "inference/photonic/conversion.h"
#include "inference/photonic/encoder.h"
#include "inference/reference/operand_codes.h"
#include "inference/reference/scaled_rows.h"

namespace tron::inference {
namespace {

struct Ready : ReadyOperand {
  std::size_t n = 0, tiles = 0;
  std::vector<Response> response;  ///< [tile][column]
  std::vector<float> unit;         ///< [column], or [tile][column]
  AdcScale adc;
  double rings_full_scale = 1;
  std::vector<RowErrors> rows;  ///< of the array, empty where they are as designed
};

/// What a converter makes of a signal in steps (circuit/fabrication/chip_instance.h).
double converted(const RowErrors& row, double v, double limit) {
  const double y = std::clamp(v, -1.25 * limit, 1.25 * limit), u = y / limit;
  return row.offset + row.gain * y + row.bow * (1 - u * u) +
         row.curve * 1.5 * std::sqrt(3.0) * (u - u * u * u);
}

/// Six independent standard normal deviates of one conversion.
std::array<double, 6> deviates(std::uint64_t seed, std::uint32_t product, std::uint32_t row_id,
                               std::size_t column, std::size_t tile) {
  const Philox::Key key{static_cast<std::uint32_t>(seed),
                        static_cast<std::uint32_t>(seed >> 32) ^ 0x0DDB175u};
  std::array<double, 6> out{};
  for (std::uint32_t i = 0; i < 3; ++i) {
    const auto w =
        Philox::block({static_cast<std::uint32_t>(column), row_id, static_cast<std::uint32_t>(tile) * 3 + i,
                       static_cast<std::uint32_t>(Purpose::detector) | product << 8},
                      key);
    out[2 * i] = normal_quantile(uniform_open(w[0], w[1]));
    out[2 * i + 1] = normal_quantile(uniform_open(w[2], w[3]));
  }
  return out;
}

class DeviceEngine : public ProductEngine {
 public:
  DeviceEngine(const Chip& chip, Sources sources, std::uint64_t seed, const ChipInstance* chip_instance)
      : chip_(chip),
        sources_(sources),
        seed_(seed),
        chip_instance_(chip_instance),
        light_(bank(chip.activation_bank, Source::activation_dac)),
        fixed_(bank(chip.weight_bank, Source::weight_dac)),
        dynamic_(bank(chip.dynamic_bank, Source::weight_dac)) {}

  std::unique_ptr<ReadyOperand> prepare(const ProductSite& site, const OperandView& b,
                                        Counters& counters) const override {
    const EncodedBank& rings = site.dynamic ? dynamic_ : fixed_;
    const std::size_t channels = rings.bank().channels();
    auto ready = std::make_unique<Ready>();
    const OperandCodes levels = operand_codes(chip_, site, b, &counters.clipped);
    ready->n = b.n, ready->tiles = divide_up(b.k, channels), ready->unit = levels.unit;
    ready->adc = adc_scale(chip_, site.range, b.k, sources_);
    ready->rings_full_scale = rings.full_scale();
    ready->rows = rows_of(site);
    std::vector<std::int32_t> vector(channels);
    for (std::size_t tile = 0; tile < ready->tiles; ++tile) {
      for (std::size_t n = 0; n < b.n; ++n) {
        for (std::size_t w = 0; w < channels; ++w) {
          const std::size_t k = tile * channels + w;
          vector[w] = k < b.k ? levels.level[k * b.n + n] : 0;
        }
        const RingDeviations made =
            rings.fabricated({site.unit, static_cast<std::uint32_t>(n % site.array_rows)});
        ready->response.push_back(rings.bank().respond_made(rings.drive(vector), made, rings.crosstalk()));
      }
    }
    return ready;
  }

  void multiply(const ProductSite& site, MatrixView a, std::span<const std::uint32_t> row_ids,
                const ReadyOperand& b, float* out, std::size_t out_stride,
                Counters& counters) const override {
    const auto& ready = static_cast<const Ready&>(b);
    const RingDeviations made = light_.fabricated({site.unit, kActivationRow});
    const ScaledRows rows(chip_, site, a);
    for (std::size_t r = 0; r < a.rows; ++r) {
      std::vector<double> sums(ready.n);
      for (std::size_t tile = 0; tile < ready.tiles; ++tile) {
        const Response light = encode(rows, r, tile, made, &counters.clipped);
        const std::size_t valid =
            std::min<std::size_t>(light_.bank().channels(), a.cols - tile * light_.bank().channels());
        for (std::size_t n = 0; n < ready.n; ++n) {
          const double step = current_step(ready);
          const RowErrors row = ready.rows.empty() ? RowErrors{} : ready.rows[n % ready.rows.size()];
          const double current = detect(light, ready.response[tile * ready.n + n], valid, row.imbalance,
                                        deviates(seed_, site.id, row_ids[r], n, tile));
          const double signal =
              ready.rows.empty() ? current / step : converted(row, current / step, ready.adc.limit);
          const double code = std::nearbyint(signal);
          const double kept = std::clamp<double>(code, -ready.adc.limit, ready.adc.limit);
          counters.saturated += code != kept;
          sums[n] += (kept - row.offset_known) / row.gain_known * unit_of(ready, tile, n) *
                     (rows.of_tiles().empty() ? 1 : double{rows.of_tiles()[r * ready.tiles + tile]});
        }
      }
      for (std::size_t n = 0; n < ready.n; ++n) {
        out[r * out_stride + n] =
            static_cast<float>(sums[n] * ready.adc.step * light_.levels() * rows.full_scale());
      }
    }
    rows.restore(out, ready.n, out_stride);
    counters.conversions += a.rows * ready.n * ready.tiles;
  }

 private:
  EncodedBank bank(const BankDesign& design, Source dac) const {
    return {design,
            chip_.operand.bits,
            encoding_sources(chip_, sources_, dac),
            chip_.ring_errors,
            chip_.process_seed,
            chip_instance_};
  }

  std::vector<RowErrors> rows_of(const ProductSite& site) const {
    std::vector<RowErrors> out;
    if (chip_instance_ == nullptr || !sources_.has(Source::adc) || !chip_instance_->row({site.unit, 0}))
      return out;
    for (int row = 0; row < site.array_rows; ++row) {
      out.push_back(chip_instance_->row({site.unit, static_cast<std::uint32_t>(row)}).value_or(RowErrors{}));
    }
    return out;
  }

  /// Photocurrent of one channel at full transmission.
  double channel_current() const {
    return chip_.link.detector.responsivity.si * chip_.budget.detector_per_channel.si;
  }

  /// Photocurrent of one ADC step.
  double current_step(const Ready& ready) const {
    return channel_current() * light_.full_scale() * ready.rings_full_scale * ready.adc.step;
  }

  /// What a level of a column in a tile stands for.
  static double unit_of(const Ready& ready, std::size_t tile, std::size_t column) {
    return ready.unit[ready.unit.size() == ready.n ? column : tile * ready.n + column];
  }

  Response encode(const ScaledRows& rows, std::size_t row, std::size_t tile, const RingDeviations& made,
                  std::uint64_t* clipped) const {
    const std::size_t channels = light_.bank().channels();
    const MatrixView a = rows.values();
    const float full = rows.full_scale(), inverse = full > 0 ? static_cast<float>(light_.levels()) / full : 0;
    std::vector<std::int32_t> levels(channels);
    for (std::size_t w = 0; w < channels; ++w) {
      const std::size_t k = tile * channels + w;
      levels[w] = k < a.cols ? quantize(a(row, k), inverse, light_.levels(), clipped) : 0;
    }
    return light_.bank().respond_made(light_.drive(levels), made, light_.crosstalk());
  }

  /// The difference current of one conversion, every noise from its own device: shot noise and load of each
  /// arm, and intensity noise in a part that both arms share and one of their own.
  double detect(const Response& light, const Response& rings, std::size_t channels, double imbalance,
                const std::array<double, 6>& z) const {
    const double unit = channel_current();
    double plus = 0, minus = 0;
    for (std::size_t i = 0; i < channels; ++i) {
      plus += unit * (light.plus[i] * rings.plus[i] + light.minus[i] * rings.minus[i]);
      minus += unit * (light.plus[i] * rings.minus[i] + light.minus[i] * rings.plus[i]);
    }
    plus *= 1 + imbalance / 2, minus *= 1 - imbalance / 2;
    const Detector& d = chip_.link.detector;
    const double bandwidth = d.noise_bandwidth(chip_.symbol_rate).si;
    double noise = 0;
    if (chip_.noise.shot && sources_.has(Source::shot)) {
      const double two_q = 2 * constants::kElementaryCharge * bandwidth;
      noise += std::sqrt(two_q * (plus + d.dark_current.si)) * z[0] +
               std::sqrt(two_q * (minus + d.dark_current.si)) * z[1];
    }
    if (chip_.noise.thermal && sources_.has(Source::thermal)) {
      noise += std::sqrt(d.receiver_a2(chip_.symbol_rate)) * z[2];
    }
    if (chip_.noise.rin && sources_.has(Source::rin)) {
      const double relative = std::sqrt(chip_.link.rin.per_hertz() * bandwidth),
                   common = chip_.rin_common_share;
      noise += relative * (std::sqrt(common) * z[3] * (plus - minus) +
                           std::sqrt(1 - common) * (z[4] * plus - z[5] * minus));
    }
    return plus - minus + noise;
  }

  const Chip& chip_;
  Sources sources_;
  std::uint64_t seed_;
  const ChipInstance* chip_instance_;
  EncodedBank light_, fixed_, dynamic_;
};

}  // namespace

std::unique_ptr<ProductEngine> device_engine(const Chip& chip, Sources sources, std::uint64_t seed,
                                             const ChipInstance* chip_instance) {
  return std::make_unique<DeviceEngine>(chip, sources, seed, chip_instance);
}

}  // namespace tron::inference
