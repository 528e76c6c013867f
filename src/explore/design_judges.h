#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "explore/judged.h"
#include "explore/result.h"
#include "explore/workforce/workforce.h"
#include "rooms.h"

namespace tron::explore {

/// What photonic inference says of one design.
struct Measurement {
  bool complete = false;  ///< false where it was interrupted: nothing of it counts
  std::vector<MeasuredAccuracy> accuracies;
  double yield = std::numeric_limits<double>::quiet_NaN();  ///< where it was asked for
};

/// The models that judge a combination, a stage each. Pure functions, safe from several threads: whoever
/// calls them, the answer is the same to the bit. The numeric reading is another room's: it comes as a
/// function.
struct DesignJudges {
  std::function<Judged(std::uint64_t number)> closed_form;
  std::function<Judged(std::uint64_t number, std::string* why)> event;
  std::function<Measurement(std::uint64_t number)> measure;  ///< may be empty: no network has data
};

// The judges as work of a workforce: tasks name combinations, results are what became of them.

enum DesignTask { kRangeTask, kClosedFormTask, kEventTask, kMeasureTask };

/// `objectives`: of the fronts that range tasks bring.
void teach(Workforce& workforce, const DesignJudges& judges, const std::vector<Objective>& objectives);

/// `count` combinations from `first` on.
std::string range_task(std::uint64_t first, std::uint64_t count);
std::string list_task(const std::vector<std::uint64_t>& numbers);

/// A result of kRangeTask: everything, packed, and the front of it, so that who gathers results need not look
/// at every point.
struct RangeResult {
  std::string packed;
  std::vector<Judged> front;
};
RangeResult range_result(std::string_view result);

/// A result of kEventTask.
struct EventVerdict {
  Judged judged;
  std::string why;  ///< it is no design
};
EventVerdict event_verdict(std::string_view result);

std::string encode(const Measurement& measurement);
/// InputError, with `name` as the file, if the bytes are not what encode() makes.
Measurement decode_measurement(std::string_view bytes, const std::string& name);

}  // namespace tron::explore
