#include "study/reproduce/baseline.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/files/files.h"
#include "base/testing/input_error_of.h"
#include "base/testing/source_tree.h"
#include "study/reproduce/baseline_figures.h"

namespace tron::study {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kHead = R"(name = "Chip"
kind = "asic"
year = 2024
venue = "here"
evidence = "simulated"
)";
const std::string kResult = R"([result.a]
workload = "bert-base"
scope = "end_to_end"
sequence = 128
batch = 4
bits = 8
latency = { value = "2 ms", source = "a table", tag = "V1" }
)";

Baseline read(const std::string& text) {
  return read_baseline(Config::parse(text, "chip.toml"), "chip");
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

TEST(Baseline, ReadsAResult) {
  const Baseline b =
      read(kHead + "area = { value = \"3 mm^2\", source = \"s\", tag = \"R(0.5)\" }\n" + kResult);
  EXPECT_EQ(b.id, "chip");
  EXPECT_EQ(b.kind, BaselineKind::asic);
  EXPECT_EQ(b.evidence, Evidence::simulated);
  EXPECT_DOUBLE_EQ(b.area->value, 3e-6);
  EXPECT_FALSE(b.power_limit);
  ASSERT_EQ(b.results.size(), 1u);
  EXPECT_EQ(b.results[0].batch, 4);
  EXPECT_DOUBLE_EQ(b.results[0].latency->value, 2e-3);
  EXPECT_EQ(b.results[0].latency->provenance.source, "a table");
  EXPECT_EQ(b.results[0].devices, 1);
}

TEST(Baseline, AResultHasTheEvidenceOfItsFileUnlessItSaysOtherwise) {
  const Baseline plain = read(kHead + kResult);
  EXPECT_EQ(plain.results[0].evidence, Evidence::simulated);
  EXPECT_EQ(plain.results[0].counted, Counted::not_stated);
  const Baseline own = read(kHead + kResult + "evidence = \"projected\"\ncounted = \"no_lasers\"\n");
  EXPECT_EQ(own.evidence, Evidence::simulated);
  EXPECT_EQ(own.results[0].evidence, Evidence::projected);
  EXPECT_EQ(own.results[0].counted, Counted::no_lasers);
}

TEST(Baseline, ReadsRatiosOfPowerAndArea) {
  const Baseline b = read(kHead +
                          "[relative.b]\nagainst = \"GPU\"\nscope = \"end_to_end\"\n"
                          "power_ratio = { value = 2.5, source = \"s\", tag = \"V1\" }\n"
                          "area_ratio = { value = 1.5, source = \"s\", tag = \"D\" }\n");
  ASSERT_EQ(b.ratios.size(), 1u);
  EXPECT_DOUBLE_EQ(b.ratios[0].power_ratio->value, 2.5);
  EXPECT_DOUBLE_EQ(b.ratios[0].area_ratio->value, 1.5);
  EXPECT_FALSE(b.ratios[0].throughput_ratio || b.ratios[0].energy_ratio);
}

TEST(Baseline, ReadsRatesAsTheyArePublished) {
  EXPECT_DOUBLE_EQ(*parse_rate("734 GOPS", "OPS"), 7.34e11);
  EXPECT_DOUBLE_EQ(*parse_rate("16.9 TOPS/W", "OPS/W"), 1.69e13);
  EXPECT_DOUBLE_EQ(*parse_rate("100.4 kFPS/W", "FPS/W"), 1.004e5);
  EXPECT_DOUBLE_EQ(*parse_rate("3 OPS", "OPS"), 3);
  for (const char* wrong : {"734", "734 ", "734GOPS", "GOPS", "-1 GOPS", "0 GOPS", "nan GOPS", "inf GOPS",
                            "734 gOPS", "734 GOPS/W", "734 GGOPS", "1e300 GOPS", "734 G OPS"})
    EXPECT_FALSE(parse_rate(wrong, "OPS")) << wrong;
}

RC_GTEST_PROP(Baseline, RateTextNeverCrashes, (const std::string& text)) {
  const auto rate = parse_rate(text, "OPS");
  RC_ASSERT(!rate || *rate > 0);
}

/// What is wrong with a file, and what the message must name.
struct Hostile {
  std::string what, text, message;
};

class HostileBaseline : public testing::TestWithParam<Hostile> {};

TEST_P(HostileBaseline, IsRefusedWithItsPlace) {
  const InputError error = input_error_of([] { read(GetParam().text); });
  EXPECT_EQ(error.place().file, "chip.toml");
  EXPECT_THAT(std::string(error.what()), HasSubstr(GetParam().message));
}

const std::string kFile = kHead + kResult;
INSTANTIATE_TEST_SUITE_P(
    Files, HostileBaseline,
    testing::Values(
        Hostile{"unknown key", kHead + "colour = \"red\"\n" + kResult, "colour"},
        Hostile{"unknown key of a result", kFile + "speed = 3\n", "speed"},
        Hostile{"misspelt kind", replaced(kFile, "\"asic\"", "\"asik\""), "nearest is \"asic\""},
        Hostile{"scope of its own", replaced(kFile, "end_to_end", "kernel"), "end_to_end"},
        Hostile{"misspelt evidence", kFile + "evidence = \"build\"\n", "build"},
        Hostile{"misspelt account", kFile + "counted = \"no_laser\"\n", "nearest is \"no_lasers\""},
        Hostile{"no scope", replaced(kFile, "scope = \"end_to_end\"\n", ""), "result.a.scope"},
        Hostile{"no source", replaced(kFile, ", source = \"a table\"", ""), "without source"},
        Hostile{"no provenance",
                replaced(kFile, "{ value = \"2 ms\", source = \"a table\", tag = \"V1\" }", "\"2 ms\""),
                "without source"},
        Hostile{"foreign tag", replaced(kFile, "\"V1\"", "\"U\""), "V1, V2, D, A or R(0) to R(1)"},
        Hostile{"confidence above 1", replaced(kFile, "\"V1\"", "\"R(1.5)\""), "R(1.5)"},
        Hostile{"confidence that is none", replaced(kFile, "\"V1\"", "\"R(x)\""), "R(x)"},
        Hostile{"unit of another dimension", replaced(kFile, "2 ms", "2 mW"), "time"},
        Hostile{"number without unit", replaced(kFile, "\"2 ms\"", "2"), "time"},
        Hostile{"negative latency", replaced(kFile, "2 ms", "-2 ms"), "time"},
        Hostile{"latency without batch", replaced(kFile, "batch = 4\n", ""), "latency without batch"},
        Hostile{"batch of nothing", replaced(kFile, "batch = 4", "batch = 0"), "integer from 1"},
        Hostile{"no figure",
                replaced(kFile, "latency = { value = \"2 ms\", source = \"a table\", tag = \"V1\" }\n", ""),
                "without a figure"},
        Hostile{"no result", kHead, "[result.NAME]"},
        Hostile{"rate against latency",
                kFile + "rate = { value = \"1000 1/s\", source = \"s\", tag = \"V1\" }\n",
                "agree within 2 %"},
        Hostile{"power of what", kFile + "power = { value = \"5 W\", source = \"s\", tag = \"V1\" }\n",
                "without power_of"},
        Hostile{"power_of nothing", kFile + "power_of = \"chip\"\n", "power_of without a power"},
        Hostile{"rate in another unit",
                kFile + "throughput = { value = \"5 GHz\", source = \"s\", tag = \"V1\" }\n", "5 GHz"},
        Hostile{"ratio without figure", kFile + "[relative.b]\nagainst = \"GPU\"\nscope = \"end_to_end\"\n",
                "throughput_ratio"},
        Hostile{"ratio of zero",
                kFile + "[relative.b]\nagainst = \"GPU\"\nscope = \"end_to_end\"\n"
                        "energy_ratio = { value = 0, source = \"s\", tag = \"V1\" }\n",
                "energy_ratio"},
        Hostile{"result that is no table", kHead + "result = 3\n", "a table"},
        Hostile{"year of another age", replaced(kFile, "2024", "202"), "1990"},
        Hostile{"no TOML", kFile + "[[[\n", "TOML 1.0"}),
    [](const auto& test) {
      std::string name = test.param.what;
      std::replace_if(
          name.begin(), name.end(), [](char c) { return !std::isalnum(c); }, '_');
      return name;
    });

TEST(Baseline, FoldersAreCheckedAsAWhole) {
  namespace fs = std::filesystem;
  const std::string folder = scratch_path("folder");
  fs::remove_all(folder);
  EXPECT_THAT(input_error_of([&] { load_baselines(folder); }).found(), HasSubstr("no baseline"));
  fs::create_directories(folder);
  write_file(folder + "/b.toml", kFile);
  write_file(folder + "/a.toml", replaced(kFile, "\"Chip\"", "\"Other\""));
  write_file(folder + "/README.md", "not a baseline");
  const std::vector<Baseline> both = load_baselines(folder);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0].id, "a");
  EXPECT_EQ(both[1].id, "b");
  write_file(folder + "/a.toml", kFile);
  const InputError twice = input_error_of([&] { load_baselines(folder); });
  EXPECT_THAT(twice.place().file, HasSubstr("b.toml"));
  EXPECT_THAT(twice.allowed(), HasSubstr("a.toml"));
}

