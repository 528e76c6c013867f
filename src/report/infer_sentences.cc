#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/units.h"
#include "report/infer_page.h"
#include "report/text_layout.h"

namespace tron {
namespace {

const FidelityResult* find(const Evaluation& evaluation, Fidelity fidelity) {
  for (const FidelityResult& r : evaluation.results) {
    if (r.fidelity == fidelity && r.samples > 0) return &r;
  }
  return nullptr;
}

const char* path_phrase(Fidelity fidelity) {
  switch (fidelity) {
    case Fidelity::digital:
      return "In exact arithmetic";
    case Fidelity::quantized:
      return "With ideal operands of the chip's bits (quantized)";
    case Fidelity::photonic:
      return "Through light (photonic)";
    case Fidelity::moments:
      return "Through light by the statistical shortcut (moments)";
    case Fidelity::device:
      return "Through light, every ring and wavelength (device)";
  }
  return "";
}

std::string more_or_fewer(std::int64_t more, std::size_t of, bool images) {
  const char* thing = images ? "images" : "sentences";
  if (more == 0) return fmt::format("as many of {} {} right as digital", of, thing);
  return fmt::format("{} of {} {} {} wrong", std::abs(more), of, thing, more > 0 ? "more" : "fewer");
}

std::string digital_sentence(const InferReport& report) {
  for (const InferRun& run : report.runs) {
    const FidelityResult* d = find(run.evaluation, Fidelity::digital);
    if (d == nullptr) continue;
    return fmt::format("In exact arithmetic the network answers {} of {} {} right ({}).", d->correct,
                       d->samples, report.subject.images ? "images" : "sentences", percent(d->accuracy));
  }
  return "";
}

/// Compares on the samples that both finished; nothing to compare if Ctrl-C left them different.
std::string fidelity_sentence(const FidelityResult& r, const FidelityResult* digital, bool images) {
  std::string out = fmt::format("{} it ", path_phrase(r.fidelity));
  if (digital == nullptr || digital->samples != r.samples) {
    return out + fmt::format("gets {} of {} right ({}).", r.correct, r.samples, percent(r.accuracy));
  }
  const auto more = static_cast<std::int64_t>(digital->correct) - static_cast<std::int64_t>(r.correct);
  out += fmt::format("gets {}: {} right, and {} of the answers are digital's.",
                     more_or_fewer(more, r.samples, images), percent(r.accuracy), percent(r.agreement));
  const bool apart = r.interval.high < digital->interval.low || r.interval.low > digital->interval.high;
  if (more != 0 && !apart) {
    out += fmt::format(" The 95 % intervals overlap: {} are few to tell the two apart.",
                       counted(r.samples, images ? "image" : "sentence", images ? "images" : "sentences"));
  }
  return out;
}

std::string link_sentence(const Chip& chip) {
  const LinkBudget& b = chip.budget;
  return fmt::format(
      "The laser sends {} into each wavelength; after {:.1f} dB of loss {} reach the detector, which leaves "
      "{:.1f} "
      "usable bits of a full row against the {} bits of an operand.",
      format_si(b.laser_per_channel.si, "W", 3), b.loss.db, format_si(b.detector_per_channel.si, "W", 3),
      b.enob, chip.operand.bits);
}

/// Sources that cost less than this, alone, are not worth a name.
constexpr double kNoticeableDb = 0.5;

std::string blame_sentence(const Attribution& a) {
  const auto rows = by_damage(a);
  if (rows.empty() || !(a.ser_none_db - rows[0].ser_alone_db > kNoticeableDb)) {
    return "No single source of error alone moves the logits noticeably.";
  }
  const auto name = [](const AttributionRow& row) {
    return kSourceNames[static_cast<std::size_t>(row.source)];
  };
  std::string out = fmt::format(
      "Most of the error comes from {}: alone it takes the signal-to-error ratio of the logits from {} "
      "to {} dB and the accuracy from {} to {}.",
      name(rows[0]), decibels(a.ser_none_db), decibels(rows[0].ser_alone_db), percent(a.accuracy_none),
      percent(rows[0].accuracy_alone));
  if (rows.size() > 1 && a.ser_none_db - rows[1].ser_alone_db > kNoticeableDb) {
    out += fmt::format(" Next is {} ({} dB, {}).", name(rows[1]), decibels(rows[1].ser_alone_db),
                       percent(rows[1].accuracy_alone));
  }
  const auto best = std::max_element(rows.begin(), rows.end(), [](const auto& x, const auto& y) {
    return x.ser_without_db < y.ser_without_db;
  });
  return out + fmt::format(" Taking away {} alone would help most: accuracy {} instead of {}.", name(*best),
                           percent(best->accuracy_without), percent(a.accuracy_all));
}

}  // namespace

std::string sentences_section(const InferReport& report) {
  std::string out = heading("In short");
  if (!report.complete()) out += wrap_text("Interrupted: what follows covers only what was finished.");
  out += wrap_text(digital_sentence(report));
  for (const InferRun& run : report.runs) {
    const FidelityResult* digital = find(run.evaluation, Fidelity::digital);
    std::string text = fmt::format("Under the {} assumptions: ", run.chip.assumptions);
    text += link_sentence(run.chip);
    for (const FidelityResult& r : run.evaluation.results) {
      if (r.fidelity == Fidelity::digital || r.samples == 0) continue;
      text += " " + fidelity_sentence(r, digital, report.subject.images);
    }
    if (run.evaluation.attribution) text += " " + blame_sentence(*run.evaluation.attribution);
    out += "\n" + wrap_text(text);
  }
  return out;
}

}  // namespace tron
