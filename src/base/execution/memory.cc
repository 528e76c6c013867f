#include "base/execution/memory.h"

#include <algorithm>
#include <fstream>
#include <limits>

#include <fmt/format.h>

namespace tron::base {
namespace {

constexpr std::uint64_t kUnknown = std::numeric_limits<std::uint64_t>::max();

std::uint64_t system_memory() {
  std::ifstream stream("/proc/meminfo");
  std::string name, unit;
  std::uint64_t kib = 0;
  while (stream >> name >> kib) {
    if (name == "MemAvailable:") return kib * 1024;
    std::getline(stream, unit);
  }
  return kUnknown;
}

/// A file of one number; "max" and a missing file say nothing.
std::uint64_t number_in(const char* path) {
  std::ifstream stream(path);
  std::uint64_t value = 0;
  return stream >> value ? value : kUnknown;
}

/// Control groups of version 2, then of version 1.
std::uint64_t group_memory() {
  constexpr const char* kFiles[][2] = {
      {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"},
      {"/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"}};
  for (const auto& [limit_file, used_file] : kFiles) {
    const std::uint64_t limit = number_in(limit_file), used = number_in(used_file);
    if (limit != kUnknown && used != kUnknown) return limit > used ? limit - used : 0;
  }
  return kUnknown;
}

}  // namespace

std::uint64_t available_memory() {
  return std::min(system_memory(), group_memory());
}

std::string memory_text(double bytes) {
  return bytes < 1e9 ? fmt::format("{:.0f} MB", bytes / 1e6) : fmt::format("{:.1f} GB", bytes / 1e9);
}

}  // namespace tron::base