/// Every figure of the committed files.
std::vector<std::pair<std::string, Figure>> committed_figures() {
  std::vector<std::pair<std::string, Figure>> out;
  for (const Baseline& b : load_baselines(source_file("data/baseline"))) {
    const auto add = [&](const std::string& where, const std::optional<Figure>& figure) {
      if (figure) out.emplace_back(b.id + "." + where, *figure);
    };
    for (const auto* f : {&b.process, &b.area, &b.power_limit}) add("device", *f);
    for (const BaselineResult& r : b.results) {
      for (const auto* f : {&r.latency, &r.rate, &r.throughput, &r.power, &r.io_power, &r.energy,
                            &r.energy_per_token, &r.efficiency, &r.efficiency_at_most, &r.rate_per_watt})
        add(r.name, *f);
    }
    for (const BaselineRatio& r : b.ratios) {
      add(r.name, r.throughput_ratio);
      add(r.name, r.energy_ratio);
      add(r.name, r.power_ratio);
      add(r.name, r.area_ratio);
    }
  }
  return out;
}

TEST(Baseline, EveryCommittedFigureHasSourceAndTag) {
  const auto figures = committed_figures();
  EXPECT_GT(figures.size(), 150u);
  for (const auto& [where, figure] : figures) {
    EXPECT_GT(figure.value, 0) << where;
    EXPECT_GE(figure.provenance.source.size(), 10u) << where;
    EXPECT_FALSE(figure.provenance.tag.empty()) << where;
    const bool remembered = figure.provenance.source.starts_with("remembered");
    EXPECT_EQ(remembered, figure.provenance.tag.starts_with("R")) << where;
  }
}

TEST(Baseline, CommittedFilesHaveTheKindsThatThePaperNames) {
  std::set<BaselineKind> kinds;
  std::set<std::string> ids;
  for (const Baseline& b : load_baselines(source_file("data/baseline"))) {
    kinds.insert(b.kind);
    ids.insert(b.id);
  }
  EXPECT_EQ(kinds.size(), std::size(kBaselineKindNames));
  for (const char* id : {"xeon-8480", "nvidia-v100", "nvidia-a100", "tpu-v3", "transpim", "ftrans", "vaqf"})
    EXPECT_TRUE(ids.contains(id)) << id;
}

}  // namespace
}  // namespace tron::study
