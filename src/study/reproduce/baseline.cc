#include "study/reproduce/baseline.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <span>

#include <fmt/format.h>

namespace tron::study {
namespace {

constexpr double kMost = 1e24;  // of anything counted

template <class Enum, std::size_t N>
Enum choice(const Config& table, const char* key, const char* const (&names)[N]) {
  return static_cast<Enum>(table.choice(key, std::vector<std::string>(std::begin(names), std::end(names))));
}

Figure figure(const Config& table, const char* key, double value) {
  const Provenance from = table.provenance(key);
  if (from.source.empty())
    throw InputError(table.place(key), "a figure without source", "{ value =, source =, tag = }");
  if (!legal_tag(from.tag))
    throw InputError(table.place(key), "the tag \"" + from.tag + "\"", "V1, V2, D, A or R(0) to R(1)");
  return {value, from};
}

template <class Q>
std::optional<Figure> measured_figure(const Config& table, const char* key, Q low, Q high) {
  if (!table.has(key)) return std::nullopt;
  return figure(table, key, table.quantity(key, low, high).si);
}

/// Text such as "467.68 GOPS/W".
std::optional<Figure> rate_figure(const Config& table, const char* key, const std::string& unit) {
  if (!table.has(key)) return std::nullopt;
  const std::string text = table.text(key);
  const auto value = parse_rate(text, unit);
  if (!value) throw InputError(table.place(key), '"' + text + '"', "a rate such as \"1.5 G" + unit + "\"");
  return figure(table, key, *value);
}

std::optional<Figure> ratio_figure(const Config& table, const char* key) {
  if (!table.has(key)) return std::nullopt;
  return figure(table, key, table.number(key, 1e-6, 1e9));
}

int count(const Config& table, const char* key, int otherwise, int most) {
  return table.has(key) ? static_cast<int>(table.integer(key, 1, most)) : otherwise;
}

std::string text_or_empty(const Config& table, const char* key) {
  return table.has(key) ? table.text(key) : "";
}

void check(const BaselineResult& r, const Config& table) {
  const auto refuse = [&](const std::string& found, const std::string& allowed) {
    throw InputError(table.place(table.keys().front()), found, allowed);
  };
  const std::optional<Figure>* figures[] = {
      &r.latency,          &r.rate,       &r.throughput,         &r.power,        &r.energy,
      &r.energy_per_token, &r.efficiency, &r.efficiency_at_most, &r.rate_per_watt};
  if (std::none_of(std::begin(figures), std::end(figures), [](const auto* f) { return f->has_value(); }))
    refuse("result." + r.name + " without a figure", "a latency, rate, throughput, energy or efficiency");
  if (r.sequence > 0 && r.sequence_at_most > 0) refuse("both sequence and sequence_at_most", "one of them");
  if (r.latency && r.batch == 0) refuse("a latency without batch", "the batch that takes this long");
  if (r.power.has_value() != table.has("power_of"))
    refuse(r.power ? "a power without power_of" : "power_of without a power",
           "both: core, chip, board or system");
  if (r.latency && r.rate) {
    const double from_latency = r.batch / r.latency->value;
    if (std::abs(from_latency / r.rate->value - 1) > 0.02)
      refuse(fmt::format("{:g} inferences/s, and {:g} from latency and batch", r.rate->value, from_latency),
             "figures that agree within 2 %");
  }
}

BaselineResult read_result(const Config& table, const std::string& name, Evidence evidence) {
  BaselineResult r;
  r.name = name;
  r.evidence = table.has("evidence") ? choice<Evidence>(table, "evidence", kEvidenceNames) : evidence;
  if (table.has("counted")) r.counted = choice<Counted>(table, "counted", kCountedNames);
  r.workload = table.text("workload");
  r.scope = choice<Scope>(table, "scope", kScopeNames);
  r.sequence = count(table, "sequence", 0, 1 << 24);
  r.sequence_at_most = count(table, "sequence_at_most", 0, 1 << 24);
  r.batch = count(table, "batch", 0, 1 << 24);
  r.precision = text_or_empty(table, "precision");
  r.bits = count(table, "bits", 0, 64);
  r.devices = count(table, "devices", 1, 1 << 20);
  r.note = text_or_empty(table, "note");
  r.software = text_or_empty(table, "software");
  if (table.has("power_of")) r.power_of = choice<PowerOf>(table, "power_of", kPowerOfNames);
  r.latency = measured_figure(table, "latency", Time{1e-12}, Time{1e6});
  r.rate = measured_figure(table, "rate", Frequency{1e-6}, Frequency{1e12});
  r.throughput = rate_figure(table, "throughput", "OPS");
  r.power = measured_figure(table, "power", Power{1e-9}, Power{1e9});
  r.io_power = measured_figure(table, "io_power", Power{1e-9}, Power{1e9});
  r.energy = measured_figure(table, "energy", Energy{1e-15}, Energy{1e9});
  r.energy_per_token = measured_figure(table, "energy_per_token", Energy{1e-15}, Energy{1e9});
  r.efficiency = rate_figure(table, "efficiency", "OPS/W");
  r.efficiency_at_most = rate_figure(table, "efficiency_at_most", "OPS/W");
  r.rate_per_watt = rate_figure(table, "rate_per_watt", "FPS/W");
  check(r, table);
  return r;
}

BaselineRatio read_ratio(const Config& table, const std::string& name) {
  BaselineRatio r;
  r.name = name;
  r.against = table.text("against");
  r.scope = choice<Scope>(table, "scope", kScopeNames);
  r.note = text_or_empty(table, "note");
  r.throughput_ratio = ratio_figure(table, "throughput_ratio");
  r.energy_ratio = ratio_figure(table, "energy_ratio");
  r.power_ratio = ratio_figure(table, "power_ratio");
  r.area_ratio = ratio_figure(table, "area_ratio");
  if (!r.throughput_ratio && !r.energy_ratio && !r.power_ratio && !r.area_ratio)
    throw InputError(table.place("against"), "relative." + name + " without a figure",
                     "throughput_ratio, energy_ratio, power_ratio or area_ratio");
  return r;
}

}  // namespace

bool legal_tag(const std::string& tag) {
  if (tag == "V1" || tag == "V2" || tag == "D" || tag == "A") return true;
  if (!tag.starts_with("R(") || !tag.ends_with(")")) return false;
  double confidence = -1;
  const char *first = tag.data() + 2, *last = tag.data() + tag.size() - 1;
  const auto [end, error] = std::from_chars(first, last, confidence);
  return error == std::errc() && end == last && confidence >= 0 && confidence <= 1;
}

std::optional<double> parse_rate(const std::string& text, const std::string& unit) {
  double value = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error != std::errc() || !(value > 0) || end == last || *end != ' ') return std::nullopt;
  std::string rest(end + 1, last);
  static const std::map<char, double> kPrefix = {
      {'k', 1e3}, {'M', 1e6}, {'G', 1e9}, {'T', 1e12}, {'P', 1e15}};
  double factor = 1;
  if (rest != unit && !rest.empty()) {
    const auto prefix = kPrefix.find(rest[0]);
    if (prefix == kPrefix.end()) return std::nullopt;
    factor = prefix->second;
    rest.erase(0, 1);
  }
  const double scaled = value * factor;
  if (rest != unit || !(scaled <= kMost)) return std::nullopt;
  return scaled;
}

