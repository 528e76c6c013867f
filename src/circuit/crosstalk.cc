#include "circuit/crosstalk.h"

#include <algorithm>
#include <cmath>

#include "base/numbers/philox.h"

namespace tron::circuit {
namespace {

std::vector<double> random_vector(std::uint64_t seed, std::uint32_t index, int channels) {
  const Philox::Key key{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
  std::vector<double> out(channels);
  for (int i = 0; i < channels; ++i) {
    const auto words = Philox::block(
        {static_cast<std::uint32_t>(i), index, 0, static_cast<std::uint32_t>(Purpose::activation)}, key);
    out[i] = 2 * uniform_open(words[0], words[1]) - 1;
  }
  return out;
}

}  // namespace

GroupCrosstalk group_crosstalk(const WdmGrid& grid, double quality_factor) {
  GroupCrosstalk out;
  for (int j = 0; j < grid.channels; ++j) {
    double noise = 0;
    for (int i = 0; i < grid.channels; ++i) {
      if (i == j) continue;
      const double delta = grid.wavelength_m(i) / (2 * quality_factor);
      const double distance = grid.wavelength_m(i) - grid.wavelength_m(j);
      noise += delta * delta / (distance * distance + delta * delta);
    }
    out.noise = std::max(out.noise, noise);
  }
  out.levels = 1 / out.noise;
  out.bits = std::log2(out.levels);
  return out;
}

std::vector<std::vector<double>> crosstalk_matrix(const Bank& bank, double detuning_m) {
  std::vector<std::vector<double>> out(bank.channels(), std::vector<double>(bank.channels()));
  for (int i = 0; i < bank.channels(); ++i) {
    for (int j = 0; j < bank.channels(); ++j) out[i][j] = 1 - bank.factor(i, j, detuning_m);
  }
  return out;
}

EncodingError encoding_error(const Bank& bank, int vectors, std::uint64_t seed, const RingShifts& shifts) {
  EncodingError out;
  double squares = 0;
  for (int v = 0; v < vectors; ++v) {
    const auto wanted = random_vector(seed, static_cast<std::uint32_t>(v), bank.channels());
    const auto got = bank.values(bank.respond(bank.calibrate(wanted), shifts));
    for (int i = 0; i < bank.channels(); ++i) {
      const double error = std::abs(got[i] - wanted[i]);
      squares += error * error;
      out.worst = std::max(out.worst, error);
    }
  }
  out.rms = std::sqrt(squares / (static_cast<double>(vectors) * bank.channels()));
  out.levels = 1 / (2 * out.worst);
  out.worst_bits = std::log2(out.levels);
  out.effective_bits = -std::log2(std::sqrt(12.0) * out.rms);
  return out;
}

double homodyne_error(double leak_ratio, double cosine) {
  return 2 * std::sqrt(leak_ratio) * std::abs(cosine) + leak_ratio;
}

}  // namespace tron::circuit
