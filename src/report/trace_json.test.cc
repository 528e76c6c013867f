#include "report/trace_json.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "report/example_simulation.h"

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

TEST(TraceJson, WritesCompleteEventsInMicroseconds) {
  TraceJson trace(10);
  trace.start_run("", example_machine(), example_program());
  EXPECT_TRUE(trace.add(slice(Slice::Kind::stream, 1'234'567, 3'234'567)));
  const Json json = parsed(trace);
  const auto events = of_phase(json, "X");
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].find("name")->as_string(), "encoder.0.query");
  EXPECT_EQ(events[0].find("cat")->as_string(), "stream");
  EXPECT_DOUBLE_EQ(events[0].find("ts")->as_number(), 0.001234567);
  EXPECT_DOUBLE_EQ(events[0].find("dur")->as_number(), 0.002);
  EXPECT_EQ(events[0].find("args")->find("round")->as_integer(), 7);
  EXPECT_EQ(events[0].find("args")->find("layer")->as_integer(), 0);
}

TEST(TraceJson, GivesEveryKindItsRow) {
  using Kind = Slice::Kind;
  TraceJson trace(10);
  trace.start_run("paper", example_machine(), example_program());
  for (Kind kind :
       {Kind::program, Kind::stream, Kind::rows, Kind::fetch, Kind::load, Kind::feed, Kind::drain}) {
    trace.add(slice(kind, 0, 5, 1));
  }
  const Json json = parsed(trace);
  std::vector<std::string> rows;
  for (const Json& event : of_phase(json, "X")) rows.push_back(row_name(json, event));
  EXPECT_EQ(
      rows,
      (std::vector<std::string>{
          "paper: arrays / query: programming", "paper: arrays / query: streaming", "paper: units / softmax",
          "paper: memory ports / main memory", "paper: memory ports / buffer: stationary operands",
          "paper: memory ports / buffer: streamed operands", "paper: memory ports / buffer: results"}));
  EXPECT_EQ(of_phase(json, "X")[0].find("name")->as_string(), "a \"quoted\" name");
}

TEST(TraceJson, KeepsRunsApart) {
  TraceJson trace(10);
  for (const char* label : {"paper", "audited"}) {
    trace.start_run(label, example_machine(), example_program());
    trace.add(slice(Slice::Kind::stream, 0, 5));
  }
  const Json json = parsed(trace);
  const auto events = of_phase(json, "X");
  EXPECT_EQ(row_name(json, events[0]), "paper: arrays / query: streaming");
  EXPECT_EQ(row_name(json, events[1]), "audited: arrays / query: streaming");
}

TEST(TraceJson, StopsAtItsLimitAndSaysSo) {
  TraceJson trace(2);
  trace.start_run("", example_machine(), example_program());
  EXPECT_TRUE(trace.add(slice(Slice::Kind::stream, 0, 5)));
  EXPECT_TRUE(trace.add(slice(Slice::Kind::stream, 5, 5)));  // takes no time and no room
  EXPECT_TRUE(trace.add(slice(Slice::Kind::stream, 5, 9)));
  EXPECT_TRUE(trace.runs()[0].complete);
  EXPECT_FALSE(trace.add(slice(Slice::Kind::stream, 9, 12)));
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
