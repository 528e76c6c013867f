
#include <filesystem>

#include <fmt/format.h>

#include "base/text/phrases.h"
#include "base/text/units.h"
#include "report/draw/text_layout.h"
#include "report/infer/infer_page.h"

namespace tron::report {
namespace {

std::string line(const std::string& what, const std::string& text) {
  return fmt::format("  {:<12} {}\n", what, text);
}

const char* compensation_name(Compensation compensation) {
  static constexpr const char* kNames[] = {"none", "static", "per symbol"};
  return kNames[static_cast<int>(compensation)];
}

std::string bank_text(const BankDesign& bank) {
  return fmt::format("Q {:.0f}, {} channels {} apart, {} drive bits, compensation {}",
                     bank.ring.quality_factor, bank.grid.channels, format_si(bank.grid.spacing.si, "m"),
                     bank.drive_bits, compensation_name(bank.compensation));
}

std::string array_text(const ArrayDesign& array) {
  return fmt::format("{} arrays of {} rows x {} wavelengths", array.count, array.rows, array.wavelengths);
}

/// Relative to the current folder where that is shorter.
std::string shown_path(const std::string& path) {
  std::error_code none;
  const std::string relative = std::filesystem::proximate(path, none).string();
  return none || relative.empty() || relative.size() >= path.size() ? path : relative;
}

std::string chip_lines(const Chip& chip) {
  return line("chip", fmt::format("{} ({})", chip.name, shown_path(chip.file))) +
         line("", "attention: " + array_text(chip.attention)) +
         line("", "feed-forward: " + array_text(chip.feed_forward));
}

/// What an assumption set makes of the chip.
std::string assumption_lines(const Chip& chip) {
  return line("assumptions", fmt::format("{}: {} symbols per second and row", chip.assumptions,
                                         format_si(chip.symbol_rate.si, ""))) +
         line("", "weights: " + bank_text(chip.weight_bank)) +
         line("", "inputs:  " + bank_text(chip.activation_bank));
}

std::string network_text(const InferSubject& s) {
  std::string out = fmt::format("{} ({}): {}, {}, width {}, {}, {} parameters", s.network,
                                shown_path(s.network_path), s.family, counted(s.layers, "layer", "layers"),
                                s.width, counted(s.heads, "head", "heads"), grouped(s.parameters));
  return s.classes > 0 ? out + fmt::format(", {} classes", s.classes) : out;
}

}  // namespace

std::string subject_section(const InferReport& report) {
  const InferSubject& s = report.subject;
  std::string out = heading("What ran");
  out += line("network", network_text(s));
  out += line("data", fmt::format("{}: {}", s.data, counted(s.samples, s.noun, s.nouns)));
  out += line("calibration", s.calibration);
  if (!report.runs.empty()) out += chip_lines(report.runs[0].chip);
  for (const InferRun& run : report.runs) out += assumption_lines(run.chip);
  for (const std::string& note : s.notes) out += wrap_text("Note: " + note);
  out += line("seed", fmt::format("{}; tron {}; {}; {}", s.seed, s.version, s.simd,
                                  counted(static_cast<std::uint64_t>(s.threads), "thread", "threads")));
  return out;
}

}  // namespace tron::report
