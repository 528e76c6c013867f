#include "report/validate/validate_page.h"

#include <cmath>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "report/draw/text_layout.h"

namespace tron::report {
namespace {

const char* agreement_words(Agreement agreement) {
  switch (agreement) {
    case Agreement::agrees:
      return "agrees";
    case Agreement::differs:
      return "DOES NOT AGREE";
    case Agreement::bound:
      return "bound only";
    case Agreement::not_modelled:
      return "not modelled";
    case Agreement::not_run:
      break;
  }
  return "not run";
}

/// Four significant digits, more where the tolerance is finer.
std::string figure_text(double value, const ValidatedRow& row) {
  int digits = 4;
  const double tolerance = row.row.tolerance ? row.row.tolerance->value : 0;
  if (tolerance > 0 && value != 0)
    digits = std::max(digits, static_cast<int>(std::ceil(std::log10(std::abs(value) / tolerance))) + 1);
  return fmt::format("{:.{}g}", value, std::min(digits, 7));
}

std::string published_text(const ValidatedRow& row) {
  std::string out = row.row.relation == Relation::at_most    ? "<= "
                    : row.row.relation == Relation::at_least ? ">= "
                                                             : "";
  out += figure_text(row.row.published.value, row);
  if (row.row.uncertainty) out += fmt::format(" +- {:.3g}", *row.row.uncertainty);
  return out;
}

/// In per cent of the published value, or in the unit where that is 0.
std::string deviation_text(const ValidatedRow& row) {
  if (!row.ours) return "";
  const double published = row.row.published.value, difference = *row.ours - published;
  if (published == 0) return fmt::format("{:+.2g}", difference);
  return fmt::format("{:+.{}f} %", 100 * difference / std::abs(published),
                     std::abs(difference) < 0.1 * std::abs(published) ? 2 : 0);
}

std::string tolerance_text(const ValidatedRow& row) {
  return row.row.tolerance ? fmt::format("{:.2g}", row.row.tolerance->value) : "";
}

std::string tally_sentence(const ValidateReport& report) {
  std::size_t rows = 0;
  for (const ValidatedGroup& group : report.groups) rows += group.rows.size();
  std::string out = fmt::format(
      "{}: {} agree within their tolerance, {} do not, {} have a bound alone, which the model keeps, and {} "
      "name an effect that is not modelled.",
      counted(rows, "comparison", "comparisons"), rows_that(report, Agreement::agrees),
      rows_that(report, Agreement::differs), rows_that(report, Agreement::bound),
      rows_that(report, Agreement::not_modelled));
  const int not_run = rows_that(report, Agreement::not_run);
  if (not_run > 0) out += fmt::format(" {} could not run here.", not_run);
  return out;
}

std::string head_section(const ValidateReport& report) {
  std::string out = heading("The models, compared with published measurements and independent solvers");
  out += wrap_text(tally_sentence(report));
  out += wrap_text(
      "No parameter was fitted for this page. Published figures, tolerances and their sources: "
      "data/validation; "
      "tags: data/README.md. A deviation is ours less the published value.");
  if (!report.complete) out += wrap_text("Interrupted: the results cover only what was finished.");
  return out + fmt::format("\n  {}\n  {}\n", report.command_line, report.version);
}

/// A sentence on every row that does not simply agree, by its number.
std::string remarks(const ValidatedGroup& group, int first) {
  std::string out;
  for (std::size_t i = 0; i < group.rows.size(); ++i) {
    const ValidatedRow& row = group.rows[i];
    const std::string what =
        row.agreement == Agreement::not_run ? "Not run: " + row.why_not : row.row.differs;
    if (!what.empty()) out += wrap_text(fmt::format("{}: {}", first + static_cast<int>(i), what));
  }
  return out;
}

/// Each source once, with the numbers of its rows.
std::string sources(const ValidatedGroup& group, int first) {
  std::vector<std::pair<std::string, std::string>> found;
  for (std::size_t i = 0; i < group.rows.size(); ++i) {
    const std::string& source = group.rows[i].row.published.provenance.source;
    const std::string number = std::to_string(first + static_cast<int>(i));
    const auto same =
        std::find_if(found.begin(), found.end(), [&](const auto& s) { return s.first == source; });
    if (same == found.end()) {
      found.emplace_back(source, number);
    } else {
      same->second += ", " + number;
    }
  }
  std::string out = "  Sources:\n";
  for (const auto& [source, numbers] : found) out += wrap_text(fmt::format("{}: {}", numbers, source), 4);
  return out;
}

std::string group_section(const ValidatedGroup& group, int first) {
  TextTable table({"", "quantity", "unit", "published", "ours", "deviation", "within", "tag", "verdict"});
  int number = first;
  for (const ValidatedRow& row : group.rows) {
    table.row({std::to_string(number++), row.row.quantity, row.row.unit, published_text(row),
               row.ours ? figure_text(*row.ours, row) : "-", deviation_text(row), tolerance_text(row),
               row.row.published.provenance.tag, agreement_words(row.agreement)});
  }
  const std::string said = remarks(group, first);
  return "\n" + heading(group.name) + wrap_text(group.about) + "\n" + table.text(2) +
         (said.empty() ? "" : "\n" + said) + "\n" + sources(group, first);
}

}  // namespace

std::string validate_page(const ValidateReport& report) {
  std::string out = head_section(report);
  int number = 1;
  for (const ValidatedGroup& group : report.groups) {
    out += group_section(group, number);
    number += static_cast<int>(group.rows.size());
  }
  return out;
}

}  // namespace tron::report
