#include "report/simulate/trace_json.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/text/json.h"

namespace tron::report {
namespace {

// Processes of a run, in the order in which a viewer shows them.
constexpr int kArrays = 0, kUnits = 1, kPorts = 2, kProcesses = 3;
constexpr const char* kPortNames[] = {"main memory", "buffer: stationary operands", "buffer: moving operands",
                                      "buffer: results"};

struct Row {
  int process, row;
  const char* category;
};

Row row_of(const Slice& slice) {
  switch (slice.kind) {
    case Slice::Kind::program:
      return {kArrays, 2 * slice.index, "program"};
    case Slice::Kind::stream:
      return {kArrays, 2 * slice.index + 1, "stream"};
    case Slice::Kind::fetch:
      return {kPorts, 0, "fetch"};
    case Slice::Kind::load:
      return {kPorts, 1, "load"};
    case Slice::Kind::feed:
      return {kPorts, 2, "feed"};
    case Slice::Kind::drain:
      return {kPorts, 3, "drain"};
    case Slice::Kind::rows:
      break;
  }
  return {kUnits, slice.index, "rows"};
}

std::string quoted(const std::string& text) {
  return Json(text).dump(0);
}

/// Whole picoseconds, which stand as a viewer's whole nanoseconds.
Femtoseconds picoseconds_of(Femtoseconds t) {
  constexpr Femtoseconds kPicosecond = 1000;
  return t / kPicosecond;
}

/// As the format's microseconds: a thousand of the viewer's nanoseconds each.
std::string shown(Femtoseconds picoseconds) {
  return fmt::format("{}.{:03}", picoseconds / 1000, picoseconds % 1000);
}

}  // namespace

int TraceJson::process(int kind) const {
  return kProcesses * static_cast<int>(runs_.size() - 1) + kind + 1;
}

void TraceJson::metadata(const char* what, int pid, int tid, const std::string& argument) {
  text_ += text_.empty() ? "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n" : ",\n";
  fmt::format_to(std::back_inserter(text_), R"({{"name":"{}","ph":"M","pid":{},"tid":{},"args":{{{}}}}})",
                 what, pid, tid, argument);
}

void TraceJson::name_process(int kind, const std::string& name) {
  const std::string& label = runs_.back().label;
  metadata("process_name", process(kind), 0,
           "\"name\":" + quoted((label.empty() ? name : label + ": " + name) + " (1 ns shown = 1 ps)"));
  metadata("process_sort_index", process(kind), 0, fmt::format("\"sort_index\":{}", process(kind)));
}

void TraceJson::name_row(int kind, int row, const std::string& name) {
  metadata("thread_name", process(kind), row + 1, "\"name\":" + quoted(name));
  metadata("thread_sort_index", process(kind), row + 1, fmt::format("\"sort_index\":{}", row));
}

void TraceJson::start_run(const std::string& label, const Machine& machine, const Program& program) {
  runs_.push_back({label, 0, true});
  steps_.clear();
  layers_.clear();
  for (const Step& step : program.steps) {
    steps_.push_back(quoted(step.name));
    layers_.push_back(step.layer);
  }
  name_process(kArrays, "arrays");
  for (std::size_t i = 0; i < machine.pools.size(); ++i) {
    const int row = 2 * static_cast<int>(i);
    name_row(kArrays, row, machine.pools[i].name + ": programming");
    name_row(kArrays, row + 1, machine.pools[i].name + ": streaming");
  }
  name_process(kUnits, "units");
  for (std::size_t i = 0; i < machine.units.size(); ++i) {
    name_row(kUnits, static_cast<int>(i), machine.units[i].name);
  }
  name_process(kPorts, "memory ports");
  for (int i = 0; i < static_cast<int>(std::size(kPortNames)); ++i) name_row(kPorts, i, kPortNames[i]);
}

bool TraceJson::add(const Slice& slice) {
  Run& run = runs_.back();
  // Both ends are cut to picoseconds, so that slices that touch still touch and a row's lengths add up.
  const Femtoseconds begin = picoseconds_of(slice.begin), end = picoseconds_of(slice.end);
  if (end <= begin) return true;
  if (run.slices >= limit_) {
    run.complete = false;
    return false;
  }
  ++run.slices;
  const Row row = row_of(slice);
  const auto step = static_cast<std::size_t>(slice.step);
  text_ += ",\n";
  fmt::format_to(std::back_inserter(text_),
                 R"({{"name":{},"cat":"{}","ph":"X","ts":{},"dur":{},"pid":{},"tid":{},)"
                 R"("args":{{"layer":{},"round":{}}}}})",
                 steps_[step], row.category, shown(begin), shown(end - begin), process(row.process),
                 row.row + 1, layers_[step], slice.round);
  return true;
}

std::string TraceJson::take_text(const std::string& version, const std::string& command_line) {
  Json runs = Json::array();
  for (const Run& run : runs_) {
    runs.push_back(Json::Object{
        {"run", run.label}, {"slices", run.slices}, {"complete", run.complete}, {"slice_limit", limit_}});
  }
  const Json other =
      Json::Object{{"program", "tron simulate"},      {"version", version},
                   {"command_line", command_line},    {"time", "1 ns of a viewer is 1 ps of the chip"},
                   {"seconds_per_microsecond", 1e-9}, {"runs", runs}};
  text_ += "\n],\"otherData\":" + other.dump(0) + "}\n";
  return std::move(text_);
}

}  // namespace tron::report
