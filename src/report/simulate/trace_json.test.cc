#include "report/simulate/trace_json.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/text/json.h"
#include "report/simulate/example_simulation.h"

namespace tron::report {
namespace {

Program example_program() {
  Program program;
  program.steps.resize(2);
  program.steps[0].name = "encoder.0.query", program.steps[0].layer = 0;
  program.steps[1].name = "a \"quoted\" name";
  return program;
}

Slice slice(Slice::Kind kind, Femtoseconds begin, Femtoseconds end, int step = 0) {
  Slice s;
  s.kind = kind, s.begin = begin, s.end = end, s.step = step, s.round = 7;
  return s;
}

Json parsed(TraceJson& trace) {
  return Json::parse(trace.take_text("0.1.0", "tron simulate --trace x"), "trace");
}

std::vector<Json> of_phase(const Json& trace, const std::string& phase) {
  std::vector<Json> out;
  for (const Json& event : trace.find("traceEvents")->as_array()) {
    if (event.find("ph")->as_string() == phase) out.push_back(event);
  }
  return out;
}

/// "process / thread" of an event, by the metadata.
std::string row_name(const Json& trace, const Json& event) {
  std::string process, thread;
  for (const Json& meta : of_phase(trace, "M")) {
    if (*meta.find("pid") != *event.find("pid")) continue;
    const std::string& what = meta.find("name")->as_string();
    if (what == "process_name") process = meta.find("args")->find("name")->as_string();
    if (what == "thread_name" && *meta.find("tid") == *event.find("tid"))
      thread = meta.find("args")->find("name")->as_string();
  }
  return process + " / " + thread;
}

TEST(TraceJson, WritesPicosecondsAsAViewersNanoseconds) {
  TraceJson trace(10);
  trace.start_run("", example_machine(), example_program());
  EXPECT_TRUE(trace.add(slice(Slice::Kind::stream, 1'234'567, 3'234'567)));
  const Json json = parsed(trace);
  const auto events = of_phase(json, "X");
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].find("name")->as_string(), "encoder.0.query");
  EXPECT_EQ(events[0].find("cat")->as_string(), "stream");
  EXPECT_DOUBLE_EQ(events[0].find("ts")->as_number(), 1.234);
  EXPECT_DOUBLE_EQ(events[0].find("dur")->as_number(), 2);
  EXPECT_EQ(events[0].find("args")->find("round")->as_integer(), 7);
  EXPECT_EQ(events[0].find("args")->find("layer")->as_integer(), 0);
}

/// A viewer that cuts lengths to whole nanoseconds, as Perfetto does, loses none and sees no overlap.
TEST(TraceJson, SlicesThatTouchStillTouchAndAddUp) {
  TraceJson trace(100);
  trace.start_run("", example_machine(), example_program());
  Femtoseconds at = 12'345;
  for (int i = 0; i < 50; ++i, at += 333'400) trace.add(slice(Slice::Kind::drain, at, at + 333'400));
  std::int64_t busy = 0, end = 12;
  for (const Json& event : of_phase(parsed(trace), "X")) {
    const double begin = event.find("ts")->as_number() * 1000, length = event.find("dur")->as_number() * 1000;
    EXPECT_NEAR(begin, std::round(begin), 1e-6);
    EXPECT_NEAR(length, std::round(length), 1e-6);
    EXPECT_EQ(std::llround(begin), end);
    end += std::llround(length);
    busy += std::llround(length);
  }
  EXPECT_EQ(busy, at / 1000 - 12);
}

TEST(TraceJson, GivesEveryKindItsRow) {
  using Kind = Slice::Kind;
  TraceJson trace(10);
  trace.start_run("paper", example_machine(), example_program());
  for (Kind kind :
       {Kind::program, Kind::stream, Kind::rows, Kind::fetch, Kind::load, Kind::feed, Kind::drain}) {
    trace.add(slice(kind, 0, 5000, 1));
  }
  const Json json = parsed(trace);
  std::vector<std::string> rows;
  for (const Json& event : of_phase(json, "X")) rows.push_back(row_name(json, event));
  EXPECT_EQ(rows,
            (std::vector<std::string>{"paper: arrays (1 ns shown = 1 ps) / query: programming",
                                      "paper: arrays (1 ns shown = 1 ps) / query: streaming",
                                      "paper: units (1 ns shown = 1 ps) / softmax",
                                      "paper: memory ports (1 ns shown = 1 ps) / main memory",
                                      "paper: memory ports (1 ns shown = 1 ps) / buffer: stationary operands",
                                      "paper: memory ports (1 ns shown = 1 ps) / buffer: moving operands",
                                      "paper: memory ports (1 ns shown = 1 ps) / buffer: results"}));
  EXPECT_EQ(of_phase(json, "X")[0].find("name")->as_string(), "a \"quoted\" name");
}

TEST(TraceJson, KeepsRunsApart) {
  TraceJson trace(10);
  for (const char* label : {"paper", "audited"}) {
    trace.start_run(label, example_machine(), example_program());
    trace.add(slice(Slice::Kind::stream, 0, 5000));
  }
  const Json json = parsed(trace);
  const auto events = of_phase(json, "X");
  EXPECT_EQ(row_name(json, events[0]), "paper: arrays (1 ns shown = 1 ps) / query: streaming");
  EXPECT_EQ(row_name(json, events[1]), "audited: arrays (1 ns shown = 1 ps) / query: streaming");
}

TEST(TraceJson, StopsAtItsLimitAndSaysSo) {
  TraceJson trace(2);
  trace.start_run("", example_machine(), example_program());
  EXPECT_TRUE(trace.add(slice(Slice::Kind::stream, 0, 5000)));
  EXPECT_TRUE(trace.add(slice(Slice::Kind::stream, 5000, 5000)));  // takes no time and no room
  EXPECT_TRUE(trace.add(slice(Slice::Kind::stream, 5000, 9000)));
  EXPECT_TRUE(trace.runs()[0].complete);
  EXPECT_FALSE(trace.add(slice(Slice::Kind::stream, 9000, 12000)));
  EXPECT_FALSE(trace.runs()[0].complete);
  const Json json = parsed(trace);
  EXPECT_EQ(of_phase(json, "X").size(), 2u);
  const Json& run = json.find("otherData")->find("runs")->as_array()[0];
  EXPECT_EQ(run.find("slices")->as_integer(), 2);
  EXPECT_FALSE(run.find("complete")->as_bool());
}

TEST(TraceJson, WithoutSlicesIsStillATrace) {
  TraceJson trace(2);
  trace.start_run("", example_machine(), example_program());
  EXPECT_TRUE(of_phase(parsed(trace), "X").empty());
}

}  // namespace
}  // namespace tron::report
