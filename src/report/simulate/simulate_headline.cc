#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/text/phrases.h"
#include "base/text/units.h"
#include "report/draw/text_layout.h"
#include "report/simulate/ledger_rows.h"
#include "report/simulate/simulate_page.h"

namespace tron::report {
namespace {

std::string line(const std::string& what, const std::string& text) {
  return fmt::format("  {:<12} {}\n", what, text);
}

/// Relative to the current folder where that is shorter.
std::string shown_path(const std::string& path) {
  std::error_code none;
  const std::string relative = std::filesystem::proximate(path, none).string();
  return none || relative.empty() || relative.size() >= path.size() ? path : relative;
}

std::string pool_text(const ArrayPool& pool) {
  std::string text = fmt::format("{} arrays of {} rows x {} channels", pool.arrays, pool.rows, pool.channels);
  if (pool.columns > 1) text += fmt::format(" x {} columns", pool.columns);
  if (pool.passes > 1) text += fmt::format(", {} passes", pool.passes);
  text += fmt::format(", symbol time {}", unbroken(format_si(pool.symbol.si, "s", 3)));
  if (pool.streams_both) return text + ", both operands stream";
  return text + fmt::format(", tile programmed in {}{}", unbroken(format_si(pool.program.si, "s", 3)),
                            pool.double_buffered ? " (double-buffered)" : "");
}

/// Pools of a chip; those that only differ in name share a line.
std::string pool_lines(const Machine& machine) {
  std::string out, names;
  for (std::size_t i = 0; i < machine.pools.size(); ++i) {
    const std::string text = pool_text(machine.pools[i]);
    names += names.empty() ? "" : ", ";
    names += machine.pools[i].name;
    if (i + 1 < machine.pools.size() && pool_text(machine.pools[i + 1]) == text) continue;
    names += ": ";
    names += text;
    out += wrap_text(names, 15);
    names.clear();
  }
  return out;
}

// Amounts within sentences, which no line may end in.
std::string amount(double value, const char* unit, int digits) {
  return unbroken(format_si(value, unit, digits));
}

std::string unbroken_rate(double count) {
  return unbroken(rate_text(count));
}

std::string whole_percent(double share) {
  return unbroken(fmt::format("{:.0f} %", 100 * share));
}

/// The device kinds that take most of a ledger: "laser 40 %, adc 22 %".
std::string largest_kinds(const Ledger& ledger, std::size_t count) {
  const Ledger kinds = by_leaf_name(ledger);
  std::string out;
  for (std::size_t i = 0; i < std::min(count, kinds.children.size()); ++i) {
    if (i > 0 && kinds.children[i].value < 0.005 * kinds.value) break;
    out += (i == 0 ? "" : ", ") + kinds.children[i].name + " " +
           whole_percent(kinds.children[i].value / std::max(kinds.value, 1e-300));
  }
  return out;
}

/// What the busiest pool, unit or port does all the time.
std::string busiest_sentence(const Simulation& s) {
  const auto busiest = std::max_element(s.usage.begin(), s.usage.end(), [](const Usage& a, const Usage& b) {
    return a.busy_share < b.busy_share;
  });
  if (busiest == s.usage.end()) return "";
  return fmt::format(" The busiest unit is {}, {} of the time.", busiest->name,
                     whole_percent(busiest->busy_share));
}

std::string bound_sentence(const Simulation& s) {
  if (s.event_latency_s <= 0 || s.bound_latency_s <= 0) return "";
  const double ratio = s.event_latency_s / s.bound_latency_s;
  const std::string event = ratio < 1.005 ? "agrees with it within " + unbroken("0.5 %")
                                          : fmt::format("takes {:.2f} times as long", ratio);
  return fmt::format(" The closed-form bound is {} (limit: {}); the event model {}.",
                     amount(s.bound_latency_s, "s", 3), s.bounded_by, event);
}

std::string generation_sentence(const Simulation& s) {
  if (!s.decoding) return "";
  const Decoding& d = *s.decoding;
  return fmt::format(
      " The prompt takes {}. Each further token takes {} on average ({} tokens per second) "
      "and {}.",
      amount(d.prefill_s, "s", 3), amount(d.mean_token_s, "s", 3), unbroken_rate(d.tokens_per_s),
      amount(d.energy_per_token_j, "J", 3));
}

using Value = double Simulation::*;
SimulateLine quantity(const std::string& name, Value value, const char* unit) {
  return {name, [=](const SimulateRun& run) { return format_si(run.simulation.*value, unit); }};
}

std::string share_text(double share) {
  return share < 0.0995 ? fmt::format("{:.2g} %", 100 * share) : percent(share);
}

std::vector<SimulateLine> decoding_lines() {
  const auto add = [](const std::string& name, double Decoding::*value, const char* unit) {
    return SimulateLine{name, [=](const SimulateRun& run) {
                          const auto& d = run.simulation.decoding;
                          return d ? format_si((*d).*value, unit) : std::string();
                        }};
  };
  return {add("prompt (prefill)", &Decoding::prefill_s, "s"),
          add("decoding, all tokens", &Decoding::decode_s, "s"),
          add("first token", &Decoding::first_token_s, "s"),
          add("last token", &Decoding::last_token_s, "s"),
          add("tokens per second", &Decoding::tokens_per_s, ""),
          add("energy of the prompt", &Decoding::prefill_energy_j, "J"),
          add("energy per token", &Decoding::energy_per_token_j, "J"),
          add("cached keys and values", &Decoding::cache_bytes, "B")};
}

}  // namespace

std::string workload_text(const Simulation& s) {
  std::string tokens = counted(s.sequence, "token", "tokens");
  if (s.target > 0) tokens += fmt::format(" and a target of {}", s.target);
  std::string text = s.batch == 1 ? "one sample of " + tokens
                                  : fmt::format("{} samples of {} at once", grouped(s.batch), tokens);
  if (s.generate > 0) text += fmt::format(", then {} decoded one by one", s.generate);
  return text;
}

std::string simulated_sentences(const SimulateRun& run) {
  const Simulation& s = run.simulation;
  std::string text =
      fmt::format("Under the {} assumptions {} takes {} on {} ({}): {} inferences per second, {}.",
                  run.chip.assumptions, s.network, amount(s.latency_s, "s", 4), s.chip, workload_text(s),
                  unbroken_rate(s.inferences_per_s), unbroken(gops(s.throughput_ops_per_s)));
  text += generation_sentence(s);
  text += fmt::format(" One inference takes {} ({}); largest shares: {}.",
                      amount(s.energy_per_inference_j, "J", 4), amount(s.epb_j_per_bit, "J/bit", 3),
                      largest_kinds(s.energy, 3));
  text +=
      fmt::format(" The chip draws {} on average and {} at peak. Its area is {}.", amount(s.power_w, "W", 3),
                  amount(s.peak_power_w, "W", 3), unbroken(area_text(s.area_m2)));
  text += busiest_sentence(s) + bound_sentence(s);
  return text;
}

std::string simulated_subject_section(const SimulateReport& report) {
  const SimulateSubject& s = report.subject;
  std::string out = heading("What is simulated");
  out +=
      line("network", fmt::format("{} ({}): {}, {}, width {}, {}, feed-forward {}", s.network,
                                  shown_path(s.network_path), s.family, counted(s.layers, "layer", "layers"),
                                  s.width, counted(s.heads, "head", "heads"), s.feed_forward));
  if (report.runs.empty()) return out;
  const Simulation& first = report.runs[0].simulation;
  out += line("workload", workload_text(first));
  out += line("model", first.model == TimeModel::event ? "event simulation" : "closed-form bound");
  out += line("chip", fmt::format("{} ({})", report.runs[0].chip.name, shown_path(report.runs[0].chip.file)));
  for (const SimulateRun& run : report.runs) {
    out += line("assumptions", run.chip.assumptions + ":") + pool_lines(run.chip.machine);
  }
  return out;
}

std::string simulated_sentences_section(const SimulateReport& report) {
  std::string out = heading("In short");
  if (!report.complete) out += wrap_text("Interrupted: the results cover only what was finished.") + "\n";
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    out += (i > 0 ? "\n" : "") + wrap_text(simulated_sentences(report.runs[i]));
  }
  return out;
}

