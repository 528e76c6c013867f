#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/draw/squeezed_for_test.h"
#include "report/infer/example_report.h"
#include "report/infer/infer_page.h"
#include "report/report.h"
#include "report/simulate/example_simulation.h"

namespace tron::report {
namespace {

using testing::HasSubstr;
using testing::Not;

ShownText text(Fidelity fidelity, std::vector<int> tokens, std::size_t agreeing, const std::string& words) {
  GeneratedText t;
  t.fidelity = fidelity;
  t.tokens = std::move(tokens);
  t.agreeing = agreeing;
  t.log_probability = -1.5;
  t.counters.macs = 123456;
  return {t, words};
}

GenerateReport example() {
  GenerateReport report;
  GenerateSubject& s = report.subject;
  s.version = "0.1.0", s.command_line = "tron generate", s.simd = "AVX2";
  s.network = "story", s.network_path = "networks/story", s.family = "llama";
  s.layers = 2, s.width = 8, s.heads = 2, s.vocabulary = 5000, s.parameters = 12345;
  s.prompt = "Once upon", s.prompt_tokens = {1, 7, 9}, s.choice = "greedy", s.seed = 1, s.threads = 2;
  for (const char* set : {"paper", "audited"}) {
    GenerateRun run;
    run.chip = example_chip(set);
    run.texts = {text(Fidelity::digital, {4, 5, 6}, 3, "a time\nthere was"),
                 text(Fidelity::photonic, {4, 5, 8}, 2, "a time it rained")};
    report.runs.push_back(run);
  }
  return report;
}

TEST(GeneratePage, ShowsPromptTextsAndHowFarTheyAgree) {
  const std::string page = squeezed(generate_page(example()));
  EXPECT_THAT(page, HasSubstr("prompt Once upon"));
  EXPECT_THAT(page, HasSubstr("3 tokens: 1 7 9"));
  EXPECT_THAT(page, HasSubstr("vocabulary 5 000, 12 345 parameters"));
  EXPECT_THAT(
      page,
      HasSubstr(
          "the chip (photonic) writes the first 2 tokens as exact arithmetic does, then a different text"));
  EXPECT_THAT(page, HasSubstr("digital a time there was photonic, paper a time it rained"));
  EXPECT_THAT(page, HasSubstr("audited photonic 3 first 2 -0.500 123 456 0"));
}

TEST(GeneratePage, SaysWhereTextsAreTheSameAndWhereTheyPartAtOnce) {
  GenerateReport report = example();
  report.runs[0].texts[1] = text(Fidelity::photonic, {4, 5, 6}, 3, "a time");
  report.runs[1].texts[1].text.agreeing = 0;
  const std::string page = squeezed(generate_page(report));
  EXPECT_THAT(
      page,
      HasSubstr(
          "Under the paper assumptions the chip (photonic) writes the same text as exact arithmetic, all 3 "
          "tokens"));
  EXPECT_THAT(
      page,
      HasSubstr(
          "Under the audited assumptions the chip (photonic) writes a different text from the first token "
          "on"));
}

TEST(GeneratePage, ShowsIdsWhereThereAreNoWords) {
  GenerateReport report = example();
  report.subject.prompt.clear();
  report.runs.resize(1);
  report.runs[0].texts = {text(Fidelity::digital, {4, 5, 6}, 3, ""), text(Fidelity::photonic, {}, 0, "")};
  const std::string page = squeezed(generate_page(report));
  EXPECT_THAT(page, HasSubstr("digital 4 5 6"));
  EXPECT_THAT(page, HasSubstr("photonic, paper (nothing)"));
  EXPECT_THAT(page, Not(HasSubstr("prompt Once")));
}

TEST(GeneratePage, CutsLongPromptsAndSaysSo) {
  GenerateReport report = example();
  report.subject.prompt_tokens.assign(100, 5);
  EXPECT_THAT(squeezed(generate_page(report)),
              HasSubstr("100 tokens: 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 ... (76 more)"));
}

TEST(GeneratePage, AdmitsAnInterruption) {
  GenerateReport report = example();
  report.complete = false;
  EXPECT_THAT(generate_page(report), HasSubstr("Interrupted"));
  EXPECT_FALSE(generate_json(report).find("complete")->as_bool());
}

TEST(GenerateJson, HoldsEveryText) {
  const Json json = generate_json(example());
  const Json& run = json.find("runs")->as_array().at(1);
  EXPECT_EQ(run.find("assumptions")->as_string(), "audited");
  EXPECT_TRUE(run.find("simulation")->is_null()) << "nothing was simulated";
  const Json& photonic = run.find("texts")->as_array().at(1);
  EXPECT_EQ(photonic.find("tokens")->as_array().at(2).as_integer(), 8);
  EXPECT_EQ(photonic.find("text")->as_string(), "a time it rained");
  EXPECT_EQ(photonic.find("agreeing")->as_integer(), 2);
  EXPECT_EQ(json.find("prompt_tokens")->size(), 3u);
}

TEST(SingleSection, NamesTheLikeliestAnswers) {
  InferReport report = example_report();
  report.single = SingleText{"a witty movie", 5, {{{{"yes", 0.75}, {"no", 0.25}}, {{"no", 0.6}}}, {{}, {}}}};
  const std::string page = squeezed(single_section(report));
  EXPECT_THAT(page, HasSubstr("The text (5 tokens)"));
  EXPECT_THAT(page, HasSubstr("paper digital yes 75.0 %, no 25.0 %"));
  EXPECT_THAT(page, Not(HasSubstr("audited")));
  report.single.reset();
  EXPECT_EQ(single_section(report), "");
}

}  // namespace
}  // namespace tron::report
