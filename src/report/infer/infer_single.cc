#include <fmt/format.h>

#include "base/text/text_table.h"
#include "base/text/visible_text.h"
#include "report/draw/text_layout.h"
#include "report/infer/infer_page.h"

namespace tron::report {
namespace {

std::string choices_text(const std::vector<Choice>& choices) {
  std::string out;
  for (const Choice& choice : choices) {
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", visible_lines(choice.name),
                       percent(choice.probability));
  }
  return out;
}

/// The beginning of a long text, cut between characters.
std::string shortened(const std::string& text) {
  constexpr std::size_t kMost = 400;
  if (text.size() <= kMost) return text;
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + " ...";
}

}  // namespace

std::string single_section(const InferReport& report) {
  if (!report.single) return "";
  const SingleText& single = *report.single;
  TextTable table({"assumptions", "fidelity", "likeliest answers"});
  bool any = false;
  for (std::size_t i = 0; i < single.choices.size(); ++i) {
    const InferRun& run = report.runs[i];
    for (std::size_t r = 0; r < single.choices[i].size(); ++r) {
      if (single.choices[i][r].empty()) continue;
      table.row({run.chip.assumptions, fidelity_name(run.evaluation.results[r].fidelity),
                 choices_text(single.choices[i][r])});
      any = true;
    }
  }
  if (!any) return "";
  return heading(fmt::format("The text ({})", counted(single.tokens, "token", "tokens"))) +
         wrap_text(visible_lines(shortened(single.text))) + table.text(2);
}

}  // namespace tron::report
