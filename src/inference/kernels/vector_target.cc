#include "inference/kernels/vector_target.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hwy/highway.h>

#include "base/error.h"

namespace tron::inference {
namespace {

constexpr const char* kVariable = "TRON_TARGETS";
const std::string kVnni = "+VNNI";

std::atomic<bool> vnni_allowed{true};

std::string value_of_variable() {
  const char* value = std::getenv(kVariable);
  return value != nullptr ? value : "";
}

/// Kernels may run before anything else has: tests and benchmarks are programs as well.
[[maybe_unused]] const bool limited_at_start = limit_vector_target(value_of_variable());

}  // namespace

bool vnni_in_use() {
#if HWY_ARCH_X86
  static const bool present = __builtin_cpu_supports("avx512vnni") != 0;
  return present && vnni_allowed;
#else
  return false;
#endif
}

void allow_vnni(bool allowed) {
  vnni_allowed = allowed;
}

std::string vector_target() {
  const auto compiled = static_cast<std::int64_t>(hwy::SupportedTargets() & HWY_TARGETS);
  const std::int64_t best = compiled & -compiled;
  const std::string name = hwy::TargetName(best);
  return best == HWY_AVX3 && vnni_in_use() ? name + kVnni : name;
}

std::vector<std::string> vector_targets() {
  std::vector<std::string> names;
  for (std::int64_t left = HWY_TARGETS; left != 0; left &= left - 1) {
    const std::int64_t target = left & -left;
    if (target == HWY_AVX3) names.push_back(hwy::TargetName(target) + kVnni);
    names.emplace_back(hwy::TargetName(target));
  }
  return names;
}

bool limit_vector_target(const std::string& name) {
  const std::vector<std::string> all = vector_targets();
  if (!name.empty() && std::find(all.begin(), all.end(), name) == all.end()) return false;
  // Not by hwy::DisableTargets(): in Highway 1.0.3 every call of SupportedTargets() makes its dispatch forget
  // what that forbade.
  hwy::SetSupportedTargetsForTest(0);
  allow_vnni(name.empty() || name.ends_with(kVnni));
  if (name.empty()) return true;
  std::int64_t allowed = 0, machine = hwy::SupportedTargets();
  for (std::int64_t left = HWY_TARGETS; left != 0; left &= left - 1) {
    // Of two targets the better one is the lower bit: from the limit's on, all are allowed.
    const std::int64_t target = left & -left;
    if (name == hwy::TargetName(target) || name == hwy::TargetName(target) + kVnni) allowed = left;
  }
  hwy::SetSupportedTargetsForTest((allowed & machine) != 0 ? allowed & machine : HWY_STATIC_TARGET);
  return true;
}

void check_target_variable() {
  const std::string value = value_of_variable();
  const std::vector<std::string> all = vector_targets();
  if (value.empty() || std::find(all.begin(), all.end(), value) != all.end()) return;
  throw InputError(Place{"environment", 0, 0, kVariable}, "'" + value + "'",
                   fmt::format("one of {}", fmt::join(all, ", ")));
}

}  // namespace tron::inference
