#include "study/reproduce/baseline_figures.h"

#include <algorithm>
#include <map>

namespace tron::study {
namespace {

Derived published(const Figure& figure) {
  return {figure.value, Bound::exact, "published", {figure.provenance.tag}};
}

std::set<std::string> joined(std::set<std::string> a, const std::set<std::string>& b) {
  a.insert(b.begin(), b.end());
  return a;
}

std::optional<Derived> rate_of(const BaselineResult& r) {
  if (r.rate)
    return Derived{r.rate->value / r.devices,
                   Bound::exact,
                   r.devices > 1 ? "published rate / devices" : "published",
                   {r.rate->provenance.tag}};
  if (r.latency)
    return Derived{
        r.batch / r.latency->value / r.devices, Bound::exact, "batch / latency", {r.latency->provenance.tag}};
  return std::nullopt;
}

std::optional<Derived> throughput_of(const BaselineResult& r, const BaselineFigures& f) {
  if (r.throughput)
    return Derived{
        r.throughput->value / r.devices, Bound::exact, "published", {r.throughput->provenance.tag}};
  if (f.ops && f.rate)
    return Derived{*f.ops * f.rate->value, Bound::exact, "operations x rate", f.rate->tags};
  return std::nullopt;
}

/// J of one inference from what does not need the number of operations.
std::optional<Derived> energy_of(const Baseline& b, const BaselineResult& r, const BaselineFigures& f) {
  if (r.energy) return published(*r.energy);
  if (r.energy_per_token && r.sequence > 0)
    return Derived{r.energy_per_token->value * r.sequence,
                   Bound::exact,
                   "energy of a token x tokens",
                   {r.energy_per_token->provenance.tag}};
  if (r.rate_per_watt)
    return Derived{
        1 / r.rate_per_watt->value, Bound::exact, "1 / rate per watt", {r.rate_per_watt->provenance.tag}};
  if (r.power && f.rate)
    return Derived{r.power->value / r.devices / f.rate->value, Bound::exact, "power / rate",
                   joined(f.rate->tags, {r.power->provenance.tag})};
  if (b.power_limit && f.rate && !r.efficiency)
    return Derived{b.power_limit->value / f.rate->value, Bound::at_most, "power limit / rate",
                   joined(f.rate->tags, {b.power_limit->provenance.tag})};
  return std::nullopt;
}

std::optional<Derived> energy_per_op_of(const Baseline& b, const BaselineResult& r,
                                        const BaselineFigures& f) {
  if (f.energy && f.ops)
    return Derived{f.energy->value / *f.ops, f.energy->bound, f.energy->from + " / operations",
                   f.energy->tags};
  if (r.efficiency)
    return Derived{1 / r.efficiency->value, Bound::exact, "1 / efficiency", {r.efficiency->provenance.tag}};
  if (r.efficiency_at_most)
    return Derived{1 / r.efficiency_at_most->value,
                   Bound::at_least,
                   "1 / highest efficiency",
                   {r.efficiency_at_most->provenance.tag}};
  if (r.power && f.throughput)
    return Derived{r.power->value / r.devices / f.throughput->value, Bound::exact, "power / throughput",
                   joined(f.throughput->tags, {r.power->provenance.tag})};
  if (b.power_limit && f.throughput && r.scope != Scope::attention)
    return Derived{b.power_limit->value / f.throughput->value, Bound::at_most, "power limit / throughput",
                   joined(f.throughput->tags, {b.power_limit->provenance.tag})};
  return std::nullopt;
}

std::optional<Derived> scaled(const std::optional<Derived>& from, double factor, const Figure& ratio,
                              const std::string& how) {
  if (!from) return std::nullopt;
  return Derived{from->value * factor, from->bound, how, joined(from->tags, {ratio.provenance.tag})};
}

}  // namespace

std::optional<EncoderShape> encoder_shape(const std::string& workload) {
  static const std::map<std::string, EncoderShape> kShapes = {
      {"albert-base", {12, 768}}, {"bert-base", {12, 768}},  {"bert-large", {24, 1024}},
      {"deit-base", {12, 768}},   {"deit-small", {12, 384}}, {"deit-tiny", {12, 192}},
      {"gpt2", {12, 768}},        {"opt-350m", {24, 1024}},  {"vit-base", {12, 768}}};
  const auto found = kShapes.find(workload);
  if (found == kShapes.end()) return std::nullopt;
  return found->second;
}

double encoder_ops(EncoderShape shape, double n) {
  const double d = shape.width;
  return shape.layers * (24 * n * d * d + 4 * n * n * d);
}

Bound inverse(Bound bound) {
  if (bound == Bound::at_most) return Bound::at_least;
  return bound == Bound::at_least ? Bound::at_most : bound;
}

double energy_per_bit(double energy_per_op, int bits) {
  return energy_per_op / bits;
}

bool Derived::recalled() const {
  return std::any_of(tags.begin(), tags.end(), [](const std::string& tag) { return tag.starts_with("R"); });
}

BaselineFigures figures_of(const Baseline& baseline, const BaselineResult& result) {
  BaselineFigures f;
  const auto shape = encoder_shape(result.workload);
  if (shape && result.sequence > 0) f.ops = encoder_ops(*shape, result.sequence);
  f.rate = rate_of(result);
  f.throughput = throughput_of(result, f);
  f.energy = energy_of(baseline, result, f);
  f.energy_per_op = energy_per_op_of(baseline, result, f);
  if (!f.energy && f.ops && f.energy_per_op)
    f.energy = Derived{f.energy_per_op->value * *f.ops, f.energy_per_op->bound,
                       "operations x " + f.energy_per_op->from, f.energy_per_op->tags};
  if (f.energy_per_op && result.bits > 0) {
    f.epb = f.energy_per_op;
    f.epb->value = energy_per_bit(f.energy_per_op->value, result.bits);
    f.epb->from += " / bits";
  }
  return f;
}

BaselineFigures figures_of(const BaselineRatio& ratio, const std::vector<Baseline>& all) {
  BaselineFigures out;
  const auto base =
      std::find_if(all.begin(), all.end(), [&](const Baseline& b) { return b.id == ratio.against; });
  if (base == all.end() || base->results.empty()) return out;
  const BaselineFigures f = figures_of(*base, base->results.front());
  const std::string times = " x " + base->name;
  if (ratio.throughput_ratio)
    out.throughput =
        scaled(f.throughput, ratio.throughput_ratio->value, *ratio.throughput_ratio, "ratio" + times);
  if (ratio.energy_ratio)
    out.energy_per_op =
        scaled(f.energy_per_op, 1 / ratio.energy_ratio->value, *ratio.energy_ratio, "1 / ratio" + times);
  return out;
}

}  // namespace tron::study
