#include <atomic>

#include <hwy/highway.h>

#include "inference/photonic_kernel.h"

namespace tron::inference {
namespace {
std::atomic<bool> vnni_allowed{true};
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
  return best == HWY_AVX3 && vnni_in_use() ? name + "+VNNI" : name;
}

}  // namespace tron::inference
