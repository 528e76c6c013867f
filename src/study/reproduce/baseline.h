#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/config/config.h"
#include "rooms.h"

namespace tron::study {

/// A published figure in SI units (ops/s, ops/J and 1/s are plain numbers), with where it was read.
struct Figure {
  double value = 0;
  Provenance provenance;  ///< tags V1, V2, D, A, R(x): data/README.md
};

enum class BaselineKind { cpu, gpu, tpu, fpga, pim, asic, photonic };
/// projected: computed from parts that were measured; limit: the most that an analysis allows.
enum class Evidence { measured, projected, simulated, limit };
/// What a figure covers. Figures of different scopes are never compared. device: a matrix unit on work of its
/// own, often without what feeds it.
enum class Scope { end_to_end, attention, peak, device };
/// What the power behind an efficiency covers.
enum class Counted { not_stated, everything, no_lasers, no_electronics };
enum class PowerOf { core, chip, board, system };
inline constexpr const char* kBaselineKindNames[] = {"cpu", "gpu", "tpu", "fpga", "pim", "asic", "photonic"};
inline constexpr const char* kEvidenceNames[] = {"measured", "projected", "simulated", "limit"};
inline constexpr const char* kScopeNames[] = {"end_to_end", "attention", "peak", "device"};
inline constexpr const char* kCountedNames[] = {"not_stated", "everything", "no_lasers", "no_electronics"};
inline constexpr const char* kPowerOfNames[] = {"core", "chip", "board", "system"};

/// One workload on one device, or on `devices` of them. What is unknown is absent.
struct BaselineResult {
  std::string name, workload;  ///< workload: a name of data/network where it is the same network
  Scope scope = Scope::end_to_end;
  Evidence evidence = Evidence::measured;  ///< the baseline's, where the result has none of its own
  Counted counted = Counted::not_stated;
  int sequence = 0, batch = 0;  ///< 0: not stated
  int sequence_at_most = 0;     ///< samples of many lengths, none longer; 0: not stated
  std::string precision, note;
  std::string software;  ///< "TensorRT": of processors and GPUs
  int bits = 0;          ///< of an operand, 0: not stated
  int devices = 1;
  PowerOf power_of = PowerOf::chip;
  std::optional<Figure> latency;             ///< s, of one batch
  std::optional<Figure> rate;                ///< inferences/s of all devices
  std::optional<Figure> throughput;          ///< operations/s of all devices
  std::optional<Figure> power;               ///< W while it ran, of all devices
  std::optional<Figure> io_power;            ///< W of interface and memory besides
  std::optional<Figure> energy;              ///< J of one inference
  std::optional<Figure> energy_per_token;    ///< J
  std::optional<Figure> efficiency;          ///< operations/J
  std::optional<Figure> efficiency_at_most;  ///< operations/J, when only a ceiling is published
  std::optional<Figure> rate_per_watt;       ///< inferences/J
};

/// A work that publishes only how much better it is than something else.
struct BaselineRatio {
  std::string name;
  std::string against;  ///< id of another baseline, or free text
  Scope scope = Scope::end_to_end;
  std::string note;
  std::optional<Figure> throughput_ratio, energy_ratio, power_ratio, area_ratio;  ///< above 1: this is better
};

/// A device or accelerator of the literature: one file of data/baseline.
struct Baseline {
  std::string id;  ///< file name without .toml
  std::string name, venue;
  BaselineKind kind = BaselineKind::cpu;
  Evidence evidence = Evidence::measured;
  int year = 0;
  std::optional<Figure> process, area, power_limit;  ///< m, m^2, W (thermal design power of one device)
  std::vector<BaselineResult> results;
  std::vector<BaselineRatio> ratios;
};

/// Whether data/README.md has this tag for figures of the literature.
bool legal_tag(const std::string& tag);

/// Reads one description. InputError, with its place, for an unknown key, a wrong unit, a value out of range,
/// a figure without source or with a tag that is none, a result without a figure, a latency without a batch,
/// a power that does not say of what, and a latency and a rate that disagree by more than 2 %.
Baseline read_baseline(const Config& file, const std::string& id);

/// Every *.toml of the folder, by file name. InputError also for two baselines of one name and for a folder
/// without any.
std::vector<Baseline> load_baselines(const std::string& folder);

/// "734 GOPS" is 7.34e11 of "OPS"; prefixes k, M, G, T, P. nullopt for other text.
std::optional<double> parse_rate(const std::string& text, const std::string& unit);

}  // namespace tron::study
