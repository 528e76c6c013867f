#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "explore/evaluated.h"
#include "explore/result.h"
#include "explore/task_farm/task_farm.h"
#include "rooms.h"

namespace tron::explore {

/// The result of photonic inference for one design.
struct Measurement {
  bool complete = false;  ///< false where it was interrupted: nothing of it counts
  std::vector<MeasuredAccuracy> accuracies;
  double yield = std::numeric_limits<double>::quiet_NaN();  ///< where it was asked for
};

/// The models that evaluate a combination, one per stage. Pure functions, safe from several threads: the
/// result is bit-identical whoever calls them. Photonic inference belongs to another room and is passed in as
/// a function.
struct Evaluators {
  std::function<EvaluatedDesign(std::uint64_t number)> closed_form;
  std::function<EvaluatedDesign(std::uint64_t number, std::string* why)> event;
  std::function<Measurement(std::uint64_t number)> measure;  ///< may be empty: no network has data
};

// The evaluators as work of a task_farm: tasks name combinations, results are what became of them.

enum DesignTask { kRangeTask, kClosedFormTask, kEventTask, kMeasureTask };

/// `objectives`: of the fronts that range tasks bring.
void register_tasks(TaskFarm& task_farm, const Evaluators& evaluators,
                    const std::vector<Objective>& objectives);

/// `count` combinations from `first` on.
std::string range_task(std::uint64_t first, std::uint64_t count);
std::string list_task(const std::vector<std::uint64_t>& numbers);

/// A result of kRangeTask: everything, packed, and its front, so that gathering results need not visit every
/// point.
struct RangeResult {
  std::string packed;
  std::vector<EvaluatedDesign> front;
};
RangeResult range_result(std::string_view result);

/// A result of kEventTask.
struct EventResult {
  EvaluatedDesign evaluated;
  std::string why;  ///< it is no design
};
EventResult event_result(std::string_view result);

std::string encode(const Measurement& measurement);
/// InputError, with `name` as the file, if the bytes are not what encode() makes.
Measurement decode_measurement(std::string_view bytes, const std::string& name);

}  // namespace tron::explore
