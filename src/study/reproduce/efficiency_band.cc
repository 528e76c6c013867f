#include "study/reproduce/efficiency_band.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

namespace tron::study {
namespace {

/// What is counted comes first, what is not stated last.
using Key = std::pair<BandGroup, int>;

constexpr int kLast = static_cast<int>(std::size(kCountedNames));

int rank_of(Counted counted) {
  return counted == Counted::not_stated ? kLast : static_cast<int>(counted);
}

std::optional<BandGroup> group_of(const Baseline& b, const BaselineResult& r) {
  if (r.scope == Scope::attention) return std::nullopt;
  if (b.kind == BaselineKind::gpu || b.kind == BaselineKind::tpu)
    return r.scope == Scope::peak ? std::optional(BandGroup::processor) : std::nullopt;
  if (b.kind != BaselineKind::photonic) return std::nullopt;
  switch (r.evidence) {
    case Evidence::measured:
      return BandGroup::fabricated;
    case Evidence::projected:
      return BandGroup::projected;
    case Evidence::simulated:
      return BandGroup::simulated;
    case Evidence::limit:
      return BandGroup::limit;
  }
  return std::nullopt;
}

/// Operations per joule, where the group admits the figure.
std::optional<Derived> efficiency_of(const Baseline& b, const BaselineResult& r, BandGroup group) {
  const std::optional<Derived> energy = figures_of(b, r).energy_per_op;
  if (!energy || energy->recalled()) return std::nullopt;
  const Bound wanted = group == BandGroup::limit       ? Bound::at_least
                       : group == BandGroup::processor ? Bound::at_most
                                                       : Bound::exact;
  if (energy->bound != Bound::exact && energy->bound != wanted) return std::nullopt;
  return Derived{1 / energy->value, inverse(energy->bound), "1 / (" + energy->from + ")", energy->tags};
}

void add(EfficiencyBand& band, BandSystem system) {
  const auto same = std::find_if(band.systems.begin(), band.systems.end(),
                                 [&](const BandSystem& s) { return s.name == system.name; });
  if (same == band.systems.end())
    band.systems.push_back(std::move(system));
  else if (system.ops_per_j.value > same->ops_per_j.value)
    *same = std::move(system);
}

void add_networks(const std::vector<ChipRow>& rows, std::size_t set, ChipEfficiency& out) {
  for (const ChipRow& row : rows) {
    const auto& point = row.answer[set].point;
    if (!point) continue;
    if (point->energy_per_op_j > 0) out.networks.push_back(1 / point->energy_per_op_j);
    if (!out.peak && point->peak_power_w > 0) out.peak = point->peak_ops_per_s / point->peak_power_w;
  }
}

}  // namespace

double median_of(const std::vector<double>& ascending) {
  const std::size_t half = ascending.size() / 2;
  return ascending.size() % 2 == 1 ? ascending[half] : (ascending[half - 1] + ascending[half]) / 2;
}

double EfficiencyBand::lowest() const {
  return systems.front().ops_per_j.value;
}

double EfficiencyBand::highest() const {
  return systems.back().ops_per_j.value;
}

double EfficiencyBand::median() const {
  std::vector<double> values;
  for (const BandSystem& s : systems) values.push_back(s.ops_per_j.value);
  return median_of(values);
}

std::vector<EfficiencyBand> efficiency_bands(const std::vector<Baseline>& baselines) {
  std::map<Key, EfficiencyBand> bands;
  for (const Baseline& b : baselines) {
    for (const BaselineResult& r : b.results) {
      const std::optional<BandGroup> group = group_of(b, r);
      if (!group) continue;
      const auto efficiency = efficiency_of(b, r, *group);
      if (!efficiency) continue;
      const bool split = *group == BandGroup::fabricated || *group == BandGroup::projected;
      const Counted counted = split ? r.counted : Counted::not_stated;
      EfficiencyBand& band = bands[{*group, rank_of(counted)}];
      band.group = *group, band.counted = counted;
      const std::string name = *group == BandGroup::limit ? r.workload : b.name;
      add(band, {name, b.id, r.name, r.scope, *efficiency});
    }
  }
  std::vector<EfficiencyBand> out;
  for (auto& [key, band] : bands) {
    std::sort(band.systems.begin(), band.systems.end(), [](const BandSystem& x, const BandSystem& y) {
      return std::tie(x.ops_per_j.value, x.name) < std::tie(y.ops_per_j.value, y.name);
    });
    out.push_back(std::move(band));
  }
  return out;
}

PerSet<ChipEfficiency> chip_efficiency(const std::vector<ChipRow>& single,
                                       const std::vector<ChipRow>& large) {
  PerSet<ChipEfficiency> out;
  for (std::size_t set = 0; set < kSets; ++set) {
    add_networks(single, set, out[set]);
    add_networks(large, set, out[set]);
    std::sort(out[set].networks.begin(), out[set].networks.end());
  }
  return out;
}

std::optional<Position> position(const ChipEfficiency& chip, const EfficiencyBand& band) {
  if (chip.networks.empty()) return std::nullopt;
  if (chip.networks.back() < band.lowest()) return Position::below;
  return chip.networks.front() > band.highest() ? Position::above : Position::overlaps;
}

const EfficiencyBand* fabricated_band(const std::vector<EfficiencyBand>& bands) {
  const auto found = std::find_if(bands.begin(), bands.end(), [](const EfficiencyBand& b) {
    return b.group == BandGroup::fabricated && b.counted == Counted::everything;
  });
  return found == bands.end() ? nullptr : &*found;
}

}  // namespace tron::study
