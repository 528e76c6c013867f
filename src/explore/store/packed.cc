#include "explore/store/packed.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include <fmt/core.h>

#include "base/error.h"

namespace tron::explore {
namespace {

static_assert(std::endian::native == std::endian::little, "packed results are little-endian");
static_assert(static_cast<int>(Metric::enob) == kPackedMetrics - 1, "the closed form's metrics come first");

constexpr std::size_t kHeader = 17;
constexpr std::size_t kRow = kPackedMetrics * sizeof(double);

bool has_metrics(Status status) {
  return status == Status::design || status == Status::outside;
}

template <class T>
T read(std::string_view bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

bool consecutive(std::span<const EvaluatedDesign> results) {
  for (std::size_t i = 1; i < results.size(); ++i)
    if (results[i].number != results[0].number + i) return false;
  return true;
}

[[noreturn]] void refuse(const std::string& name, const std::string& found) {
  throw InputError(Place{name, 0, 0, "packed results"}, found, "what this program has stored");
}

}  // namespace

std::string pack(std::span<const EvaluatedDesign> results) {
  const bool listed = !consecutive(results);
  const auto rows = static_cast<std::size_t>(
      std::count_if(results.begin(), results.end(),
                    [](const EvaluatedDesign& result) { return has_metrics(result.status); }));
  std::string bytes(kHeader + results.size() * (listed ? 9 : 1) + rows * kRow, '\0');
  char* out = bytes.data();
  const auto put = [&](const auto& value) {
    std::memcpy(out, &value, sizeof value);
    out += sizeof value;
  };
  put(results.empty() ? std::uint64_t{0} : results[0].number);
  put(std::uint64_t{results.size()});
  put(static_cast<std::uint8_t>(listed));
  if (listed)
    for (const EvaluatedDesign& result : results) put(result.number);
  for (const EvaluatedDesign& result : results) put(result.status);
  for (const EvaluatedDesign& result : results) {
    if (!has_metrics(result.status)) continue;
    std::memcpy(out, result.metrics.stored.data(), kRow);
    out += kRow;
  }
  return bytes;
}

PackedRange range_of(std::string_view bytes) {
  return {read<std::uint64_t>(bytes, 0), read<std::uint64_t>(bytes, 8), read<std::uint8_t>(bytes, 16) != 0};
}

/// Sizes are checked before they are believed: a hostile count must not allocate.
void check_packed(std::string_view bytes, const std::string& name) {
  if (bytes.size() < kHeader) refuse(name, fmt::format("{} bytes", bytes.size()));
  if (const auto listed = read<std::uint8_t>(bytes, 16); listed > 1)
    refuse(name, fmt::format("order {}", listed));
  const PackedRange range = range_of(bytes);
  const std::uint64_t least = range.listed ? 9 : 1;
  if (range.count > (bytes.size() - kHeader) / least) {
    refuse(name, fmt::format("{} results in {} bytes", range.count, bytes.size()));
  }
  const std::size_t statuses = kHeader + (range.listed ? range.count * 8 : 0);
  const std::string_view kinds = bytes.substr(statuses, range.count);
  const auto rows = static_cast<std::size_t>(
      std::count_if(kinds.begin(), kinds.end(), [](char kind) { return has_metrics(Status(kind)); }));
  if (std::any_of(kinds.begin(), kinds.end(), [](unsigned char kind) { return kind > 3; })) {
    refuse(name, "an unknown status");
  }
  if (statuses + range.count + rows * kRow != bytes.size()) {
    refuse(name, fmt::format("{} bytes for {} results with {} rows", bytes.size(), range.count, rows));
  }
}

std::vector<EvaluatedDesign> unpack(std::string_view bytes, const std::string& name) {
  check_packed(bytes, name);
  const PackedRange range = range_of(bytes);
  std::vector<EvaluatedDesign> results(range.count);
  const std::size_t statuses = kHeader + (range.listed ? range.count * 8 : 0);
  std::size_t row = statuses + range.count;
  for (std::size_t i = 0; i < results.size(); ++i) {
    results[i].number = range.listed ? read<std::uint64_t>(bytes, kHeader + 8 * i) : range.first + i;
    results[i].status = read<Status>(bytes, statuses + i);
    if (!has_metrics(results[i].status)) continue;
    std::memcpy(results[i].metrics.stored.data(), bytes.data() + row, kRow);
    row += kRow;
  }
  return results;
}

}  // namespace tron::explore
