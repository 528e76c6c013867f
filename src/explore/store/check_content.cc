#include "explore/store/check_content.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "explore/evaluators.h"
#include "explore/store/store_schema.h"

namespace tron::explore {
namespace {

/// Products and ratios of two metrics are metrics as well, and finite.
constexpr double kMostMetric = 1e100;

bool within(double value, double least, double most) {
  return value >= least && value <= most;  // NaN is not
}

bool is_share_or_open(double value) {
  return std::isnan(value) || within(value, 0, 1);
}

bool can_be(Metric metric, double value) {
  const MetricRecord& record = record_of(metric);
  if (record.stage == EvaluationStage::inference) return is_share_or_open(value);
  return within(value, metric == Metric::enob ? -kMostMetric : 0, kMostMetric);
}

class Checker {
 public:
  Checker(const StoreContent& content, const Space& space, const std::string& path)
      : content_(content), space_(space), path_(path), size_(space.size()) {}

  void check() {
    check_identity_fields();
    check_chunks();
    check_findings();
    check_parameters();
    check_front();
    check_pieces();
  }

 private:
  [[noreturn]] void refuse(StoreTable table, std::size_t row, const std::string& found,
                           const std::string& allowed) const {
    throw damaged_store(path_, fmt::format("table {}, row {}", record_of(table).name, row + 1), found,
                        allowed);
  }

  void check_number(StoreTable table, std::size_t row, std::uint64_t number) const {
    if (number < size_) return;
    refuse(table, row, fmt::format("combination {}", number), fmt::format("numbers below {}", size_));
  }

  /// What works has all metrics of the closed form; what does not has none.
  void check_metrics(StoreTable table, std::size_t row, const EvaluatedDesign& one) const {
    const bool works = one.status == Status::design || one.status == Status::outside;
    for (int i = 0; i < kStoredMetrics; ++i) {
      const auto metric = static_cast<Metric>(i);
      const double value = one.metrics[metric];
      if (works ? can_be(metric, value) : std::isnan(value)) continue;
      refuse(table, row,
             fmt::format("{} = {} of combination {}, {}", record_of(metric).name, value, one.number,
                         kStatusNames[static_cast<int>(one.status)]),
             works ? fmt::format("a finite number of {}, at most {}", record_of(metric).unit, kMostMetric)
                   : "no metrics of what does not work");
    }
  }

  void check_identity_fields() const {
    const auto& fields = content_.identity.space;
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    const bool holds = fields.size() == 1 && fields[0].first == "fingerprint" &&
                       fields[0].second.size() == 32 &&
                       std::all_of(fields[0].second.begin(), fields[0].second.end(), is_digit);
    if (!holds)
      throw damaged_store(path_, "table space", "other fields", "a fingerprint of 32 hexadecimal digits");
  }

  void check_chunks() {
    const bool exhaustive = space_.search.method == Method::exhaustive;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> runs;  ///< first number and count
    for (std::size_t row = 0; row < content_.chunks.size(); ++row) {
      const std::string& packed = content_.chunks[row];
      const PackedRange range = range_of(packed);
      if (exhaustive && range.listed) refuse(StoreTable::chunk, row, "a list of numbers", "ranges of them");
      for (const EvaluatedDesign& one : unpack(packed, path_)) {
        check_number(StoreTable::chunk, row, one.number);
        check_metrics(StoreTable::chunk, row, one);
        if (range.listed) runs.emplace_back(one.number, 1);
      }
      if (!range.listed) runs.emplace_back(range.first, range.count);
    }
    check_once(std::move(runs));
  }

  void check_once(std::vector<std::pair<std::uint64_t, std::uint64_t>> runs) const {
    std::sort(runs.begin(), runs.end());
    std::uint64_t next = 0, without_gap = 0;
    for (const auto& [first, count] : runs) {
      if (first < next) {
        throw damaged_store(path_, "table chunk", fmt::format("combination {} twice", first), "each once");
      }
      if (first == without_gap) without_gap = first + count;
      next = first + count;
    }
    const std::uint64_t budget =
        content_.identity.budget == 0 ? size_ : std::min(size_, content_.identity.budget);
    const bool whole = space_.search.method != Method::exhaustive || without_gap >= budget;
    if (content_.done[0] && !whole) {
      throw damaged_store(path_, "table chunk", fmt::format("nothing of combination {}", without_gap),
                          fmt::format("all {} of a stage that is done", budget));
    }
  }

  void check_findings() {
    for (std::size_t row = 0; row < content_.findings.size(); ++row) {
      const EvaluatedDesign& one = content_.findings[row].evaluated;
      check_number(StoreTable::design, row, one.number);
      check_metrics(StoreTable::design, row, one);
      designs_.emplace(one.number, content_.findings[row].stage);
    }
  }

  void check_parameters() const {
    for (std::size_t row = 0; row < content_.parameters.size(); ++row) {
      const ParameterValue& found = content_.parameters[row];
      check_number(StoreTable::parameter, row, found.number);
      const auto& known = space_.parameters;
      const auto at = std::find_if(known.begin(), known.end(),
                                   [&](const SpaceParameter& one) { return one.name == found.name; });
      const auto index = static_cast<std::size_t>(at - known.begin());
      if (at != known.end() && space_.choices(found.number)[index] == found.value) continue;
      refuse(StoreTable::parameter, row,
             fmt::format("{:.40} = {:.40} of combination {}", found.name, found.value, found.number),
             at == known.end() ? "the space's parameters" : "= " + space_.choices(found.number)[index]);
    }
  }

  void check_front() const {
    for (std::size_t row = 0; row < content_.front.size(); ++row) {
      const FrontPlace& place = content_.front[row];
      if (designs_.contains({place.number, place.stage})) continue;
      refuse(StoreTable::front, row, fmt::format("combination {}", place.number), "rows of table design");
    }
  }

  void check_pieces() const {
    for (std::size_t row = 0; row < content_.pieces.size(); ++row) {
      const Piece& piece = content_.pieces[row];
      check_number(StoreTable::piece, row, piece.number);
      if (piece.kind != "measurement" || piece.item != 0) {
        refuse(StoreTable::piece, row, fmt::format("item {} of '{:.40}'", piece.item, piece.kind),
               "measurement");
      }
      const Measurement measurement = decode_measurement(piece.bytes, path_);
      const bool holds = measurement.complete && is_share_or_open(measurement.yield) &&
                         std::all_of(measurement.accuracies.begin(), measurement.accuracies.end(),
                                     [&](const MeasuredAccuracy& one) { return can_be_of(piece, one); });
      if (!holds) {
        refuse(StoreTable::piece, row, fmt::format("no possible measurement of combination {}", piece.number),
               "shares from 0 to 1, of the space's networks");
      }
    }
  }

  bool can_be_of(const Piece& piece, const MeasuredAccuracy& one) const {
    const bool known = std::any_of(space_.networks.begin(), space_.networks.end(),
                                   [&](const SpaceNetwork& network) { return network.name == one.network; });
    return known && one.number == piece.number && within(one.value, 0, 1) && within(one.low, 0, 1) &&
           within(one.high, 0, 1) && is_share_or_open(one.digital);
  }

  const StoreContent& content_;
  const Space& space_;
  const std::string& path_;
  std::uint64_t size_;
  std::set<std::pair<std::uint64_t, EvaluationStage>> designs_;
};

}  // namespace

void check_content(const StoreContent& content, const Space& space, const std::string& path) {
  Checker(content, space, path).check();
}

}  // namespace tron::explore