/// "45.1 W/cm^2, 100 W/cm^2"; the second only where an assumption set states one.
std::string heat_flux_text(const SimulateRun& run) {
  const Simulation& s = run.simulation;
  constexpr double kPerCm2 = 1e-4;
  const std::string found = fmt::format("{:.3g} W/cm^2", s.heat_flux_w_per_m2 * kPerCm2);
  if (s.heat_flux_limit_w_per_m2 <= 0) return found + ", none";
  return found + fmt::format(", {:.3g}", s.heat_flux_limit_w_per_m2 * kPerCm2);
}

std::vector<SimulateLine> headline_lines() {
  std::vector<SimulateLine> lines{
      quantity("latency of one inference", &Simulation::inference_latency_s, "s"),
      quantity("latency of the batch", &Simulation::latency_s, "s"),
      {"  event model",
       [](const SimulateRun& run) {
         const double t = run.simulation.event_latency_s;
         return t > 0 ? format_si(t, "s") : "not run";
       }},
      quantity("  bound", &Simulation::bound_latency_s, "s"),
      {"  set by", [](const SimulateRun& run) { return run.simulation.bounded_by; }},
      {"inferences per second",
       [](const SimulateRun& run) { return rate_text(run.simulation.inferences_per_s); }},
      quantity("multiply-accumulates", &Simulation::macs, ""),
      quantity("  the network itself", &Simulation::network_macs, ""),
      {"throughput", [](const SimulateRun& run) { return gops(run.simulation.throughput_ops_per_s); }},
      {"  of the arrays' peak",
       [](const SimulateRun& run) { return share_text(run.simulation.mac_utilisation); }},
      quantity("energy of the batch", &Simulation::energy_j, "J"),
      quantity("energy of one inference", &Simulation::energy_per_inference_j, "J"),
      quantity("energy per bit (EPB)", &Simulation::epb_j_per_bit, "J/bit"),
      quantity("average power", &Simulation::power_w, "W"),
      quantity("peak power", &Simulation::peak_power_w, "W"),
      {"area", [](const SimulateRun& run) { return area_text(run.simulation.area_m2); }},
      {"heat flux, limit", heat_flux_text}};
  const auto decoding = decoding_lines();
  lines.insert(lines.end(), decoding.begin(), decoding.end());
  return lines;
}

std::string headline_section(const SimulateReport& report) {
  std::string out = heading("Time and cost") + side_by_side(report, "", headline_lines());
  if (!report.runs.empty()) {
    out += wrap_text(
        "Each multiply-accumulate of the network itself counts as two operations, however many the chip "
        "executes. EPB is " +
        report.runs[0].simulation.epb_definition + ".");
  }
  return out;
}

}  // namespace tron::report
