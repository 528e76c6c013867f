#include "explore/evaluators.h"

#include <cstring>

#include "base/error.h"
#include "explore/search/front.h"
#include "explore/store/packed.h"

namespace tron::explore {
namespace {

template <class T>
void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// Takes values off the front of bytes; what is not there is an error of the file they come from.
class Reader {
 public:
  Reader(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  template <class T>
  T take() {
    T value;
    std::memcpy(&value, text(sizeof value).data(), sizeof value);
    return value;
  }
  std::string_view text(std::size_t size) {
    if (size > bytes_.size()) {
      throw InputError({name_, 0, 0, "result"}, std::to_string(bytes_.size()) + " bytes",
                       std::to_string(size) + " bytes");
    }
    const std::string_view out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }
  std::string word() { return std::string(text(take<std::uint32_t>())); }
  std::size_t left() const { return bytes_.size(); }
  std::string_view rest() { return text(bytes_.size()); }

 private:
  std::string_view bytes_;
  const std::string& name_;
};

const std::string kTask = "a task";

std::vector<std::uint64_t> numbers_of(std::string_view task) {
  Reader reader(task, kTask);
  const bool listed = reader.take<std::uint8_t>() != 0;
  const auto first = reader.take<std::uint64_t>(), count = reader.take<std::uint64_t>();
  std::vector<std::uint64_t> numbers(count);
  for (std::uint64_t i = 0; i < count; ++i) numbers[i] = listed ? reader.take<std::uint64_t>() : first + i;
  return numbers;
}

std::string evaluate_range(const Evaluators& evaluators, const std::vector<Objective>& objectives,
                           std::string_view task) {
  std::vector<EvaluatedDesign> results, front;
  for (std::uint64_t number : numbers_of(task)) results.push_back(evaluators.closed_form(number));
  for (std::size_t position : front_of(objectives, results)) front.push_back(results[position]);
  const std::string packed = pack(results);
  std::string out;
  put(out, std::uint64_t{packed.size()});
  return out + packed + pack(front);
}

std::string evaluate_all(const Evaluators& evaluators, std::string_view task) {
  std::vector<EvaluatedDesign> results;
  for (std::uint64_t number : numbers_of(task)) results.push_back(evaluators.closed_form(number));
  return pack(results);
}

std::string evaluate_event(const Evaluators& evaluators, std::string_view task) {
  std::string why, out;
  const EvaluatedDesign evaluated = evaluators.event(numbers_of(task).at(0), &why);
  put(out, static_cast<std::uint32_t>(why.size()));
  return out + why + pack(std::span(&evaluated, 1));
}

}  // namespace

void register_tasks(TaskFarm& task_farm, const Evaluators& evaluators,
                    const std::vector<Objective>& objectives) {
  task_farm.register_task(kRangeTask, [&evaluators, objectives](std::string_view task, int) {
    return evaluate_range(evaluators, objectives, task);
  });
  task_farm.register_task(kClosedFormTask,
                          [&](std::string_view task, int) { return evaluate_all(evaluators, task); });
  task_farm.register_task(kEventTask,
                          [&](std::string_view task, int) { return evaluate_event(evaluators, task); });
  task_farm.register_task(kMeasureTask, [&](std::string_view task, int) {
    return encode(evaluators.measure(numbers_of(task).at(0)));
  });
}

std::string range_task(std::uint64_t first, std::uint64_t count) {
  std::string out;
  put(out, std::uint8_t{0});
  put(out, first);
  put(out, count);
  return out;
}

std::string list_task(const std::vector<std::uint64_t>& numbers) {
  std::string out;
  put(out, std::uint8_t{1});
  put(out, std::uint64_t{0});
  put(out, std::uint64_t{numbers.size()});
  for (std::uint64_t number : numbers) put(out, number);
  return out;
}

RangeResult range_result(std::string_view result) {
  Reader reader(result, kTask);
  const auto size = reader.take<std::uint64_t>();
  return {std::string(reader.text(size)), unpack(reader.rest(), kTask)};
}

EventResult event_result(std::string_view result) {
  Reader reader(result, kTask);
  EventResult out;
  out.why = reader.word();
  out.evaluated = unpack(reader.rest(), kTask).at(0);
  return out;
}

std::string encode(const Measurement& measurement) {
  std::string out;
  put(out, std::uint8_t{measurement.complete});
  put(out, measurement.yield);
  for (const MeasuredAccuracy& one : measurement.accuracies) {
    put(out, static_cast<std::uint32_t>(one.network.size()));
    out += one.network;
    put(out, one.number);
    put(out, one.samples);
    for (double share : {one.value, one.low, one.high, one.digital}) put(out, share);
  }
  return out;
}

Measurement decode_measurement(std::string_view bytes, const std::string& name) {
  Reader reader(bytes, name);
  Measurement out;
  out.complete = reader.take<std::uint8_t>() != 0;
  out.yield = reader.take<double>();
  while (reader.left() > 0) {
    MeasuredAccuracy one;
    one.network = reader.word();
    one.number = reader.take<std::uint64_t>();
    one.samples = reader.take<std::uint64_t>();
    for (double* share : {&one.value, &one.low, &one.high, &one.digital}) *share = reader.take<double>();
    out.accuracies.push_back(std::move(one));
  }
  return out;
}

}  // namespace tron::explore
