#include <fmt/format.h>

#include "base/text_table.h"
#include "report/infer_page.h"
#include "report/text_layout.h"

namespace tron {
namespace {

std::string choices_text(const std::vector<Choice>& choices) {
  std::string out;
  for (const Choice& choice : choices) {
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", choice.name, percent(choice.probability));
  }
  return out;
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
         wrap_text(single.text) + table.text(2);
}

}  // namespace tron
