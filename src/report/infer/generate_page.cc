#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text/phrases.h"
#include "base/text/text_table.h"
#include "base/text/visible_text.h"
#include "report/draw/text_layout.h"
#include "report/infer/infer_page.h"
#include "report/report.h"
#include "report/simulate/simulate_page.h"

namespace tron::report {
namespace {

std::string line(const std::string& what, const std::string& text) {
  return fmt::format("  {:<12} {}\n", what, text);
}

std::string ids_text(const std::vector<int>& ids, std::size_t most = 24) {
  const std::size_t shown = std::min(ids.size(), most);
  std::string out =
      fmt::format("{}", fmt::join(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(shown), " "));
  return shown < ids.size() ? out + fmt::format(" ... ({} more)", ids.size() - shown) : out;
}

std::string subject(const GenerateReport& report) {
  const GenerateSubject& s = report.subject;
  std::string out = heading("What ran");
  out += line("network",
              fmt::format("{} ({}): {}, {}, width {}, {}, vocabulary {}, {} parameters", s.network,
                          s.network_path, s.family, counted(s.layers, "layer", "layers"), s.width,
                          counted(s.heads, "head", "heads"), grouped(s.vocabulary), grouped(s.parameters)));
  if (!s.prompt.empty()) out += line(s.source ? "source" : "prompt", visible_lines(s.prompt));
  out += line("tokens", fmt::format("{}: {}", counted(s.prompt_tokens.size(), "token", "tokens"),
                                    ids_text(s.prompt_tokens)));
  out += line("choice", s.choice);
  out += line("calibration", "the prompt and its continuation in exact arithmetic");
  if (!report.runs.empty()) {
    out += line("chip", fmt::format("{} ({})", report.runs[0].chip.name, report.runs[0].chip.file));
  }
  return out + line("seed", fmt::format("{}; tron {}; {}; {}", s.seed, s.version, s.simd,
                                        counted(static_cast<std::uint64_t>(s.threads), "thread", "threads")));
}

const GeneratedText* light_text(const GenerateRun& run) {
  for (const Fidelity fidelity : {Fidelity::photonic, Fidelity::device, Fidelity::moments}) {
    for (const ShownText& shown : run.texts) {
      if (shown.text.fidelity == fidelity) return &shown.text;
    }
  }
  return nullptr;
}

std::string agreement_sentence(const GenerateRun& run) {
  const GeneratedText* light = light_text(run);
  if (light == nullptr || run.texts.empty()) return "";
  const GeneratedText& digital = run.texts[0].text;
  const bool same = light->tokens == digital.tokens && light->ended == digital.ended;
  const std::string name = fidelity_name(light->fidelity);
  if (same) {
    return fmt::format(
        "Under the {} assumptions the chip ({}) writes the same text as exact arithmetic, "
        "all {}.",
        run.chip.assumptions, name, counted(light->tokens.size(), "token", "tokens"));
  }
  if (light->agreeing == 0) {
    return fmt::format(
        "Under the {} assumptions the chip ({}) writes a different text from the first "
        "token on.",
        run.chip.assumptions, name);
  }
  return fmt::format(
      "Under the {} assumptions the chip ({}) writes the first {} as exact arithmetic does, then a "
      "different text.",
      run.chip.assumptions, name, counted(light->agreeing, "token", "tokens"));
}

std::string sentences(const GenerateReport& report) {
  std::string out = heading("In short");
  if (!report.complete) out += wrap_text("Interrupted: the results cover only what was finished.");
  for (const GenerateRun& run : report.runs) {
    const std::string text = agreement_sentence(run);
    if (!text.empty()) out += wrap_text(text);
    if (run.simulation.decoding || run.simulation.latency_s > 0) {
      out += wrap_text(simulated_sentences({run.chip, run.simulation}));
    }
  }
  return out;
}

/// Line ends of a text as a reader sees them, each line indented.
std::string shown(const ShownText& text) {
  if (text.words.empty())
    return wrap_text(text.text.tokens.empty() ? "(nothing)" : ids_text(text.text.tokens, 200), 4);
  std::string out;
  std::size_t at = 0;
  const std::string words = visible_lines(text.words);
  while (at <= words.size()) {
    const std::size_t end = std::min(words.find('\n', at), words.size());
    out += wrap_text(words.substr(at, end - at), 4);
    at = end + 1;
  }
  return out;
}

std::string texts(const GenerateReport& report) {
  std::string out;
  bool digital = false;
  for (const GenerateRun& run : report.runs) {
    for (const ShownText& text : run.texts) {
      const bool exact = text.text.fidelity == Fidelity::digital;
      if (exact && digital) continue;
      digital = digital || exact;
      out += fmt::format("  {}{}{}\n{}", fidelity_name(text.text.fidelity),
                         exact ? "" : ", " + run.chip.assumptions, text.text.ended ? " (ended)" : "",
                         shown(text));
    }
  }
  return heading("What is written") + out;
}

std::string numbers(const GenerateReport& report) {
  TextTable table({"assumptions", "fidelity", "tokens", "as digital", "ln p per token", "MACs",
                   "ADC conversions", "time"});
  for (const GenerateRun& run : report.runs) {
    for (const ShownText& shown_text : run.texts) {
      const GeneratedText& t = shown_text.text;
      const std::size_t chosen = t.tokens.size() + (t.ended ? 1 : 0);
      table.row({run.chip.assumptions, fidelity_name(t.fidelity), std::to_string(t.tokens.size()),
                 fmt::format("first {}", t.agreeing),
                 chosen > 0 ? fmt::format("{:.3f}", t.log_probability / static_cast<double>(chosen)) : "-",
                 grouped(t.counters.macs), grouped(t.counters.conversions), duration(t.wall_s)});
    }
  }
  return heading("How the fidelities compare") + table.text(2);
}

SimulateReport costs(const GenerateReport& report) {
  SimulateReport costs;
  for (const GenerateRun& run : report.runs) {
    if (run.simulation.latency_s > 0) costs.runs.push_back({run.chip, run.simulation});
  }
  return costs;
}

std::string cost_section(const GenerateReport& report) {
  const SimulateReport simulated = costs(report);
  if (simulated.runs.empty()) return "";
  const Simulation& s = simulated.runs[0].simulation;
  return heading("Time and cost of the same program") + side_by_side(simulated, "", headline_lines()) +
         wrap_text(
             fmt::format("For {}. Time and energy include the control unit, which looks up words, rotates "
                         "positions, adds biases and chooses tokens. EPB is {}.",
                         workload_text(s), s.epb_definition));
}

}  // namespace

std::string generate_page(const GenerateReport& report) {
  std::string page;
  for (const std::string& text :
       {subject(report), sentences(report), texts(report), numbers(report), cost_section(report)}) {
    if (!text.empty()) page += (page.empty() ? "" : "\n") + text;
  }
  return page;
}

}  // namespace tron::report
