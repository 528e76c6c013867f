#include <algorithm>
#include <cmath>
#include <numbers>

#include "device/library.h"
#include "device/microring.h"
#include "study/validate/curves.h"
#include "study/validate/row_models.h"

namespace tron::study {
namespace {

/// The ring of the file's [setting], lossless where it is add-drop.
MicroringParameters ring_of(const Config& setting) {
  MicroringParameters out;
  out.wavelength = setting.quantity<Length>("wavelength", {1e-7}, {1e-5});
  out.quality_factor = setting.number("quality_factor", 1, 1e9);
  out.free_spectral_range = setting.quantity<Length>("free_spectral_range", {1e-10}, {1e-6});
  out.extinction_ratio = setting.has("extinction_ratio")
                             ? setting.quantity<Decibel>("extinction_ratio", {0.01}, {100})
                             : Decibel{25};
  out.round_trip_amplitude = 1;
  return out;
}

RowAnswer larger_amplitude(const RowInputs& in) {
  const AllPassRing ring(ring_of(in.shared));
  return std::max(ring.self_coupling(), ring.amplitude());
}

RowAnswer smaller_amplitude(const RowInputs& in) {
  const AllPassRing ring(ring_of(in.shared));
  return std::min(ring.self_coupling(), ring.amplitude());
}

RowAnswer least_transmission(const RowInputs& in) {
  return AllPassRing(ring_of(in.shared)).t_min();
}

RowAnswer greatest_transmission(const RowInputs& in) {
  return AllPassRing(ring_of(in.shared)).t_max();
}

/// Share of its light that a channel loses to a ring tuned `distance` away.
RowAnswer taken_by_neighbour(const RowInputs& in) {
  const double distance = in.own.quantity<Length>("distance", {0}, {1e-6}).si;
  return 100 * (1 - AllPassRing(ring_of(in.shared)).through(distance));
}

/// Coupled power of each coupler of an add-drop ring of the row's Q, from the guide's loss and the ring's
/// radius.
RowAnswer coupled_power(const RowInputs& in) {
  const Length radius = in.shared.quantity<Length>("radius", {1e-7}, {1e-2});
  const Length circumference = radius * (2 * std::numbers::pi);
  const Decibel lost = in.shared.quantity<DecibelPerLength>("loss", {0}, {1e6}) * circumference;
  MicroringParameters ring;
  ring.wavelength = in.shared.quantity<Length>("wavelength", {1e-7}, {1e-5});
  ring.free_spectral_range = {ring.wavelength.si * ring.wavelength.si /
                              (in.shared.number("group_index", 1, 10) * circumference.si)};
  ring.quality_factor = in.own.number("quality_factor", 1, 1e9);
  ring.round_trip_amplitude = std::pow(10, -lost.db / 20);
  const double left = AddDropRing(ring).self_coupling();
  return 1 - left * left;
}

/// Through less drop power.
double weight_at(const AddDropRing& ring, double detuning_m) {
  return ring.through(detuning_m) - ring.drop(detuning_m);
}

/// Largest difference between an add-drop ring's weight and w = 1 - 2 / (1 + (d / g)^2), over the row's
/// reach.
RowAnswer weight_law_deviation(const RowInputs& in) {
  const MicroringParameters parameters = ring_of(in.shared);
  const AddDropRing ring(parameters);
  const double g = in.own.quantity<Length>("half_width", {1e-13}, {1e-7}).si;
  const double reach = in.own.quantity<Length>("reach", {1e-13}, {1e-7}).si;
  double worst = 0;
  for (int k = -500; k <= 500; ++k) {
    const double detuning = reach * k / 500, law = 1 - 2 / (1 + std::pow(detuning / g, 2));
    worst = std::max(worst, std::abs(weight_at(ring, detuning) - law));
  }
  return worst;
}

/// The weight on resonance of a ring with the loss of data/device/microring.toml.
RowAnswer least_weight(const RowInputs& in) {
  MicroringParameters parameters = ring_of(in.shared);
  parameters.round_trip_amplitude = DeviceLibrary::load().microring().round_trip_amplitude;
  return weight_at(AddDropRing(parameters), 0);
}

/// What a ring whose shift is linear in its heater's power leaves of a measured curve of weight over current;
/// the current of the resonance and the shift per power are free, as is the curve's normalisation.
RowAnswer current_curve_residual(const RowInputs& in) {
  const Curves curves = read_curves(in.data + "/" + in.shared.text("curve_file"));
  const std::vector<double>& current = curves.column("current_mA_" + in.own.text("ring"));
  const std::vector<double>& weight = curves.column("weight_" + in.own.text("ring"));
  const AddDropRing ring(ring_of(in.shared));
  const auto at_resonance = std::min_element(weight.begin(), weight.end()) - weight.begin();
  const auto cost = [&](const std::vector<double>& x) {
    std::vector<double> shape;
    shape.reserve(current.size());
    for (const double i : current) shape.push_back(weight_at(ring, x[1] * (i * i - x[0] * x[0])));
    return normalised_residual(shape, weight);
  };
  const double nm = 1e-9;
  const auto best =
      least_point(cost, {current[static_cast<std::size_t>(at_resonance)], 0.03 * nm}, {0.1, 0.01 * nm});
  return cost(best);
}

/// The same of a measured spectrum: the ring's resonance, width and free spectral range are free.
RowAnswer spectrum_residual(const RowInputs& in) {
  const Curves curves = read_curves(in.data + "/" + in.shared.text("spectrum_file"));
  const std::vector<double>& wavelength = curves.column("wavelength_nm");
  const std::vector<double>& measured = curves.column(in.own.text("column"));
  const auto deepest = std::min_element(measured.begin(), measured.end()) - measured.begin();
  const double start = wavelength[static_cast<std::size_t>(deepest)];
  const auto cost = [&](const std::vector<double>& x) {
    MicroringParameters parameters;
    parameters.wavelength = nanometres(start);
    parameters.free_spectral_range = nanometres(x[2]);
    parameters.quality_factor = start / (2 * x[1]);
    parameters.round_trip_amplitude = 1;
    if (!(x[1] > 0.05) || !(x[2] > 4.1 * x[1])) return 1.0;
    const AddDropRing ring(parameters);
    std::vector<double> shape;
    shape.reserve(wavelength.size());
    for (const double w : wavelength) shape.push_back(weight_at(ring, (w - x[0]) * 1e-9));
    return normalised_residual(shape, measured);
  };
  return cost(least_point(cost, {start, 1, 20}, {0.1, 0.2, 2}));
}

}  // namespace

std::vector<RowModel> ring_models() {
  return {
      {"ring.larger_amplitude", "", larger_amplitude},
      {"ring.smaller_amplitude", "", smaller_amplitude},
      {"ring.least_transmission", "", least_transmission},
      {"ring.greatest_transmission", "", greatest_transmission},
      {"ring.taken_by_neighbour", "%", taken_by_neighbour},
      {"ring.coupled_power", "", coupled_power},
      {"ring.weight_law_deviation", "", weight_law_deviation},
      {"ring.least_weight", "", least_weight},
      {"ring.current_curve_residual", "", current_curve_residual},
      {"ring.spectrum_residual", "", spectrum_residual},
  };
}

}  // namespace tron::study