Baseline read_baseline(const Config& file, const std::string& id) {
  Baseline b;
  b.id = id;
  b.name = file.text("name");
  b.kind = choice<BaselineKind>(file, "kind", kBaselineKindNames);
  b.year = static_cast<int>(file.integer("year", 1990, 2100));
  b.venue = file.text("venue");
  b.evidence = choice<Evidence>(file, "evidence", kEvidenceNames);
  b.process = measured_figure(file, "process", Length{1e-10}, Length{1e-6});
  b.area = measured_figure(file, "area", Area{1e-12}, Area{1});
  b.power_limit = measured_figure(file, "power_limit", Power{1e-6}, Power{1e6});
  const Config results = file.table_or_empty("result"), ratios = file.table_or_empty("relative");
  if (!file.has("result") && !file.has("relative"))
    throw InputError(file.place("name"), "no result", "a table [result.NAME] or [relative.NAME]");
  if (file.has("result")) {
    for (const std::string& name : results.keys())
      b.results.push_back(read_result(results.table(name), name, b.evidence));
  }
  if (file.has("relative")) {
    for (const std::string& name : ratios.keys()) b.ratios.push_back(read_ratio(ratios.table(name), name));
  }
  file.finish();
  return b;
}

std::vector<Baseline> load_baselines(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<fs::path> paths;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".toml") paths.push_back(entry.path());
  }
  if (paths.empty())
    throw InputError(Place{folder, 0, 0, ""}, "no baseline", "a folder of .toml files as data/baseline");
  std::sort(paths.begin(), paths.end());
  std::vector<Baseline> out;
  std::map<std::string, std::string> files;
  for (const fs::path& path : paths) {
    const Config file = Config::read(path.string());
    out.push_back(read_baseline(file, path.stem().string()));
    const auto [other, fresh] = files.emplace(out.back().name, path.string());
    if (!fresh)
      throw InputError(file.place("name"), '"' + out.back().name + '"',
                       "a name that is not in " + other->second);
  }
  return out;
}

}  // namespace tron::study
