#include "report/explain/explain_bank.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "base/text/units.h"
#include "report/draw/svg_plot.h"
#include "report/draw/text_layout.h"
#include "report/draw/text_plot.h"
#include "report/explain/explain_device.h"

namespace tron::report {
namespace {

const std::vector<Equation>& bank_equations() {
  static const std::vector<Equation> equations = {
      {"channel i: T_i = product over all rings j of T_ring(lambda_i - lambda_j - detuning_j), periodic in "
       "the FSR",
       "Bogaerts et al., Laser Photonics Rev. 6, 47, 2012, for each ring"},
      {"two arms: value = (T_i of the plus arm - T_i of the minus arm) / full scale",
       "balanced detection; the arm that is not driven rests on resonance"},
      {"add-drop: value = (T_drop - T_thru) / full scale", "Tait et al., Sci. Rep. 7, 7430, 2017"},
      {"CrossLight's crosstalk: phi(i,j) = delta^2 / ((lambda_i - lambda_j)^2 + delta^2), delta = lambda_i / "
       "(2 "
       "Q), "
       "levels = 1 / max_j sum_i phi(i,j)",
       "Sunny et al., CrossLight, DAC 2021, eqs 8-10"},
      {"detuning = code / (2^bits - 1) * range: levels even in detuning, not in value",
       "this project's drive DAC"},
  };
  return equations;
}

std::string design_table(const BankDesign& d) {
  static constexpr const char* kCompensations[] = {"none", "static", "per symbol"};
  TextTable table({"what", "value"});
  table.row({"signs", d.signs == Signs::two_arm ? "two arms of all-pass rings" : "add-drop rings"});
  table.row({"channels", std::to_string(d.grid.channels)});
  table.row({"first wavelength", fmt::format("{:.2f} nm", d.grid.first.si * 1e9)});
  table.row({"channel spacing", format_si(d.grid.spacing.si, "m")});
  table.row({"quality factor", fmt::format("{:g}", d.ring.quality_factor)});
  table.row({"line width", format_si(d.grid.first.si / d.ring.quality_factor, "m")});
  table.row({"free spectral range", format_si(d.ring.free_spectral_range.si, "m")});
  table.row({"extinction ratio", fmt::format("{:g} dB", d.ring.extinction_ratio.db)});
  table.row({"drive range", format_si(d.drive_range.si, "m")});
  table.row({"drive bits", d.drive_bits > 0 ? std::to_string(d.drive_bits) : "continuous"});
  table.row({"compensation in use", kCompensations[static_cast<int>(d.compensation)]});
  return table.text(2);
}

LinePlot spectrum_plot(const BankStudy& study) {
  LinePlot plot;
  plot.title = "Spectrum of the " + study.title;
  plot.x_label = "wavelength (nm)";
  plot.y_label = "transmission of the bus (dB)";
  plot.series = {{"rings on resonance", study.wavelength_nm, study.rest_db, false, false},
                 {"rings at the end of their range", study.wavelength_nm, study.open_db, true, false}};
  const auto least = *std::min_element(study.rest_db.begin(), study.rest_db.end());
  // Room above 0 dB for the legend.
  plot.y_low = std::floor(least / 5) * 5;
  plot.y_high = 10;
  return plot;
}

/// What a text plot can show: three channels.
LinePlot first_channels(LinePlot plot, const WdmGrid& grid) {
  const double last_nm = (grid.first.si + 2.5 * grid.spacing.si) * 1e9;
  for (Series& series : plot.series) {
    while (!series.x.empty() && series.x.back() > last_nm) series.x.pop_back(), series.y.pop_back();
  }
  plot.y_high = 0;
  return plot;
}

std::string share_text(double share) {
  const double percent = 100 * share;
  if (percent < 0.05) return ".";
  return percent < 9.95 ? fmt::format("{:.1f}", percent) : fmt::format("{:.0f}", percent);
}

std::string crosstalk_table(const BankStudy& study) {
  constexpr std::size_t kMost = 20;
  const std::size_t shown = std::min(study.crosstalk.size(), kMost);
  std::vector<std::string> header{"channel"};
  for (std::size_t j = 0; j < shown; ++j) header.push_back(fmt::format("r{}", j));
  TextTable table(header);
  for (std::size_t i = 0; i < shown; ++i) {
    std::vector<std::string> row{std::to_string(i)};
    for (std::size_t j = 0; j < shown; ++j) row.push_back(share_text(study.crosstalk[i][j]));
    table.row(row);
  }
  std::string out = table.text(2);
  if (shown < study.crosstalk.size()) {
    out += fmt::format("  (the first {} of {} channels)\n", shown, study.crosstalk.size());
  }
  return out;
}

std::string bits_text(double bits) {
  // Beyond any converter: only rounding is left.
  return bits > 30 ? "> 30" : fmt::format("{:.2f}", bits);
}

std::string encoding_table(const BankStudy& study) {
  TextTable table({"compensation", "full scale", "rms error", "worst error", "bits (worst)", "bits (rms)",
                   "bits, ideal DAC", "bits, rings moved"});
  for (const EncodingRow& row : study.encode) {
    if (!row.impossible.empty()) {
      table.row({row.compensation, "-", "-", "-", "-", "-", "-", "-"});
      continue;
    }
    table.row({row.compensation, fmt::format("{:.3f}", row.full_scale), fmt::format("{:.5f}", row.rms),
               fmt::format("{:.5f}", row.worst), bits_text(row.worst_bits), bits_text(row.effective_bits),
               bits_text(row.ideal_dac_bits), bits_text(row.moved_bits)});
  }
  std::string out = table.text(2);
  for (const EncodingRow& row : study.encode) {
    if (!row.impossible.empty())
      out += wrap_text(row.compensation + " is infeasible here: " + row.impossible);
  }
  return out;
}

std::string levels_section(const BankStudy& study) {
  std::string out = heading("Levels and bits left after crosstalk");
  out += wrap_text(fmt::format("By CrossLight's formula, without compensation: {:.1f} levels, {:.2f} bits.",
                               study.group_levels, study.group_bits));
  out += wrap_text(
      "By this model, for random values in [-1, 1] in every channel at once (bits of the magnitude, "
      "without the sign):");
  out += encoding_table(study);
  out +=
      wrap_text(study.shifts_modelled
                    ? "Rings moved: one chip instance, with fabrication residue, heaters and drift."
                    : "This assumption set moves no ring, so the last column equals that of the rms error.");
  return out;
}

}  // namespace

std::string bank_page(const BankStudy& study) {
  std::string out = heading("The " + study.title);
  out += wrap_text(
      "A bank is a waveguide with one microring per wavelength. The value of a ring decides how much light "
      "it takes from its own channel. As crosstalk, it also takes a little light from its neighbours' "
      "channels.");
  out += "\n" + design_table(study.design);
  out += "\n" + heading("Transmission spectrum of the first channels") +
         text_plot(first_channels(spectrum_plot(study), study.design.grid));
  out += "\n" + heading("Crosstalk: share of a channel's light that each ring takes, %, rings half open");
  out += crosstalk_table(study);
  out += "\n" + levels_section(study);
  out += "\n" + heading("Equations") + equation_lines(bank_equations());
  return out;
}

std::string bank_picture(const BankStudy& study) {
  constexpr double kWidth = 960, kPlotHeight = 420, kMapHeight = 520, kMapWidth = 620;
  SvgCanvas canvas(kWidth, kPlotHeight + kMapHeight);
  draw_line_plot(canvas, {0, 10, kWidth, kPlotHeight - 10}, spectrum_plot(study));
  HeatMap map{"Share of a channel's light that each ring takes, rings half open",
              "ring",
              "channel",
              "10 log10 of the share (dB)",
              study.crosstalk.size(),
              study.crosstalk.size(),
              {}};
  for (const auto& row : study.crosstalk) {
    for (double share : row) map.values.push_back(10 * std::log10(share));
  }
  draw_heat_map(canvas, {(kWidth - kMapWidth) / 2, kPlotHeight, kMapWidth, kMapHeight}, map);
  return canvas.finish();
}

}  // namespace tron::report
