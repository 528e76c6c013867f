#include "study/reproduce/reproduce_compare.h"

#include <algorithm>
#include <limits>

#include "network/find_network.h"

namespace tron::study {
namespace {

using Value = std::optional<Derived>;

Value known(const Value& value) {
  return value && !value->recalled() ? value : std::nullopt;
}

/// Better-than ratio of throughput: ours / theirs.
Ratio faster(double ours, const Value& theirs, double line) {
  if (!theirs || !(ours > 0)) return {};
  const double value = ours / theirs->value;
  return {value, Bound::exact, decide(value, Bound::exact, line)};
}

/// Better-than ratio of energy: theirs / ours. A ceiling on their energy is a ceiling on the ratio.
Ratio leaner(double ours, const Value& theirs, double line) {
  if (!theirs || !(ours > 0)) return {};
  const double value = theirs->value / ours;
  return {value, theirs->bound, decide(value, theirs->bound, line)};
}

Ratio lower(const Ratio& a, const Ratio& b) {
  return a.value == 0 || (b.value > 0 && b.value < a.value) ? b : a;
}

/// The chip worked for longer samples than the baseline did: the ratio is at least this.
void loosen(Ratio& ratio, double line) {
  if (ratio.value == 0) return;
  ratio.bound = ratio.bound == Bound::at_most ? Bound::loose : Bound::at_least;
  ratio.verdict = decide(ratio.value, ratio.bound, line);
}

const ModelPoint* point_of(const ModelAnswer& answer) {
  return answer.point ? &*answer.point : nullptr;
}

void against_same_network(Comparison& c, const Claims& claims) {
  const Value rate = known(c.figures.rate), throughput = known(c.figures.throughput);
  const Value energy = known(c.figures.energy), per_op = known(c.figures.energy_per_op);
  for (std::size_t set = 0; set < kSets; ++set) {
    const ModelPoint* p = point_of(c.answer[set]);
    if (p == nullptr) continue;
    c.throughput[set] = rate ? faster(p->inferences_per_s, rate, claims.throughput_ratio)
                             : faster(p->throughput_ops_per_s, throughput, claims.throughput_ratio);
    c.energy[set] = energy ? leaner(p->energy_per_inference_j, energy, claims.energy_ratio)
                           : leaner(p->energy_per_op_j, per_op, claims.energy_ratio);
    if (c.longest)
      loosen(c.throughput[set], claims.throughput_ratio), loosen(c.energy[set], claims.energy_ratio);
  }
}

void against_any_network(Comparison& c, const Claims& claims, const std::vector<ChipRow>& rows) {
  for (const ChipRow& row : rows) {
    for (std::size_t set = 0; set < kSets; ++set) {
      const ModelPoint* p = point_of(row.answer[set]);
      if (p == nullptr) continue;
      c.throughput[set] =
          lower(c.throughput[set],
                faster(p->throughput_ops_per_s, known(c.figures.throughput), claims.throughput_ratio));
      c.energy[set] = lower(c.energy[set],
                            leaner(p->energy_per_op_j, known(c.figures.energy_per_op), claims.energy_ratio));
    }
  }
}

void ask(Comparison& c, const ChipModel& model) {
  for (std::size_t set = 0; set < kSets; ++set)
    c.answer[set] = model.simulate({kSetNames[set],
                                    c.workload,
                                    static_cast<std::uint64_t>(c.sequence),
                                    static_cast<std::uint64_t>(std::max(1, c.batch)),
                                    {}});
}

bool comparable(const BaselineFigures& f) {
  return known(f.rate) || known(f.throughput) || known(f.energy_per_op) || known(f.energy);
}

bool is_network(const std::string& name) {
  if (name.empty() || name.find_first_of(" ,/") != std::string::npos) return false;
  try {
    find_network(name, NetworkNeed::shapes);
    return true;
  } catch (const InputError&) {
    return false;
  }
}

Comparison start(const Baseline& b) {
  Comparison c;
  c.baseline = b.name;
  c.id = b.id;
  c.kind = b.kind;
  c.evidence = b.evidence;
  c.year = b.year;
  return c;
}

/// "NVIDIA H100 SXM, MLPerf, 1 of 8, at the wall".
std::string full_name(const Baseline& b, const BaselineResult& r) {
  std::string name = b.name;
  if (!r.software.empty()) name += ", " + r.software;
  if (r.devices > 1) name += ", 1 of " + std::to_string(r.devices);
  if (r.power && r.power_of == PowerOf::system) name += ", at the wall";
  return name;
}

/// A rate is of a whole network of a known length, or it says nothing of ours.
bool same_work(const BaselineResult& r, const BaselineFigures& f) {
  if (!is_network(r.workload)) return false;
  return r.sequence > 0 || r.sequence_at_most > 0 ||
         (!f.rate && !f.energy && (f.throughput || f.energy_per_op));
}

}  // namespace

Verdict decide(double ratio, Bound bound, double line) {
  if (bound == Bound::at_most) return ratio < line ? Verdict::fails : Verdict::open;
  if (bound == Bound::loose) return Verdict::open;
  if (bound == Bound::at_least) return ratio >= line ? Verdict::holds : Verdict::open;
  return ratio >= line ? Verdict::holds : Verdict::fails;
}

std::vector<ChipRow> chip_rows(const Claims& claims, const ChipModel& model, std::uint64_t batch) {
  std::vector<ChipRow> out;
  for (const ClaimedNetwork& network : claims.networks) {
    ChipRow row{network, batch, {}};
    for (std::size_t set = 0; set < kSets; ++set)
      row.answer[set] = model.simulate({kSetNames[set], network.name, network.sequence, batch, {}});
    out.push_back(std::move(row));
  }
  return out;
}

std::vector<Comparison> compare(const std::vector<Baseline>& baselines, const Claims& claims,
                                const std::vector<ChipRow>& rows, const ChipModel& model) {
  std::vector<Comparison> out;
  const auto finish = [&](Comparison c) {
    if (!c.same_network && !known(c.figures.throughput) && !known(c.figures.energy_per_op)) return;
    if (c.same_network) {
      ask(c, model);
      against_same_network(c, claims);
    } else {
      against_any_network(c, claims, rows);
    }
    out.push_back(std::move(c));
  };
  for (const Baseline& b : baselines) {
    for (const BaselineResult& r : b.results) {
      Comparison c = start(b);
      c.figures = figures_of(b, r);
      if (r.scope != Scope::end_to_end || !comparable(c.figures)) continue;
      c.baseline = full_name(b, r), c.evidence = r.evidence;
      c.result = r.name, c.workload = r.workload, c.precision = r.precision, c.note = r.note;
      c.longest = r.sequence_at_most > 0;
      c.sequence = std::max(r.sequence, r.sequence_at_most), c.batch = r.batch;
      c.same_network = same_work(r, c.figures);
      finish(std::move(c));
    }
    for (const BaselineRatio& r : b.ratios) {
      Comparison c = start(b);
      c.figures = figures_of(r, baselines);
      if (r.scope != Scope::end_to_end || !comparable(c.figures)) continue;
      c.result = r.name, c.workload = "as " + r.against, c.note = r.note;
      finish(std::move(c));
    }
  }
  return out;
}

std::vector<Comparison> compare_host(const HostSpeed& host, const Claims& claims, const ChipModel& model) {
  std::vector<Comparison> out;
  for (const HostRun& run : host.runs) {
    Comparison c;
    c.baseline =
        host.processor + ", " + (run.threads == 1 ? "1 thread" : std::to_string(run.threads) + " threads");
    c.id = "this-machine";
    c.workload = "bert-base";
    c.precision = "FP32";
    c.sequence = static_cast<int>(host.tokens), c.batch = 1;
    c.same_network = true;
    c.figures.ops = host.ops;
    c.figures.rate = Derived{1 / run.latency_s, Bound::exact, "measured now", {"measured"}};
    c.figures.throughput = Derived{host.ops / run.latency_s, Bound::exact, "operations x rate", {"measured"}};
    if (host.power_limit_w) {
      const double energy = *host.power_limit_w * run.latency_s;
      c.figures.energy = Derived{energy, Bound::at_most, "power limit / rate", {"measured"}};
      c.figures.energy_per_op =
          Derived{energy / host.ops, Bound::at_most, "power limit / rate", {"measured"}};
      c.figures.epb =
          Derived{energy_per_bit(energy / host.ops, 32), Bound::at_most, "power limit / rate", {"measured"}};
    }
    ask(c, model);
    against_same_network(c, claims);
    out.push_back(std::move(c));
  }
  return out;
}

std::vector<Listing> listings(const std::vector<Baseline>& baselines, Scope scope) {
  std::vector<Listing> out;
  for (const Baseline& b : baselines) {
    for (const BaselineResult& r : b.results) {
      if (r.scope == scope)
        out.push_back({b.name, b.id, r.workload, r.precision, r.note, b.kind, r.evidence, r.counted,
                       figures_of(b, r), b.area});
    }
  }
  return out;
}

}  // namespace tron::study
