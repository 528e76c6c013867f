#include "report/infer/finding.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/infer/example_report.h"

namespace tron::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

InferSubject texts() {
  InferSubject s;
  s.task = Task::predict;
  s.noun = "text", s.nouns = "texts";
  return s;
}

FidelityResult language(Fidelity fidelity, double loss, double half) {
  FidelityResult r = example_result(fidelity, 500, 0.9);
  r.samples = 5, r.scored = 1812, r.accuracy = 0.5;
  r.language = LanguageScore{loss, {loss - half, loss + half}, std::exp(loss)};
  return r;
}

FidelityResult embedding(Fidelity fidelity, double spearman, std::size_t pairs) {
  FidelityResult r = example_result(fidelity, 0, 0.9);
  r.scored = 0, r.accuracy = NAN;
  r.embedding = EmbeddingScore{0.99, pairs, spearman, {spearman - 0.1, spearman + 0.1}};
  return r;
}

TEST(Finding, ALanguageModelIsScoredByItsLoss) {
  const FidelityResult digital = language(Fidelity::digital, 1.5, 0.1);
  EXPECT_EQ(
      digital_finding(digital, texts()),
      "In exact arithmetic (digital) the network's loss is 1.5000 nats per token (perplexity 4.482) over 1 "
      "812 tokens of 5 texts; the most likely token is right for 50.0 %.");
  const std::string light = light_finding(language(Fidelity::photonic, 1.55, 0.1), digital, texts());
  EXPECT_THAT(light, HasSubstr("the loss is 1.5500 nats per token (+0.0500; perplexity 4.711)"));
  EXPECT_THAT(light, HasSubstr("overlap: the difference is within the uncertainty of 1 812 tokens"));
  EXPECT_THAT(light_finding(language(Fidelity::photonic, 1.9, 0.1), digital, texts()),
              Not(HasSubstr("overlap")));
  EXPECT_EQ(answer_cells(language(Fidelity::digital, 1.5, INFINITY), Task::predict)[2], "-")
      << "one token has no spread";
  EXPECT_EQ(plain_finding(digital, digital, texts()), "the result is a loss of 1.5000 nats");
  EXPECT_EQ(counted_score(digital, Task::predict), "1.5000 nats (1 812 tokens)");
  EXPECT_THAT(answer_cells(digital, Task::predict),
              ElementsAre("1 812", "1.5000", "1.400 .. 1.600", "4.482", "50.0 %", "90.0 %"));
}

TEST(Finding, EmbeddingsAreScoredByRanks) {
  InferSubject subject = texts();
  subject.task = Task::embed;
  const FidelityResult digital = embedding(Fidelity::digital, 0.8, 100);
  EXPECT_THAT(digital_finding(digital, subject), HasSubstr("cosines of 100 pairs"));
  EXPECT_THAT(digital_finding(digital, subject), HasSubstr("Spearman correlation of 0.800 [0.700 .. 0.900]"));
  EXPECT_THAT(light_finding(embedding(Fidelity::photonic, 0.75, 100), digital, subject),
              HasSubstr("mean cosine of 0.9900 with those of digital; the Spearman correlation of the "
                        "pairs is 0.750"));
  const FidelityResult lone = embedding(Fidelity::photonic, NAN, 0);
  EXPECT_THAT(light_finding(lone, lone, subject), Not(HasSubstr("nan")));
  EXPECT_THAT(answer_cells(lone, Task::embed), ElementsAre("-", "-", "-", "0.9900"));
}

TEST(Finding, WithoutTruthExactArithmeticIsTheMeasure) {
  FidelityResult r = example_result(Fidelity::photonic, 0, 0.9);
  r.scored = 0, r.accuracy = NAN;
  EXPECT_THAT(digital_finding(r, texts()), HasSubstr("The data has no labels for 200 texts"));
  EXPECT_THAT(light_finding(r, r, texts()), HasSubstr("90.0 % of the rows have their largest value at the "
                                                      "same place as digital"));
  EXPECT_EQ(counted_score(r, Task::compare), "90.0 %");
  for (const Task task : {Task::classify, Task::predict, Task::embed, Task::compare}) {
    EXPECT_EQ(answer_cells(r, task).size(), answer_columns(task).size() - (task == Task::embed ? 2 : 0));
    for (const std::string& cell : answer_cells(r, task)) EXPECT_THAT(cell, Not(HasSubstr("nan")));
  }
}

}  // namespace
}  // namespace tron::report
