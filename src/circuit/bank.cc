#include "circuit/bank.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/core.h>

#include "base/error.h"
#include "circuit/fabrication/calibration.h"
#include "circuit/fabrication/chip_instance.h"

namespace tron::circuit {
namespace {

void require(bool fine, const char* item, const std::string& found, const std::string& allowed) {
  if (!fine) throw InputError(Place{"", 0, 0, item}, found, allowed);
}

void check(const BankDesign& d) {
  const double fsr = d.ring.free_spectral_range.si;
  require(d.grid.channels >= 1 && d.grid.channels <= 4096, "bank.channels", std::to_string(d.grid.channels),
          "1 to 4096");
  require(d.grid.first.si > 0, "bank.first", fmt::format("{} m", d.grid.first.si), "above 0");
  if (d.grid.channels > 1) {
    require(d.grid.spacing.si > 0, "bank.spacing", fmt::format("{} m", d.grid.spacing.si), "above 0");
    const double most = std::ceil(fsr / d.grid.spacing.si * (1 - 1e-9));
    require(d.grid.channels <= most, "bank.channels", std::to_string(d.grid.channels),
            fmt::format("at most {:.0f}: the free spectral range divided by the spacing", most));
  }
  require(d.drive_range.si > 0 && d.drive_range.si <= fsr / 2, "bank.drive_range",
          fmt::format("{:.4g} nm", d.drive_range.si * 1e9),
          fmt::format("above 0, at most half the free spectral range, {:.4g} nm", fsr / 2 * 1e9));
  require(d.drive_bits >= 0 && d.drive_bits <= 24, "bank.drive_bits", std::to_string(d.drive_bits),
          "0 to 24");
}

std::vector<RingShape> shapes(const BankDesign& design) {
  check(design);
  std::vector<RingShape> out;
  MicroringParameters ring = design.ring;
  for (int j = 0; j < design.grid.channels; ++j) {
    ring.wavelength = {design.grid.wavelength_m(j)};
    out.push_back(design.signs == Signs::two_arm ? AllPassRing(ring).shape() : AddDropRing(ring).shape());
  }
  return out;
}

CalibrationTask task_of(const BankDesign& design, const RingRow& row) {
  return {row, design.signs, row.ring(0).s_at(design.drive_range.si)};
}

std::vector<double> shifted(const std::vector<double>& detuning, const std::vector<double>& shift) {
  std::vector<double> out = detuning;
  for (std::size_t j = 0; j < shift.size(); ++j) out[j] += shift[j];
  return out;
}

}  // namespace

Bank::Bank(const BankDesign& design) : design_(design), row_(design.grid, shapes(design)) {
  const CalibrationTask task = task_of(design_, row_);
  isolated_full_scale_ = 2;
  for (int j = 0; j < channels(); ++j) {
    isolated_full_scale_ =
        std::min(isolated_full_scale_, isolated_span(row_.ring(j), design_.signs, task.s_range));
  }
  mean_ = mean_neighbour_gains(task, isolated_full_scale_);
  full_scale_ =
      full_scale_for(task, design_.compensation, isolated_full_scale_, design_.drive_range.si, mean_);
  require(
      isolated_full_scale_ > 0 && full_scale_ > 0, "bank.drive_range",
      fmt::format("{:.4g} nm, with which the weakest channel spans {:.3g} of its light",
                  design_.drive_range.si * 1e9, std::min(full_scale_, isolated_full_scale_)),
      "a range in which every channel spans more than 0: wide enough for the ring's line, and short of the "
      "next channel");
}

Drive Bank::calibrate(std::span<const double> wanted) const {
  if (static_cast<int>(wanted.size()) != channels())
    throw std::logic_error("Bank::calibrate: one value a channel");
  const bool alone = design_.compensation == Compensation::none;
  std::vector<double> difference(wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    difference[i] = std::clamp(wanted[i], -1.0, 1.0) * (alone ? isolated_full_scale_ : full_scale_);
  }
  const CalibrationTask task = task_of(design_, row_);
  std::vector<double> s[2];
  solve_fixed(task, alone ? std::vector<NeighbourGains>(wanted.size()) : mean_, difference, s);
  if (design_.compensation == Compensation::per_symbol) solve_coupled(task, difference, s);
  Drive drive;
  for (int arm = 0; arm < arms(); ++arm) {
    for (int j = 0; j < channels(); ++j) {
      drive.detuning_m[arm].push_back(rounded(row_.ring(j).detuning_m_at(s[arm][j])));
    }
  }
  return drive;
}

void Bank::respond_arm(int arm, const RingRow& rings, std::span<const double> detuning_m, bool crosstalk,
                       Response& out) const {
  const int n = channels();
  TransmissionMatrix t;
  std::vector<double> squared(n);
  rings.transmissions(detuning_m, t);
  for (int i = 0; i < n; ++i) {
    const double* through = t.through_of(i);
    const double* drop = rings.drops() ? t.drop_of(i) : nullptr;
    for (int j = 0; j < n; ++j) squared[j] = through[j] * through[j];
    const NeighbourGains around =
        crosstalk ? neighbour_gains_of(i, n, through, squared.data(), drop) : NeighbourGains{};
    const double passed = around.pass * through[i];
    if (drop == nullptr) {
      (arm == 0 ? out.plus : out.minus)[i] = passed;
    } else {
      out.plus[i] = around.before + around.again * drop[i] + around.after * squared[i];
      out.minus[i] = passed;
    }
  }
}

Response Bank::respond(const Drive& drive, const RingShifts& shifts, bool crosstalk) const {
  Response out{std::vector<double>(channels()), std::vector<double>(channels())};
  for (int arm = 0; arm < arms(); ++arm) {
    respond_arm(arm, row_, shifted(drive.detuning_m[arm], shifts.shift_m[arm]), crosstalk, out);
  }
  return out;
}

Response Bank::respond_made(const Drive& drive, const RingDeviations& made, bool crosstalk) const {
  if (made.only_shifts()) return respond(drive, made.shifts, crosstalk);
  Response out{std::vector<double>(channels()), std::vector<double>(channels())};
  for (int arm = 0; arm < arms(); ++arm) {
    std::vector<double> detuning(channels());
    for (int j = 0; j < channels(); ++j) detuning[j] = made.moved_m(arm, j, drive.detuning_m[arm][j]);
    if (made.shape[arm].empty()) {
      respond_arm(arm, row_, detuning, crosstalk, out);
    } else {
      respond_arm(arm, RingRow(design_.grid, made.shape[arm]), detuning, crosstalk, out);
    }
  }
  return out;
}

std::vector<double> Bank::values(const Response& response) const {
  std::vector<double> out(response.plus.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = (response.plus[i] - response.minus[i]) / full_scale_;
  return out;
}

double Bank::factor(int channel, int ring, double detuning_m) const {
  const RingShape& shape = row_.ring(ring);
  return shape.through_at(shape.s_at(row_.distance_m(channel, ring) - detuning_m));
}

int Bank::codes() const {
  if (design_.drive_bits == 0) throw std::logic_error("Bank::codes: the drive is infinitely fine");
  return 1 << design_.drive_bits;
}

double Bank::code_detuning_m(int code) const {
  return design_.drive_range.si * code / (codes() - 1);
}

double Bank::rounded(double detuning_m) const {
  const double kept = std::clamp(detuning_m, 0.0, design_.drive_range.si);
  if (design_.drive_bits == 0) return kept;
  return code_detuning_m(static_cast<int>(std::lround(kept / design_.drive_range.si * (codes() - 1))));
}

}  // namespace tron::circuit
