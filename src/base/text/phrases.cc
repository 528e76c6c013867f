#include "base/text/phrases.h"

#include <cmath>

#include <fmt/format.h>

namespace tron::base {

std::string grouped(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3;) out.insert(at -= 3, 1, ' ');
  return out;
}

std::string duration(double seconds) {
  if (seconds < 9.995) return fmt::format("{:.2f} s", seconds);
  const auto whole = std::llround(seconds);
  if (whole < 60) return fmt::format("{:.1f} s", seconds);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string counted(std::uint64_t count, const std::string& singular, const std::string& plural) {
  return grouped(count) + " " + (count == 1 ? singular : plural);
}

}  // namespace tron::base
