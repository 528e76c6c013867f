
#include <fmt/format.h>

#include "base/units.h"
#include "report/infer_page.h"
#include "report/text_layout.h"

namespace tron {
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
  return fmt::format("{} x {} rows x {} wavelengths", array.count, array.rows, array.wavelengths);
}

std::string chip_lines(const Chip& chip) {
  std::string out =
      line("chip", fmt::format("{} ({}), assumptions: {}", chip.name, chip.file, chip.assumptions));
  out +=
      line("", fmt::format("arrays: attention {}, feed-forward {}; {} a second", array_text(chip.attention),
                           array_text(chip.feed_forward), format_si(chip.symbol_rate.si, "symbols")));
  out += line("", "weights: " + bank_text(chip.weight_bank));
  out += line("", "inputs:  " + bank_text(chip.activation_bank));
  return out;
}

std::string network_text(const InferSubject& s) {
  return fmt::format("{} ({}): {}, {} layers, width {}, {} heads, {} parameters, {} classes", s.network,
                     s.network_path, s.family, s.layers, s.width, s.heads, grouped(s.parameters), s.classes);
}

}  // namespace

std::string subject_section(const InferReport& report) {
  const InferSubject& s = report.subject;
  std::string out = heading("What ran");
  out += line("network", network_text(s));
  out += line("data", fmt::format("{}: {}", s.data,
                                  s.images ? counted(s.samples, "image", "images")
                                           : counted(s.samples, "sentence", "sentences")));
  out += line("calibration", s.calibration);
  for (const InferRun& run : report.runs) out += chip_lines(run.chip);
  out += line("seed", fmt::format("{}; tron {}; {}; {}", s.seed, s.version, s.simd,
                                  counted(static_cast<std::uint64_t>(s.threads), "thread", "threads")));
  return out;
}

}  // namespace tron
