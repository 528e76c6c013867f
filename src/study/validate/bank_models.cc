#include <algorithm>
#include <cmath>

#include "circuit/bank.h"
#include "circuit/crosstalk.h"
#include "circuit/spectrum.h"
#include "study/validate/curves.h"
#include "study/validate/row_models.h"

namespace tron::study {
namespace {

/// Rings on a bus as the file's [setting] has them.
BankDesign bank_of(const Config& setting, Signs signs) {
  BankDesign out;
  out.grid.channels = static_cast<int>(setting.integer("channels", 1, 4096));
  out.grid.first = setting.quantity<Length>("first", {1e-7}, {1e-5});
  out.grid.spacing = setting.quantity<Length>("spacing", {0}, {1e-7});
  out.ring.quality_factor = setting.number("quality_factor", 1, 1e9);
  out.ring.free_spectral_range = setting.quantity<Length>("free_spectral_range", {1e-10}, {1e-6});
  out.ring.extinction_ratio = setting.quantity<Decibel>("extinction_ratio", {0.01}, {100});
  out.ring.round_trip_amplitude = setting.number("round_trip_amplitude", 0, 1);
  out.signs = signs;
  out.drive_range = setting.quantity<Length>("drive_range", {1e-13}, {1e-7});
  return out;
}

std::vector<double> metres(const std::vector<double>& in_nm) {
  std::vector<double> out;
  out.reserve(in_nm.size());
  for (const double x : in_nm) out.push_back(nanometres(x).si);
  return out;
}

/// Largest difference in the spectrum of all-pass rings.
RowAnswer all_pass_difference(const RowInputs& in) {
  const Bank bank(bank_of(in.shared, Signs::two_arm));
  const Curves rings = read_curves(in.data + "/sax/all_pass_rings.csv");
  const Curves solved = read_curves(in.data + "/sax/all_pass.csv");
  Drive drive;
  drive.detuning_m[0] = drive.detuning_m[1] = metres(rings.column("detuning_nm"));
  const auto& wavelength = solved.column("wavelength_nm");
  const auto& power = solved.column("power");
  double worst = 0;
  for (std::size_t i = 0; i < power.size(); ++i) {
    const Length at = nanometres(wavelength[i]);
    worst = std::max(worst, std::abs(spectrum(bank, drive, {}, at, at, 1)[0].plus - power[i]));
  }
  return worst;
}

/// Root mean square difference of drop less through power at the channels' wavelengths, `columns` of the
/// solver.
double add_drop_difference(const RowInputs& in, const std::string& of) {
  const Bank bank(bank_of(in.shared, Signs::add_drop));
  const Curves solved = read_curves(in.data + "/sax/add_drop.csv");
  const std::vector<double> detuning = metres(solved.column("detuning_nm"));
  const auto& through = solved.column("through_of_" + of);
  const auto& drop = solved.column("drop_of_" + of);
  const auto n = static_cast<std::size_t>(bank.channels());
  std::vector<double> difference;
  for (std::size_t first = 0; first + n <= detuning.size(); first += n) {
    const auto begin = detuning.begin() + static_cast<std::ptrdiff_t>(first);
    Drive drive;
    drive.detuning_m[0].assign(begin, begin + static_cast<std::ptrdiff_t>(n));
    const Response ours = bank.respond(drive, {});
    for (std::size_t i = 0; i < n; ++i)
      difference.push_back(ours.plus[i] - ours.minus[i] - (drop[first + i] - through[first + i]));
  }
  return rms(difference);
}

RowAnswer add_drop_of_powers(const RowInputs& in) {
  return add_drop_difference(in, "powers");
}

RowAnswer add_drop_of_fields(const RowInputs& in) {
  return add_drop_difference(in, "fields");
}

RowAnswer group_bits(const RowInputs& in) {
  WdmGrid grid;
  grid.channels = static_cast<int>(in.own.integer("channels", 2, 4096));
  grid.first = in.shared.quantity<Length>("first", {1e-7}, {1e-5});
  grid.spacing = in.own.quantity<Length>("spacing", {1e-12}, {1e-7});
  return group_crosstalk(grid, in.own.number("quality_factor", 1, 1e9)).bits;
}

}  // namespace

std::vector<RowModel> bank_models() {
  return {
      {"bank.all_pass_difference", "", all_pass_difference},
      {"bank.add_drop_of_powers", "", add_drop_of_powers},
      {"bank.add_drop_of_fields", "", add_drop_of_fields},
      {"bank.group_bits", "bit", group_bits},
  };
}

}  // namespace tron::study
