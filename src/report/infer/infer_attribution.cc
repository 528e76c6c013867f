#include <cmath>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "inference/source_settings.h"
#include "report/draw/text_layout.h"
#include "report/infer/infer_page.h"

namespace tron::report {
namespace {

std::string signed_points(double share) {
  if (std::isnan(share)) return "-";
  if (std::abs(share) < 0.0005) return "0.0";
  return fmt::format("{:+.1f}", 100 * share);
}

std::string gained(double db) {
  return std::isfinite(db) ? fmt::format("{:+.1f}", db) : "-";
}

bool does_nothing(const Attribution& a, const AttributionRow& row) {
  return row.ser_alone_db == a.ser_none_db && row.ser_without_db == a.ser_all_db;
}

std::string attribution_table(const Attribution& a) {
  TextTable table({"source", "alone: accuracy", "points", "SER dB", "without it: accuracy", "points",
                   "SER dB", "gained dB"});
  table.row({"(none acts)", percent(a.accuracy_none), "", decibels(a.ser_none_db), "", "", "", ""});
  std::string idle;
  for (const AttributionRow& row : by_damage(a)) {
    if (does_nothing(a, row)) {
      idle += std::string(idle.empty() ? "" : ", ") + kSourceNames[static_cast<std::size_t>(row.source)];
      continue;
    }
    table.row({kSourceNames[static_cast<std::size_t>(row.source)], percent(row.accuracy_alone),
               signed_points(row.accuracy_alone - a.accuracy_none), decibels(row.ser_alone_db),
               percent(row.accuracy_without), signed_points(row.accuracy_without - a.accuracy_all),
               decibels(row.ser_without_db), gained(row.ser_without_db - a.ser_all_db)});
  }
  table.row({"(all act)", "", "", "", percent(a.accuracy_all), "", decibels(a.ser_all_db), ""});
  return table.text(2) + (idle.empty() ? "" : wrap_text("Without effect here: " + idle + "."));
}

/// The settings of those sources that cost something.
std::string settings_table(const Chip& chip, const Attribution& a) {
  TextTable table({"source", "settings that affect it"});
  bool any = false;
  for (const AttributionRow& row : by_damage(a)) {
    const double alone = a.ser_none_db - row.ser_alone_db, gained = row.ser_without_db - a.ser_all_db;
    if (!(alone > kNoticeableDb) && !(gained > kNoticeableDb)) continue;
    table.row({kSourceNames[static_cast<std::size_t>(row.source)], settings_text(row.source, chip)});
    any = true;
  }
  return any ? "\n" + table.text(2) : "";
}

}  // namespace

std::string settings_text(Source source, const Chip& chip) {
  std::string out;
  for (const std::string& path : settings_of(source, chip)) out += (out.empty() ? "" : ", ") + path;
  return out;
}

std::string attribution_section(const InferReport& report) {
  std::string out;
  for (const InferRun& run : report.runs) {
    if (!run.evaluation.attribution) continue;
    const Attribution& a = *run.evaluation.attribution;
    out += out.empty() ? "" : "\n";
    out += heading(fmt::format("Sources of error: {} assumptions, {}, {} samples", run.chip.assumptions,
                               fidelity_name(a.fidelity), a.samples));
    out += wrap_text(
        "Left: each source of error alone, added to ideal operands. Right: all sources without this one. "
        "The source that alone does most damage comes first. SER is the signal-to-error ratio of the "
        "logits against digital.");
    out += attribution_table(a) + settings_table(run.chip, a);
  }
  return out;
}

}  // namespace tron::report
