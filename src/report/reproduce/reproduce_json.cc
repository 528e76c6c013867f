#include "report/reproduce/reproduce_page.h"

namespace tron::report {
namespace {

void put(Json&) {}

template <class... Rest>
void put(Json& out, const char* key, const Json& value, const Rest&... rest) {
  out[key] = value;
  put(out, rest...);
}

/// Of keys and values in turn.
template <class... Members>
Json object(const Members&... members) {
  Json out = Json::object();
  put(out, members...);
  return out;
}

Json number_or_null(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

std::string bound_name(Bound bound) {
  static const char* const kBounds[] = {"exact", "at_most", "at_least", "loose"};
  return kBounds[static_cast<int>(bound)];
}

Json derived_json(const std::optional<Derived>& d) {
  if (!d) return {};
  Json tags = Json::array();
  for (const std::string& tag : d->tags) tags.push_back(tag);
  return object("value", d->value, "bound", bound_name(d->bound), "from", d->from, "tags", tags);
}

Json figures_json(const BaselineFigures& f) {
  return object("ops", number_or_null(f.ops), "inferences_per_s", derived_json(f.rate),
                "throughput_ops_per_s", derived_json(f.throughput), "energy_per_inference_j",
                derived_json(f.energy), "energy_per_op_j", derived_json(f.energy_per_op), "epb_j_per_bit",
                derived_json(f.epb));
}

Json answer_json(const ModelAnswer& answer) {
  if (!answer.point) return object("why_not", answer.why_not);
  const ModelPoint& p = *answer.point;
  Json shares = Json::object();
  for (const auto& [device, share] : p.energy_by_device) shares.append(device, share);
  return object("sequence", p.sequence, "batch", p.batch, "latency_s", p.latency_s, "inferences_per_s",
                p.inferences_per_s, "throughput_ops_per_s", p.throughput_ops_per_s, "energy_per_inference_j",
                p.energy_per_inference_j, "energy_per_op_j", p.energy_per_op_j, "epb_j_per_bit",
                p.epb_j_per_bit, "power_w", p.power_w, "peak_power_w", p.peak_power_w, "peak_ops_per_s",
                p.peak_ops_per_s, "area_m2", p.area_m2, "energy_share_by_device", shares, "time_spent",
                p.time_spent);
}

template <class T, class ToJson>
Json per_set(const PerSet<T>& values, const ToJson& to_json) {
  Json out = Json::object();
  for (std::size_t set = 0; set < kSets; ++set) out.append(kSetNames[set], to_json(values[set]));
  return out;
}

Json ratio_json(const Ratio& ratio) {
  static const char* const kVerdicts[] = {"unknown", "holds", "does not hold", "open"};
  if (ratio.value == 0) return {};
  return object("value", ratio.value, "bound", bound_name(ratio.bound), "verdict",
                kVerdicts[static_cast<int>(ratio.verdict)]);
}

Json comparison_json(const Comparison& c) {
  return object(
      "baseline", c.baseline, "file", c.id, "result", c.result, "kind",
      kBaselineKindNames[static_cast<int>(c.kind)], "evidence", kEvidenceNames[static_cast<int>(c.evidence)],
      "year", c.year, "workload", c.workload, "sequence", c.sequence, "sequence_is_longest", c.longest,
      "batch", c.batch, "precision", c.precision, "note", c.note, "figures", figures_json(c.figures),
      "same_network", c.same_network, "chip", c.same_network ? per_set(c.answer, answer_json) : Json(),
      "throughput_ratio", per_set(c.throughput, ratio_json), "energy_ratio", per_set(c.energy, ratio_json));
}

Json listing_json(const Listing& l) {
  const std::optional<double> area = l.area ? std::optional(l.area->value) : std::nullopt;
  return object("baseline", l.baseline, "file", l.id, "kind", kBaselineKindNames[static_cast<int>(l.kind)],
                "evidence", kEvidenceNames[static_cast<int>(l.evidence)], "workload", l.workload, "precision",
                l.precision, "counted", kCountedNames[static_cast<int>(l.counted)], "note", l.note, "area_m2",
                number_or_null(area), "figures", figures_json(l.figures));
}

Json effect_json(const Effect& e) {
  Json out = object("throughput_factor", number_or_null(e.throughput), "energy_efficiency_factor",
                    number_or_null(e.energy));
  if (!e.why_not.empty()) out.append("why_not", e.why_not);
  return out;
}

Json provenance_json(const Provenance& p) {
  return object("source", p.source, "tag", p.tag);
}

Json effects_json(const std::optional<Effects>& effects) {
  if (!effects) return {};
  const Effects& e = *effects;
  Json out = object("network", e.request.network, "sequence", e.request.sequence, "batch", e.request.batch);
  Json differ = Json::array(), without = Json::array(), sensitivities = Json::array();
  for (const DifferenceEffect& d : e.differences)
    differ.push_back(object("parameter", d.difference.path, "value",
                            per_set(d.difference.value, [](const std::string& v) { return Json(v); }),
                            "provenance", per_set(d.difference.provenance, provenance_json),
                            "paper_to_audited", effect_json(d.to_audited), "audited_to_paper",
                            effect_json(d.to_paper)));
  for (const std::string& path : e.without) without.push_back(path);
  for (const Sensitivity& u : e.sensitivities) {
    Json changes = Json::array();
    for (const auto& change : u.changes)
      changes.push_back(object("change", change.what, "effect", per_set(change.effect, effect_json)));
    sensitivities.push_back(object("parameter", u.parameter.path, "value",
                                   per_set(u.value, [](const std::string& v) { return Json(v); }),
                                   "provenance", provenance_json(u.parameter.provenance), "changes",
                                   changes));
  }
  out.append("differences", std::move(differ));
  out.append("without_effect", std::move(without));
  out.append("all_differences", effect_json(e.all));
  out.append("sensitivities", std::move(sensitivities));
  out.append("parameters_tried", static_cast<std::uint64_t>(e.parameters_tried));
  return out;
}

Json rows_json(const std::vector<ChipRow>& rows) {
  Json out = Json::array();
  for (const ChipRow& row : rows)
    out.push_back(object("network", row.network.name, "sequence", row.network.sequence, "batch", row.batch,
                         "chip", per_set(row.answer, answer_json)));
  return out;
}

template <class T, class ToJson>
Json list_json(const std::vector<T>& list, const ToJson& to_json) {
  Json out = Json::array();
  for (const T& item : list) out.push_back(to_json(item));
  return out;
}

Json figure_json(const std::optional<Figure>& f) {
  if (!f) return {};
  return object("value", f->value, "source", f->provenance.source, "tag", f->provenance.tag);
}

Json ratio_only_json(const std::pair<std::string, BaselineRatio>& item) {
  const BaselineRatio& r = item.second;
  return object("baseline", item.first, "against", r.against, "scope", kScopeNames[static_cast<int>(r.scope)],
                "note", r.note, "throughput", figure_json(r.throughput_ratio), "energy",
                figure_json(r.energy_ratio), "power", figure_json(r.power_ratio), "area",
                figure_json(r.area_ratio));
}

Json band_json(const EfficiencyBand& band) {
  const auto system = [](const BandSystem& s) {
    return object("name", s.name, "file", s.id, "result", s.result, "scope",
                  kScopeNames[static_cast<int>(s.scope)], "ops_per_j", derived_json(s.ops_per_j));
  };
  return object("group", kBandGroupNames[static_cast<int>(band.group)], "counted",
                kCountedNames[static_cast<int>(band.counted)], "lowest_ops_per_j", band.lowest(),
                "median_ops_per_j", band.median(), "highest_ops_per_j", band.highest(), "systems",
                list_json(band.systems, system));
}

/// The published ranges, and the chip's own beside them.
Json efficiency_json(const ReproduceReport& report) {
  const EfficiencyBand* built = fabricated_band(report.bands);
  const auto chip = [&](const ChipEfficiency& c) {
    const auto at = built ? position(c, *built) : std::nullopt;
    const bool any = !c.networks.empty();
    return object("lowest_ops_per_j", any ? Json(c.networks.front()) : Json(), "median_ops_per_j",
                  any ? Json(median_of(c.networks)) : Json(), "highest_ops_per_j",
                  any ? Json(c.networks.back()) : Json(), "peak_ops_per_j", number_or_null(c.peak),
                  "against_fabricated", at ? Json(kPositionNames[static_cast<int>(*at)]) : Json());
  };
  return object("bands", list_json(report.bands, band_json), "chip",
                per_set(chip_efficiency(report.single, report.large), chip));
}

Json host_json(const HostSpeed& host) {
  Json out = object("processor", host.processor, "blas", host.blas, "tokens",
                    static_cast<std::uint64_t>(host.tokens), "ops", host.ops, "power_limit_w",
                    number_or_null(host.power_limit_w));
  out.append("gpus", list_json(host.gpus, [](const std::string& gpu) { return Json(gpu); }));
  out.append("runs", list_json(host.runs, [](const HostRun& run) {
               return object("threads", run.threads, "repetitions", run.repetitions, "latency_s",
                             run.latency_s);
             }));
  return out;
}

}  // namespace

Json reproduce_json(const ReproduceReport& report) {
  const Claims& c = report.claims;
  Json out = object("version", report.version, "command_line", report.command_line);
  out.append("complete", report.complete);
  out.append("baselines", static_cast<std::uint64_t>(report.baselines));
  out.append("claims", object("paper", c.paper, "throughput_ratio_at_least", c.throughput_ratio,
                              "energy_ratio_at_least", c.energy_ratio, "throughput",
                              provenance_json(c.throughput_from), "energy", provenance_json(c.energy_from)));
  out.append("networks", rows_json(report.single));
  out.append("networks_large_batch", rows_json(report.large));
  out.append("end_to_end", list_json(report.end_to_end, comparison_json));
  out.append("attention", list_json(report.attention, listing_json));
  out.append("peak", list_json(report.peak, listing_json));
  out.append("device", list_json(report.device, listing_json));
  out.append("ratios_only", list_json(report.ratios_only, ratio_only_json));
  out.append("efficiency", efficiency_json(report));
  out.append("host", host_json(report.host));
  out.append("effects", effects_json(report.effects));
  return out;
}

}  // namespace tron::report
