#include "device/microring.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/core.h>

#include "base/error.h"

namespace tron::device {
namespace {

constexpr double kPi = std::numbers::pi;

[[noreturn]] void refuse(const char* item, std::string found, std::string allowed) {
  throw InputError(Place{"", 0, 0, item}, std::move(found), std::move(allowed));
}

/// x = product of the self-couplings and the round-trip amplitude, from sin(pi FWHM / (2 FSR)) = (1 - x) / (2
/// sqrt x): a quadratic in sqrt x.
double product_for_width(const MicroringParameters& p) {
  if (!(p.wavelength.si > 0)) refuse("microring.wavelength", fmt::format("{} m", p.wavelength.si), "above 0");
  if (!(p.free_spectral_range.si > 0)) {
    refuse("microring.free_spectral_range", fmt::format("{} m", p.free_spectral_range.si), "above 0");
  }
  const double least = 2 * p.wavelength.si / p.free_spectral_range.si;
  if (!(p.quality_factor >= least) || !std::isfinite(p.quality_factor)) {
    refuse("microring.quality_factor", fmt::format("{}", p.quality_factor),
           fmt::format("at least {:.4g}, so that the line is narrower than half the free spectral range",
                       least));
  }
  const double fwhm = p.wavelength.si / p.quality_factor;
  const double k = std::sin(kPi * fwhm / (2 * p.free_spectral_range.si));
  const double root = std::sqrt(1 + k * k) - k;
  return root * root;
}

double width(const RingShape& shape) {
  return 2 * shape.fsr_m / kPi * std::asin(std::sqrt(shape.base / shape.contrast));
}

}  // namespace

double RingShape::s_at(double detuning_m) const {
  const double half = std::sin(kPi * detuning_m / fsr_m);
  return half * half;
}

double RingShape::detuning_m_at(double s) const {
  return fsr_m / kPi * std::asin(std::sqrt(std::clamp(s, 0.0, 1.0)));
}

RingShape with_powers(const RingShape& shape, double coupled, double lost) {
  const double x = shape.contrast / 4;
  const auto left = [](double amplitude, double factor) {
    return std::sqrt(1 - std::clamp((1 - amplitude * amplitude) * factor, 0.0, 0.9));
  };
  if (shape.drop == 0) {
    const double between = std::sqrt(shape.floor), a0 = (between + std::sqrt(shape.floor + 4 * x)) / 2;
    const double a = left(a0, lost), r = left(a0 - between, coupled);
    return {(a - r) * (a - r), (1 - r * a) * (1 - r * a), 4 * r * a, 0, shape.fsr_m};
  }
  // drop = (1 - x / a)^2 a: a quadratic in a, of whose roots the larger is above x.
  const double half = x + shape.drop / 2, a0 = half + std::sqrt(half * half - x * x);
  const double a = left(a0, lost), r = left(std::sqrt(x / a0), coupled), square = r * r, y = square * a;
  return {square * (1 - a) * (1 - a), (1 - y) * (1 - y), 4 * y, (1 - square) * (1 - square) * a, shape.fsr_m};
}

AllPassRing::AllPassRing(const MicroringParameters& p) {
  const double x = product_for_width(p);
  if (!(p.extinction_ratio.db > 0)) {
    refuse("microring.extinction_ratio", fmt::format("{} dB", p.extinction_ratio.db), "above 0 dB");
  }
  // T_max / T_min = ER gives (a + r) / (a - r) = sqrt(ER) (1 + x) / (1 - x), hence a / r; a r = x is known.
  const double inverse = (1 - x) / (1 + x) / std::sqrt(p.extinction_ratio.ratio());
  const double ratio = (1 + inverse) / (1 - inverse);
  a_ = std::sqrt(x * ratio);
  r_ = std::sqrt(x / ratio);
  shape_ = {(a_ - r_) * (a_ - r_), (1 - x) * (1 - x), 4 * x, 0, p.free_spectral_range.si};
}

double AllPassRing::through(double detuning_m) const {
  return shape_.through_at(shape_.s_at(detuning_m));
}

double AllPassRing::detuning_for(double transmission) const {
  const double t = std::clamp(transmission, t_min(), t_max());
  return shape_.detuning_m_at((t * shape_.base - shape_.floor) / (shape_.contrast * (1 - t)));
}

double AllPassRing::t_min() const {
  return shape_.through_at(0);
}
double AllPassRing::t_max() const {
  return shape_.through_at(1);
}
double AllPassRing::fwhm_m() const {
  return width(shape_);
}

AddDropRing::AddDropRing(const MicroringParameters& p) {
  const double x = product_for_width(p);
  a_ = p.round_trip_amplitude;
  if (!(a_ > x) || !(a_ <= 1)) {
    refuse("microring.round_trip_amplitude", fmt::format("{}", a_),
           fmt::format("above {:.6g} for this quality factor, at most 1", x));
  }
  const double coupling = x / a_;
  r_ = std::sqrt(coupling);
  shape_ = {coupling * (1 - a_) * (1 - a_), (1 - x) * (1 - x), 4 * x, (1 - coupling) * (1 - coupling) * a_,
            p.free_spectral_range.si};
}

double AddDropRing::through(double detuning_m) const {
  return shape_.through_at(shape_.s_at(detuning_m));
}
double AddDropRing::drop(double detuning_m) const {
  return shape_.drop_at(shape_.s_at(detuning_m));
}

double AddDropRing::detuning_for(double difference) const {
  const double highest = shape_.drop_at(0) - shape_.through_at(0);
  const double lowest = shape_.drop_at(1) - shape_.through_at(1);
  const double w = std::clamp(difference, lowest, highest);
  return shape_.detuning_m_at((shape_.drop - shape_.floor - w * shape_.base) / (shape_.contrast * (1 + w)));
}

double AddDropRing::fwhm_m() const {
  return width(shape_);
}

}  // namespace tron::device
