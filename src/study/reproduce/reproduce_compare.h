#pragma once

#include <array>
#include <string>
#include <vector>

#include "rooms.h"
#include "study/host_speed/host_speed.h"
#include "study/reproduce/baseline_figures.h"
#include "study/reproduce/reproduce_claims.h"
#include "study/reproduce/reproduce_model.h"

namespace tron::study {

inline constexpr std::size_t kSets = 2;
inline constexpr std::array<const char*, kSets> kSetNames = {"paper", "audited"};
template <class T>
using PerSet = std::array<T, kSets>;

/// The chip on a claimed network.
struct ChipRow {
  ClaimedNetwork network;
  std::uint64_t batch = 1;
  PerSet<ModelAnswer> answer;
};

/// open: a published bound leaves it undecided.
enum class Verdict { unknown, holds, fails, open };

/// How many times better the chip is: its figure over the baseline's, or the other way for energy.
struct Ratio {
  double value = 0;  ///< 0: nothing to compare
  Bound bound = Bound::exact;
  Verdict verdict = Verdict::unknown;
};

/// One published end-to-end figure beside the chip.
struct Comparison {
  std::string baseline, id, result;  ///< name, with software and share of devices; file; table in it
  BaselineKind kind = BaselineKind::cpu;
  Evidence evidence = Evidence::measured;
  int year = 0;  ///< 0: measured now
  std::string workload, precision, note;
  int sequence = 0, batch = 0;
  bool longest = false;  ///< `sequence` is the longest of many, and what the chip ran for each
  BaselineFigures figures;
  /// The chip ran the same network at this sequence and batch; otherwise it is the lowest ratio over the
  /// claimed networks at batch 1.
  bool same_network = false;
  PerSet<ModelAnswer> answer;  ///< of the same network only
  PerSet<Ratio> throughput, energy;
};

/// A published figure that is listed beside the others of its scope but set against nothing.
struct Listing {
  std::string baseline, id, workload, precision, note;
  BaselineKind kind = BaselineKind::cpu;
  Evidence evidence = Evidence::measured;
  Counted counted = Counted::not_stated;
  BaselineFigures figures;
  std::optional<Figure> area;
};

/// The claimed networks on the chip at this batch.
std::vector<ChipRow> chip_rows(const Claims& claims, const ChipModel& model, std::uint64_t batch);

/// Every end-to-end result that has a rate, throughput or energy that was not only remembered. Same network:
/// inferences/s and energy of an inference are compared (operations/s where no rate is published), otherwise
/// operations/s and energy of an operation.
std::vector<Comparison> compare(const std::vector<Baseline>& baselines, const Claims& claims,
                                const std::vector<ChipRow>& rows, const ChipModel& model);

/// The host's runs as further comparisons: BERT-base at batch 1 in fp32.
std::vector<Comparison> compare_host(const HostSpeed& host, const Claims& claims, const ChipModel& model);

std::vector<Listing> listings(const std::vector<Baseline>& baselines, Scope scope);

/// Verdict of "at least `line`" on a ratio: a bound decides only on its own side.
Verdict decide(double ratio, Bound bound, double line);

}  // namespace tron::study
