#include "circuit/fabrication/fabrication.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/numbers/philox.h"

namespace tron::circuit {
namespace {

// What numbers of a chip are for; ProcessField takes kField + number.
enum What : std::uint32_t { kChip = 0, kLocal = 4, kCoupling = 8, kLoss = 9, kField = 512 };

Philox::Key key_of(std::uint64_t key) {
  return {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)};
}

double box_muller(const Philox::Counter& w) {
  return std::sqrt(-2 * std::log(uniform_open(w[0], w[1]))) *
         std::cos(2 * std::numbers::pi * uniform_open(w[2], w[3]));
}

Philox::Counter words(std::uint64_t key, std::uint32_t what, BankPlace place, int arm, int ring) {
  const auto first = static_cast<std::uint32_t>(ring) | static_cast<std::uint32_t>(arm) << 31;
  return Philox::block(
      {first, place.row, place.unit, static_cast<std::uint32_t>(Purpose::process) | what << 8}, key_of(key));
}

}  // namespace

Length Process::geometry_sigma() const {
  return {std::hypot(width_sigma.si * width_shift, height_sigma.si * height_shift)};
}

Process Process::scaled(double factor) const {
  Process out = *this;
  for (Length* spread : {&out.ring_sigma, &out.width_sigma, &out.height_sigma}) spread->si *= factor;
  for (double* spread : {&out.coupling_sigma, &out.loss_sigma, &out.arm_mismatch, &out.adc_gain,
                         &out.adc_offset, &out.adc_inl, &out.dac_inl})
    *spread *= factor;
  return out;
}

std::uint64_t chip_key(std::uint64_t seed, std::uint64_t chip) {
  const auto w = Philox::block({static_cast<std::uint32_t>(chip), static_cast<std::uint32_t>(chip >> 32),
                                0xC41Fu, static_cast<std::uint32_t>(Purpose::process)},
                               key_of(seed));
  return std::uint64_t{w[0]} | std::uint64_t{w[1]} << 32;
}

ProcessField::ProcessField(std::uint64_t key, std::uint32_t number, Length correlation_length) {
  for (int m = 0; m < kTerms; ++m) {
    const auto a = words(key, kField + number, {0, 0}, 0, m), b = words(key, kField + number, {0, 1}, 0, m);
    const double radius =
        std::sqrt(-2 * std::log(uniform_open(a[0], a[1]))) * std::numbers::sqrt2 / correlation_length.si;
    const double angle = 2 * std::numbers::pi * uniform_open(a[2], a[3]);
    terms_.push_back({radius * std::cos(angle), radius * std::sin(angle),
                      2 * std::numbers::pi * uniform_open(b[0], b[1])});
  }
}

double ProcessField::at(double x_m, double y_m) const {
  double sum = 0;
  for (const Term& t : terms_) sum += std::cos(t.kx * x_m + t.ky * y_m + t.phase);
  return sum * std::sqrt(2.0 / kTerms);
}

double ProcessRandom::normal(std::uint32_t what, BankPlace place, int arm, int ring) const {
  return box_muller(words(key_, what, place, arm, ring));
}

double ProcessRandom::uniform(std::uint32_t what, BankPlace place, int arm, int ring) const {
  const auto w = words(key_, what, place, arm, ring);
  return uniform_open(w[0], w[1]);
}

ChipProcess::ChipProcess(const Process& process, std::uint64_t key) : process_(process), random_(key) {
  const double geometry = process.geometry_sigma().si;
  if (geometry > 0) scale_ = process.ring_sigma.si / geometry;
  for (std::uint32_t which : {0u, 1u}) field_.emplace_back(key, which, process.correlation_length);
}

double ChipProcess::part(int which, double x_m, double y_m, BankPlace place, int arm, int ring) const {
  const auto number = static_cast<std::uint32_t>(which);
  const double chip = process_.chip_share, local = process_.local_share;
  double sum = std::sqrt(chip) * random_.normal(kChip + number) +
               std::sqrt(local) * random_.normal(kLocal + number, place, arm, ring);
  if (chip + local < 1) sum += std::sqrt(1 - chip - local) * field_[which].at(x_m, y_m);
  return sum;
}

double ChipProcess::offset_m(double x_m, double y_m, BankPlace place, int arm, int ring) const {
  if (scale_ <= 0) return 0;
  const double width = process_.width_shift * process_.width_sigma.si,
               height = process_.height_shift * process_.height_sigma.si;
  double sum = 0;
  if (width != 0) sum += width * part(0, x_m, y_m, place, arm, ring);
  if (height != 0) sum += height * part(1, x_m, y_m, place, arm, ring);
  return scale_ * sum;
}

RingShape ChipProcess::shape_of(const RingShape& shape, BankPlace place, int arm, int ring) const {
  const auto factor = [&](std::uint32_t what, double sigma) {
    return std::max(0.05, 1 + sigma * random_.normal(what, place, arm, ring));
  };
  return with_powers(shape, factor(kCoupling, process_.coupling_sigma), factor(kLoss, process_.loss_sigma));
}

double trimmed(double wanted, double sigma, int bits) {
  if (bits == 0 || sigma <= 0) return 0;
  const double step = 6 * sigma / std::exp2(bits), most = 3 * sigma;
  return std::clamp(std::nearbyint(wanted / step) * step, -most, most);
}

}  // namespace tron::circuit
