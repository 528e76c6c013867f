#include <gtest/gtest.h>

#include "base/error.h"
#include "explore/space/space.h"
#include "explore/space/space_for_test.h"

namespace tron::explore {
namespace {

/// What is changed in the tiny space, and words that the refusal must say.
struct Broken {
  const char* from;
  const char* to;
  const char* says;
};

class BrokenSpace : public testing::TestWithParam<Broken> {};

TEST_P(BrokenSpace, IsRefusedWithItsPlaceAndWhatIsAllowed) {
  const auto [from, to, says] = GetParam();
  try {
    parse_space(replaced(kTinySpace, from, to), "space.toml");
    FAIL() << to;
  } catch (const InputError& error) {
    const std::string text = error.what();
    EXPECT_TRUE(text.starts_with("space.toml")) << text;
    EXPECT_NE(text.find(says), std::string::npos) << text;
    EXPECT_FALSE(error.allowed().empty());
  }
}

constexpr const char* kHeads = "values = [\"4\", \"8\"]";

INSTANTIATE_TEST_SUITE_P(
    Keys, BrokenSpace,
    testing::Values(
        Broken{"[\"4\", \"8\"]", "[]", "an empty list"}, Broken{"[\"4\", \"8\"]", "[\"4\", \"4\"]", "twice"},
        Broken{"[\"4\", \"8\"]", "[4, \"4\"]", "twice"},
        Broken{"[\"4\", \"8\"]", "[[4], [8]]", "a list of 1"},
        Broken{"[\"4\", \"8\"]", "[nan]\nvalues2 = 3", "values2"},
        Broken{"[\"bert-base\"]", "[]", "an empty list"},
        Broken{"networks = [\"bert-base\"]", "", "[network.NAME]"},
        Broken{"\"throughput\"", "\"beauty\"", "energy_delay"},
        Broken{"\"throughput\"", "\"troughput\"", "nearest is throughput"},
        Broken{"\"throughput\"", "\"epb\"", "twice"},
        Broken{"[\"throughput\", \"epb\"]", "[\"accuracy\", \"yield\"]", "goes on"},
        Broken{"\"epb\"]", "\"accuracy\"]", "no network has data"},
        Broken{"[parameter.rows]", "[constraints]\naccuracy = { at_least = 0.9 }\n[parameter.rows]",
               "no network has data"},
        Broken{"\"epb\"]", "\"accuracy\"]\n[network.a]\nnetwork = \"vit-fashion-mnist\"\ndata = \"x\"",
               "no design goes on"},
        Broken{"\"epb\"]", "\"yield\"]\n[stages]\ninference = 3\n[network.a]\nnetwork = \"v\"\ndata = \"x\"",
               "no chips are made"},
        Broken{"[\"throughput\", \"epb\"]",
               "[\"throughput\", \"epb\", \"area\", \"power\", \"latency\", \"energy\", \"enob\"]",
               "at most 6"},
        Broken{"sizes.attention_rows", "sizes.heads", "again"},
        Broken{"sizes.attention_rows", "a=b", "a path such as"},
        Broken{"path = \"sizes.heads\"", "paths = [\"a\", \"a\"]", "twice"},
        Broken{"path = \"sizes.heads\"", "path = \"a\"\npaths = [\"a\"]", "path"},
        Broken{"objectives", "objective", "objectives"},
        Broken{"[parameter.rows]", "[parameters.rows]", "parameters"},
        Broken{"[parameter.rows]", "[parameter.area]", "'area', as a metric is"},
        Broken{"[parameter.rows]", "[parameter.throughput]", "that no column"},
        Broken{"[parameter.rows]", "[parameter.stage]", "'stage', as a column"},
        Broken{"[parameter.rows]", "[parameter.number]", "that no column"},
        Broken{"[parameter.rows]", "[parameter.front]", "that no column"},
        Broken{"name = \"tiny\"", "name = \"tiny\"\nlimits = 3", "limits"},
        Broken{"objectives", "batch = 0\nobjectives", "from 1"},
        Broken{"path = \"sizes.heads\"", "pth = \"x\"", "path"}));

INSTANTIATE_TEST_SUITE_P(
    Ranges, BrokenSpace,
    testing::Values(Broken{kHeads, "from = 2", "to"}, Broken{kHeads, "from = 2\nto = 4", "steps"},
                    Broken{kHeads, "from = 2\nto = 2\nsteps = 2", "the same"},
                    Broken{kHeads, "from = 2\nto = 4\nsteps = 1", "from 2"},
                    Broken{kHeads, "from = 2\nto = 4\nsteps = 100001", "100000"},
                    Broken{kHeads, "from = 2\nto = 4\nstep = 0", "a step"},
                    Broken{kHeads, "from = 2\nto = 4\nstep = -1", "a step"},
                    Broken{kHeads, "from = 2\nto = 4\nstep = 1e-300", "a step"},
                    Broken{kHeads, "from = 2\nto = 4\nstep = 3", "a step"},
                    Broken{kHeads, "from = 2\nto = 4\nstep = 1\nsteps = 2", "steps"},
                    Broken{kHeads, "from = -1e308\nto = 1e308\nsteps = 3", "far apart"},
                    Broken{kHeads, "from = inf\nto = 4\nsteps = 2", "a number"},
                    Broken{kHeads, "from = \"nan\"\nto = 4\nsteps = 2", "a number"},
                    Broken{kHeads, "from = \"1 parsec\"\nto = \"2 parsec\"\nsteps = 2", "a number"},
                    Broken{kHeads, "from = \"1 nm\"\nto = \"2 um\"\nsteps = 2", "nm"},
                    Broken{kHeads, "from = \"1 nm\"\nto = 2\nsteps = 2", "no unit"},
                    Broken{kHeads, "from = 0\nto = 2\nsteps = 2\nscale = \"log\"", "not positive"},
                    Broken{kHeads, "from = 1\nto = 2\nstep = 1\nscale = \"log\"", "`steps`"},
                    Broken{kHeads, "from = 1\nto = 2\nsteps = 2\nscale = \"cubic\"", "linear"},
                    Broken{kHeads, "from = 1\nto = 2\nsteps = 2\nvalues = [1]", "from"}));

INSTANTIATE_TEST_SUITE_P(
    Tables, BrokenSpace,
    testing::Values(
        Broken{"[parameter.heads]", "[constraints]\nbeauty = { at_most = 1 }\n[parameter.heads]", "beauty"},
        Broken{"[parameter.heads]", "[constraints]\narea = { at_most = 1 }\n[parameter.heads]", "an area"},
        Broken{"[parameter.heads]", "[constraints]\narea = \"1 mm^2\"\n[parameter.heads]", "a table"},
        Broken{"[parameter.heads]", "[constraints]\narea = {}\n[parameter.heads]", "at_most"},
        Broken{"[parameter.heads]", "[constraints]\narea = { most = \"1 mm^2\" }\n[parameter.heads]",
               "at_most"},
        Broken{"[parameter.heads]", "[constraints]\naccuracy = { at_least = 90 }\n[parameter.heads]",
               "from 0 to 1"},
        Broken{"[parameter.heads]",
               "[constraints]\narea = { at_least = \"2 mm^2\", at_most = \"1 mm^2\" }\n[parameter.heads]",
               "not empty"},
        Broken{"[parameter.heads]", "[search]\nmethod = \"nsga3\"\n[parameter.heads]",
               "nearest is \"nsga2\""},
        Broken{"[parameter.heads]", "[search]\nmethod = \"sobol\"\nbudget = 0\n[parameter.heads]", "from 1"},
        Broken{"[parameter.heads]", "[search]\npopulation = 30\n[parameter.heads]", "multiple of 4"},
        Broken{"[parameter.heads]", "[search]\nbudgets = 30\n[parameter.heads]", "budget"},
        Broken{"[parameter.heads]", "[stages]\nevent = -1\n[parameter.heads]", "from 0"},
        Broken{"[parameter.heads]", "[network.a]\ndata = \"x\"\n[parameter.heads]", "network"},
        Broken{"[parameter.heads]", "[network.bert-base]\nnetwork = \"x\"\n[parameter.heads]", "again"}));

}  // namespace
}  // namespace tron::explore
