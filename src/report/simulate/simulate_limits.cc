#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text/text_table.h"
#include "base/text/units.h"
#include "report/draw/text_layout.h"
#include "report/simulate/simulate_page.h"

namespace tron::report {
namespace {

std::string time_text(Time time) {
  return unbroken(format_si(time.si, "s", 3));
}

/// The pool whose arrays work most of the time; nullptr where none does.
const Usage* busiest_pool(const Simulation& s) {
  const Usage* most = nullptr;
  for (const Usage& usage : s.usage) {
    if (usage.kind != Usage::Kind::pool || usage.busy_share <= 0) continue;
    if (most == nullptr || usage.busy_share > most->busy_share) most = &usage;
  }
  return most;
}

std::string term_name(const TimeTerm& term) {
  if (term.what.empty()) return "as set";
  if (term.what == "eo_tuner") return "electro-optic tuning";
  for (const char* name : {"dac", "adc", "tia", "vcsel"}) {
    if (term.what != name) continue;
    std::string upper = term.what;
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    return upper;
  }
  std::string words = term.what;
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string term_text(const TimeTerm& term) {
  std::string settings;
  for (const std::string& path : term.settings) settings += (settings.empty() ? "" : ", ") + path;
  return fmt::format("{} {} ({})", time_text(term.time), term_name(term), settings);
}

/// "20.8 ns: 20 ns electro-optic tuning (...) and 833 ps ADC (...)"; the longest term first.
std::string terms_text(Time whole, std::vector<TimeTerm> terms) {
  std::stable_sort(terms.begin(), terms.end(),
                   [](const TimeTerm& a, const TimeTerm& b) { return a.time > b.time; });
  std::string counted, beside;
  for (const TimeTerm& term : terms) {
    if (!(term.time.si > 0)) continue;
    std::string& list = term.counts ? counted : beside;
    list += (list.empty() ? "" : ", ") +
            (term.counts ? term_text(term) : term_name(term) + " " + time_text(term.time));
  }
  std::string text = time_text(whole);
  if (!counted.empty()) text += ": " + counted;
  if (!beside.empty()) text += "; faster, at the same time: " + beside;
  return text + ".";
}

std::string share(double part, double whole) {
  return unbroken(fmt::format("{:.0f} %", whole > 0 ? 100 * part / whole : 0));
}

std::string cause_of_time(const SimulateRun& run) {
  const Simulation& s = run.simulation;
  const Usage* usage = busiest_pool(s);
  if (usage == nullptr) return "";
  const auto& pools = run.chip.machine.pools;
  const auto pool =
      std::find_if(pools.begin(), pools.end(), [&](const ArrayPool& one) { return one.name == usage->name; });
  std::string text = fmt::format("The busiest arrays, {}, stream symbols for {} of the time", usage->name,
                                 share(usage->streaming_s, s.latency_s));
  if (usage->programming_s > 0)
    text += fmt::format(" and program tiles for {}", share(usage->programming_s, s.latency_s));
  text += ".";
  if (pool == pools.end()) return text;
  text += fmt::format(" Each symbol takes {}", terms_text(pool->symbol, pool->symbol_terms));
  if (usage->programming_s > 0)
    text += fmt::format(" Each tile is programmed in {}", terms_text(pool->program, pool->program_terms));
  return text;
}

std::string cause_of_energy(const SimulateRun& run) {
  const Simulation& s = run.simulation;
  if (!(s.energy_j > 0)) return "";
  // What draws power by time burns less in a shorter run.
  double by_time = 0;
  const auto add = [&](const std::vector<Part>& parts, const Ledger* ledger) {
    for (const Part& part : parts) {
      if (part.charge != Charge::busy && part.charge != Charge::always) continue;
      for (std::size_t i = 0; ledger != nullptr && i < ledger->children.size(); ++i)
        if (ledger->children[i].name == part.name) by_time += ledger->children[i].value;
    }
  };
  const auto ledger_of = [&](const std::string& name) -> const Ledger* {
    for (const Ledger& child : s.energy.children)
      if (child.name == name) return &child;
    return nullptr;
  };
  for (const ArrayPool& pool : run.chip.machine.pools) add(pool.parts, ledger_of(pool.name));
  for (const Unit& unit : run.chip.machine.units) add(unit.parts, ledger_of(unit.name));
  add(run.chip.machine.parts, &s.energy);
  if (!(by_time > 0)) return "";
  return fmt::format(
      "{} of the energy goes to parts that draw power all the time, or while their arrays work (heaters, "
      "lasers, detectors). This energy falls as the run gets shorter.",
      share(by_time, s.energy_j));
}

std::string change_text(double factor) {
  const double change = 100 * (factor - 1);
  return std::abs(change) < 0.05 ? "-" : fmt::format("{:+.1f} %", change);
}

std::string effects_table(const std::vector<SettingEffect>& effects) {
  TextTable table({"setting", "now", "changed to", "time", "energy", "area"});
  for (const SettingEffect& e : effects)
    table.row({e.path, e.now, e.then, change_text(e.latency), change_text(e.energy), change_text(e.area)});
  return table.text(2);
}

/// Changes that would shorten symbols or programming, and why they are infeasible.
std::string refused_text(const std::vector<SettingEffect>& refused) {
  std::string out;
  for (const SettingEffect& one : refused)
    out += wrap_text(fmt::format("{}={} alone is infeasible: {}.", one.path, one.then, one.why_not));
  return out;
}

std::string limit_part(const SimulateRun& run, const char* what, const std::string& cause,
                       const std::vector<SettingEffect>& effects) {
  if (cause.empty() && effects.empty()) return "";
  std::string out = heading(fmt::format("What limits {}: {} assumptions", what, run.chip.assumptions));
  if (!cause.empty()) out += wrap_text(cause);
  if (!effects.empty()) return out + effects_table(effects);
  if (run.limits.tried == 0) return out;
  return out + wrap_text("No single setting, halved, doubled or switched, lowers it by one per cent.");
}

}  // namespace

std::string limits_section(const SimulateReport& report) {
  std::string out;
  std::size_t tried = 0;
  for (const SimulateRun& run : report.runs) {
    tried = std::max(tried, run.limits.tried);
    for (const std::string& part :
         {limit_part(run, "speed", cause_of_time(run), run.limits.speed), refused_text(run.limits.refused),
          limit_part(run, "energy", cause_of_energy(run), run.limits.energy)}) {
      const bool table = part.find('\n') != std::string::npos && !part.starts_with(' ');
      if (!part.empty()) out += (out.empty() || !table ? "" : "\n") + part;
    }
  }
  if (out.empty()) return out;
  if (tried == 0)
    return out + wrap_text("tron simulate --limits finds the settings that move time and energy most.");
  return out +
         wrap_text(fmt::format(
             "Each of {} settings is halved and doubled, or switched, on its own, and the closed form "
             "gives time and energy of the changed chip. The tables show the changes that help most. tron "
             "run --set shows their effect on accuracy.",
             tried));
}

}  // namespace tron::report
