#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text/units.h"
#include "report/draw/text_layout.h"
#include "report/infer/finding.h"
#include "report/infer/infer_page.h"

namespace tron::report {
namespace {

const FidelityResult* find(const Evaluation& evaluation, Fidelity fidelity) {
  for (const FidelityResult& r : evaluation.results) {
    if (r.fidelity == fidelity && r.samples > 0) return &r;
  }
  return nullptr;
}

/// The path that the words are about: the most telling that ran.
const FidelityResult* light(const Evaluation& evaluation) {
  for (const Fidelity fidelity : {Fidelity::photonic, Fidelity::device, Fidelity::moments}) {
    if (const FidelityResult* r = find(evaluation, fidelity)) return r;
  }
  return nullptr;
}

std::string digital_sentence(const InferReport& report) {
  for (const InferRun& run : report.runs) {
    const FidelityResult* d = find(run.evaluation, Fidelity::digital);
    if (d != nullptr) return digital_finding(*d, report.subject);
  }
  return "";
}

std::string other_sentences(const Evaluation& evaluation, const FidelityResult& digital, Fidelity told,
                            const InferSubject& subject) {
  std::string out;
  const FidelityResult* q = find(evaluation, Fidelity::quantized);
  if (q != nullptr && q->samples == digital.samples) {
    out += fmt::format(" With ideal operands of the chip's bits (quantized), {}.",
                       plain_finding(*q, digital, subject));
  }
  for (const Fidelity fidelity : {Fidelity::moments, Fidelity::device}) {
    const FidelityResult* r = fidelity == told ? nullptr : find(evaluation, fidelity);
    if (r == nullptr) continue;
    out += fmt::format(
        " {} gives {}.",
        fidelity == Fidelity::moments ? "The statistical approximation (moments)" : "The oracle (device)",
        score_text(*r, subject.task));
  }
  return out;
}

std::string accuracy_sentences(const Evaluation& evaluation, const InferSubject& subject) {
  const FidelityResult* digital = find(evaluation, Fidelity::digital);
  const FidelityResult* r = light(evaluation);
  if (digital == nullptr) return "";
  if (r == nullptr) return other_sentences(evaluation, *digital, Fidelity::digital, subject);
  // Ctrl-C may have left them different samples: then there is nothing to compare.
  if (r->samples != digital->samples) {
    return fmt::format(" On the simulated chip ({}), {} were finished: {}.", fidelity_name(r->fidelity),
                       counted(r->samples, subject.noun, subject.nouns), counted_score(*r, subject.task));
  }
  return " " + light_finding(*r, *digital, subject) +
         other_sentences(evaluation, *digital, r->fidelity, subject);
}

std::string link_sentence(const InferRun& run) {
  const Chip& chip = run.chip;
  const LinkBudget& b = chip.budget;
  const bool noise = chip.noise.shot || chip.noise.thermal || chip.noise.rin;
  std::string text = fmt::format(
      "the laser sends {} into each channel; after {:.1f} dB of loss {} reach the detector. A row with "
      "every channel fully open has {:.1f} usable bits (an operand has {}).",
      unbroken(format_si(b.laser_per_channel.si, "W", 3)), b.loss.db,
      unbroken(format_si(b.detector_per_channel.si, "W", 3)), b.enob, chip.operand.bits);
  if (run.partial_sums) {
    const PartialSums& p = *run.partial_sums;
    text += fmt::format(" A typical partial sum fills {:.2g} % of that row and ", 100 * p.typical);
    text +=
        p.typical_bits > 0 ? fmt::format("has {:.1f} usable bits.", p.typical_bits) : "lies below the noise.";
  }
  return text + (noise ? "" : " This set omits the detector's noise.");
}

const char* name_of(const AttributionRow& row) {
  return kSourceNames[static_cast<std::size_t>(row.source)];
}

/// Whether so few samples could answer alike by chance.
bool cannot_tell(double a, double b, std::size_t samples) {
  const auto interval = [&](double share) {
    return wilson(static_cast<std::size_t>(std::lround(share * static_cast<double>(samples))), samples);
  };
  return interval(a).low <= interval(b).high && interval(b).low <= interval(a).high;
}

/// "; the accuracy changes from 100.0 % to 95.0 %", or that it is the same.
std::string accuracy_change(double now, double before, const Attribution& a, const InferSubject& s) {
  if (std::isnan(before) || std::isnan(now)) return "";
  if (percent(now) == percent(before))
    return fmt::format("; the accuracy stays at {} (no measurable difference)", unbroken(percent(before)));
  std::string out =
      fmt::format("; the accuracy changes from {} to {}", unbroken(percent(before)), unbroken(percent(now)));
  if (cannot_tell(now, before, a.samples))
    out += fmt::format(" (within the uncertainty of {})", counted(a.samples, s.noun, s.nouns));
  return out;
}

std::string remedy_sentence(const Attribution& a, const InferSubject& s) {
  const auto best = std::max_element(
      a.rows.begin(), a.rows.end(),
      [](const AttributionRow& x, const AttributionRow& y) { return x.ser_without_db < y.ser_without_db; });
  if (!(best->ser_without_db - a.ser_all_db > kNoticeableDb)) {
    return " Removing any one source of error hardly helps.";
  }
  return fmt::format(" Removing {} alone helps most: the ratio rises from {} to {} dB", name_of(*best),
                     decibels(a.ser_all_db), decibels(best->ser_without_db)) +
         accuracy_change(best->accuracy_without, a.accuracy_all, a, s) + ".";
}

std::string blame_sentence(const Attribution& a, const Chip& chip, const InferSubject& s) {
  const auto rows = by_damage(a);
  if (rows.empty() || !(a.ser_none_db - rows[0].ser_alone_db > kNoticeableDb)) {
    return "No source of error alone changes the logits noticeably.";
  }
  std::string out = fmt::format(
      "The largest source of error is {}: alone it lowers the signal-to-error ratio of the logits from {} "
      "to {} dB",
      name_of(rows[0]), decibels(a.ser_none_db), decibels(rows[0].ser_alone_db));
  out += accuracy_change(rows[0].accuracy_alone, a.accuracy_none, a, s);
  out += fmt::format(". Settings that affect it: {}.", settings_text(rows[0].source, chip));
  if (rows.size() > 1 && a.ser_none_db - rows[1].ser_alone_db > kNoticeableDb) {
    out += fmt::format(" The next largest is {} ({} dB{}).", name_of(rows[1]), decibels(rows[1].ser_alone_db),
                       std::isnan(a.accuracy_none) ? "" : ", " + percent(rows[1].accuracy_alone));
  }
  return out + remedy_sentence(a, s);
}

std::string answer_sentences(const InferReport& report, const InferRun& run) {
  std::string text = fmt::format("Under the {} assumptions ", run.chip.assumptions);
  text += link_sentence(run) + accuracy_sentences(run.evaluation, report.subject);
  if (run.evaluation.attribution)
    text += " " + blame_sentence(*run.evaluation.attribution, run.chip, report.subject);
  return text;
}

}  // namespace

std::string sentences_section(const InferReport& report) {
  return sentences_section(report, {});
}

std::string sentences_section(const InferReport& report, const RunParagraph& also) {
  std::string out = heading("In short");
  if (!report.complete()) out += wrap_text("Interrupted: the results cover only what was finished.");
  out += wrap_text(digital_sentence(report));
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    out += "\n" + wrap_text(answer_sentences(report, report.runs[i]));
    if (also) out += wrap_text(also(i));
  }
  return out;
}

}  // namespace tron::report
