#include "circuit/ring_row.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tron::circuit {
namespace {

constexpr double kPi = std::numbers::pi;

/// True where offset + m * period lies in [0, range] for some integer m.
bool meets(double offset, double period, double range) {
  return offset - period * std::floor(offset / period) <= range;
}

struct Span {
  double least, greatest;
};

/// Range of sin^2(pi (distance - d) / FSR) for d in [0, range].
Span phase_span(double distance_m, double range_m, double fsr_m) {
  const auto s = [&](double x) { return std::pow(std::sin(kPi * x / fsr_m), 2); };
  const double a = s(distance_m), b = s(distance_m - range_m);
  return {meets(distance_m, fsr_m, range_m) ? 0 : std::min(a, b),
          meets(distance_m - fsr_m / 2, fsr_m, range_m) ? 1 : std::max(a, b)};
}

}  // namespace

NeighbourGains neighbour_gains_of(int channel, int channels, const double* through,
                                  const double* through_squared, const double* drop) {
  NeighbourGains out;
  double run = 1;
  for (int j = 0; j < channels; ++j) {
    if (j == channel) {
      out.again = run;
      continue;
    }
    out.pass *= through[j];
    if (drop == nullptr) continue;
    (j < channel ? out.before : out.after) += drop[j] * run;
    run *= through_squared[j];
  }
  return out;
}

RingRow::RingRow(const WdmGrid& grid, std::vector<RingShape> rings)
    : channels_(grid.channels), spacing_m_(grid.spacing.si), rings_(std::move(rings)) {
  for (int k = 1 - channels_; k < channels_; ++k) {
    const double half = kPi * k * spacing_m_ / rings_[0].fsr_m;
    sine_.push_back(std::sin(half));
    cosine_.push_back(std::cos(half));
  }
}

void RingRow::transmissions(std::span<const double> half_sine, std::span<const double> half_cosine,
                            TransmissionMatrix& out) const {
  const int n = channels_;
  out.channels = n;
  out.through.resize(static_cast<std::size_t>(n) * n);
  if (drops()) out.drop.resize(out.through.size());
  for (int i = 0; i < n; ++i) {
    double* through = out.through.data() + static_cast<std::size_t>(i) * n;
    double* drop = drops() ? out.drop.data() + static_cast<std::size_t>(i) * n : nullptr;
    for (int j = 0; j < n; ++j) {
      const int k = i - j + n - 1;
      const double half = sine_[k] * half_cosine[j] - cosine_[k] * half_sine[j];
      const double lift = rings_[j].contrast * half * half;
      const double whole = 1 / (rings_[j].base + lift);
      through[j] = (rings_[j].floor + lift) * whole;
      if (drop != nullptr) drop[j] = rings_[j].drop * whole;
    }
  }
}

void RingRow::transmissions(std::span<const double> detuning_m, TransmissionMatrix& out) const {
  std::vector<double> sine(channels_), cosine(channels_);
  for (int j = 0; j < channels_; ++j) {
    const double half = kPi * detuning_m[j] / rings_[j].fsr_m;
    sine[j] = std::sin(half);
    cosine[j] = std::cos(half);
  }
  transmissions(sine, cosine, out);
}

void RingRow::extremes(double range_m, TransmissionMatrix& least, TransmissionMatrix& greatest) const {
  for (TransmissionMatrix* m : {&least, &greatest}) {
    m->channels = channels_;
    m->through.clear();
    m->drop.clear();
  }
  for (int i = 0; i < channels_; ++i) {
    for (int j = 0; j < channels_; ++j) {
      const RingShape& ring = rings_[j];
      const Span s = phase_span(distance_m(i, j), range_m, ring.fsr_m);
      least.through.push_back(ring.through_at(s.least));
      greatest.through.push_back(ring.through_at(s.greatest));
      if (!drops()) continue;
      least.drop.push_back(ring.drop_at(s.greatest));
      greatest.drop.push_back(ring.drop_at(s.least));
    }
  }
}

}  // namespace tron::circuit
