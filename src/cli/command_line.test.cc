#include "cli/command_line.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/version.h"
#include "cli/subcommand.h"

namespace tron::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

struct Ran {
  Exit exit;
  std::string out, err;
};

Ran run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "tron");
  std::ostringstream out, err;
  const Exit exit = run_command_line(arguments, out, err);
  return {exit, out.str(), err.str()};
}

TEST(CommandLine, HelpsWithoutArguments) {
  const Ran ran = run({});
  EXPECT_EQ(ran.exit, Exit::ok);
  EXPECT_THAT(ran.out, HasSubstr("infer"));
  EXPECT_THAT(ran.out, HasSubstr("simulate"));
  EXPECT_THAT(ran.out, HasSubstr("explain"));
  EXPECT_THAT(ran.err, IsEmpty());
}

TEST(CommandLine, SaysItsVersion) {
  const Ran ran = run({"--version"});
  EXPECT_EQ(ran.exit, Exit::ok);
  EXPECT_EQ(ran.out, std::string("tron ") + version() + "\n");
}

TEST(CommandLine, NamesTheNearestSubcommandAndOption) {
  EXPECT_THAT(run({"explian"}).err, HasSubstr("nearest is explain"));
  EXPECT_THAT(run({"infer", "--sample", "3"}).err, HasSubstr("nearest is --samples"));
  EXPECT_THAT(run({"infer", "--sede=3"}).err, HasSubstr("found '--sede'"));
}

TEST(CommandLine, RefusesBeforeAnyWork) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"infer", "--threads", "-1"},
                                             {"infer", "--calibration", "x"},
                                             {"infer", "--seed", "1.5"},
                                             {"infer", "--json"},
                                             {"infer", "--fidelity", ""},
                                             {"simulate", "--batch", "0"},
                                             {"simulate", "--model", "quick"},
                                             {"simulate", "--trace-slices", "9999999999"},
                                             {"simulate", "--network", "no-such-network"},
                                             {"run", "--model", "quick"},
                                             {"run", "--sequence", "-1"},
                                             {"explain", "device", "a", "b"},
                                             {"--nonsense"}}) {
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.exit, Exit::wrong) << arguments.back();
    EXPECT_THAT(ran.err, StartsWith("tron: "));
    EXPECT_THAT(ran.out, IsEmpty());
  }
}

TEST(CommandLine, ExplainsWithoutRunningAnything) {
  EXPECT_THAT(run({"explain"}).out, HasSubstr("microring"));
  EXPECT_THAT(run({"explain", "device"}).out, HasSubstr("photodetector"));
  EXPECT_THAT(run({"explain", "device", "laser"}).out, HasSubstr("wall_plug_efficiency"));
  EXPECT_EQ(run({"explain", "bank", "--assumptions", "audited"}).exit, Exit::ok);
}

TEST(CommandLine, SimulatesWithoutWeights) {
  const Ran ran = run({"simulate", "--network", "deit-tiny", "--assumptions", "paper"});
  EXPECT_EQ(ran.exit, Exit::ok) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("latency of one inference"));
}

TEST(CommandLine, TraceNeedsEvents) {
  EXPECT_THAT(run({"simulate", "--model", "bound", "--trace", "x.json"}).err, HasSubstr("--trace"));
  EXPECT_THAT(run({"simulate", "--json", "x.json", "--trace", "x.json"}).err,
              HasSubstr("the file of --json"));
}

TEST(CommandLine, TellsTheMarginOfWhatCannotWork) {
  std::ostringstream err;
  EXPECT_EQ(report_infeasible(err, {"too little light", -3.14159, "dB"}), Exit::infeasible);
  EXPECT_EQ(err.str(), "tron: this design cannot work: too little light; margin -3.14 dB\n");
}

}  // namespace
}  // namespace tron::cli
