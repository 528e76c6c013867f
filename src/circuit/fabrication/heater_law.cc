#include "circuit/fabrication/heater_law.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>
#include <vector>

#include "base/numbers/philox.h"
#include "circuit/fabrication/bank_tuning.h"

namespace tron::circuit {
namespace {

constexpr double kUnlimited = std::numeric_limits<double>::infinity();
constexpr int kBanks = 256, kBiases = 10;

double standard_normal(std::uint32_t bank, std::uint32_t ring) {
  const auto w = Philox::block({ring, bank, 0, static_cast<std::uint32_t>(Purpose::fabrication)}, {0, 0});
  return std::sqrt(-2 * std::log(uniform_open(w[0], w[1]))) *
         std::cos(2 * std::numbers::pi * uniform_open(w[2], w[3]));
}

/// [bank][ring] resonances relative to channel 0 of rings drawn on their channels.
std::vector<double> sampled_resonances(const ResonanceSpread& spread, double spacing_m, int channels) {
  const double local = std::min(spread.local.si, spread.sigma.si);
  const double shared = std::sqrt(spread.sigma.si * spread.sigma.si - local * local);
  std::vector<double> out;
  out.reserve(static_cast<std::size_t>(kBanks) * channels);
  for (int bank = 0; bank < kBanks; ++bank) {
    const double common = shared * standard_normal(bank, channels);
    for (int ring = 0; ring < channels; ++ring) {
      out.push_back(ring * spacing_m + common + local * standard_normal(bank, ring));
    }
  }
  return out;
}

/// What heats rings at `places` within one FSR, rising, to the channels that are `turn` places on.
double heat_of_turn(const std::vector<double>& places, int turn, double spacing_m, double fsr_m) {
  const int n = static_cast<int>(places.size());
  double sum = 0;
  for (int k = 0; k < n; ++k) {
    const int channel = k + turn < n ? k + turn : k + turn - n;
    const double shift = channel * spacing_m - places[k];
    sum += shift < 0 ? shift + fsr_m : shift;
  }
  return sum;
}

/// Mean shift of all banks when every ring is drawn `bias_m` to the blue: tune_bank's turns of banks without
/// thermal coupling, without the bookkeeping.
double mean_shift_m(std::span<const double> resonances, double bias_m, double spacing_m, double fsr_m,
                    int channels) {
  double sum = 0;
  std::vector<double> places(channels);
  for (std::size_t first = 0; first < resonances.size(); first += places.size()) {
    for (int ring = 0; ring < channels; ++ring) {
      const double place = std::fmod(resonances[first + ring] - bias_m, fsr_m);
      places[ring] = place < 0 ? place + fsr_m : place;
    }
    std::sort(places.begin(), places.end());
    double least = kUnlimited;
    for (int turn = 0; turn < channels; ++turn) {
      least = std::min(least, heat_of_turn(places, turn, spacing_m, fsr_m));
    }
    sum += least;
  }
  return sum / static_cast<double>(resonances.size());
}

}  // namespace

HeaterLaw fixed_heater_law(Length sigma, Length fsr) {
  const Length bias = design_bias(sigma, fsr);
  return {mean_fixed_shift(sigma, fsr, bias), bias};
}

HeaterLaw cyclic_heater_law(const ResonanceSpread& spread, Length fsr, Length spacing, int channels) {
  const std::vector<double> resonances = sampled_resonances(spread, spacing.si, channels);
  HeaterLaw best;
  double least = kUnlimited;
  for (int step = 0; step < kBiases; ++step) {
    const double bias = spacing.si * step / kBiases;
    const double mean = mean_shift_m(resonances, bias, spacing.si, fsr.si, channels);
    if (mean >= least) continue;
    least = mean;
    best = {Length{mean}, Length{bias}};
  }
  return best;
}

}  // namespace tron::circuit
