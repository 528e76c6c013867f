#include "inference/scoring/score.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace tron::inference {
namespace {

Matrix matrix(std::size_t rows, std::vector<float> data) {
  Matrix m(rows, data.size() / rows);
  m.data = std::move(data);
  return m;
}

TEST(ErrorSums, GiveDecibels) {
  ErrorSums sums;
  const std::vector<float> reference{3, 4}, value{3, 4.5f};
  sums.add(reference, value);
  EXPECT_NEAR(sums.ratio_db(), 20, 1e-9);
}

TEST(NegativeLogLikelihood, IsMinusTheLogOfTheSoftmax) {
  const std::vector<float> logits{0, 1, 2};
  EXPECT_NEAR(negative_log_likelihood(logits, 2), std::log(1 + std::exp(-1.0) + std::exp(-2.0)), 1e-12);
  const std::vector<float> far{-1000, 1000};
  EXPECT_NEAR(negative_log_likelihood(far, 1), 0, 1e-12);
  EXPECT_NEAR(negative_log_likelihood(far, 0), 2000, 1e-9);
  const std::vector<float> flat(50, 7.0f);
  EXPECT_NEAR(negative_log_likelihood(flat, 13), std::log(50.0), 1e-12);
}

TEST(Cosine, IsOneAlongMinusOneAgainstAndZeroAcross) {
  const std::vector<float> x{1, 2}, twice{2, 4}, against{-1, -2}, across{2, -1}, none{0, 0};
  EXPECT_NEAR(cosine(x, twice), 1, 1e-12);
  EXPECT_NEAR(cosine(x, against), -1, 1e-12);
  EXPECT_NEAR(cosine(x, across), 0, 1e-12);
  EXPECT_EQ(cosine(x, none), 0);
}

TEST(Score, CountsClassesByTheirLabel) {
  ScoreCounts counts;
  Sample sample;
  const Matrix right = matrix(1, {1, 3, 2}), wrong = matrix(1, {4, 3, 2});
  sample.label = 1;
  score(Task::classify, sample, right, right, counts);
  score(Task::classify, sample, wrong, right, counts);
  sample.label = -1;
  score(Task::classify, sample, right, right, counts);
  EXPECT_EQ(counts.samples, 3u);
  EXPECT_EQ(counts.scored, 2u) << "one has no label";
  EXPECT_EQ(counts.correct, 1u);
  EXPECT_EQ(counts.agreeing, 2u);
  EXPECT_EQ(accuracy_of(counts), 0.5);
  EXPECT_TRUE(std::isnan(accuracy_of({})));
}

TEST(Score, SumsTheLogLikelihoodOfEveryExpectedToken) {
  ScoreCounts counts;
  Sample sample;
  sample.expected = {0, -1, 1};
  const Matrix rows = matrix(3, {0, 0, 5, 5, 0, 1}), exact = matrix(3, {1, 0, 5, 5, 1, 0});
  score(Task::predict, sample, rows, exact, counts);
  EXPECT_EQ(counts.rows, 3u);
  EXPECT_EQ(counts.scored, 2u) << "nobody knows what follows the second row";
  EXPECT_EQ(counts.correct, 2u);
  EXPECT_EQ(counts.agreeing, 2u);
  EXPECT_NEAR(counts.loss.mean(), (std::log(2.0) + std::log(1 + std::exp(-1.0))) / 2, 1e-12);
}

TEST(Score, HoldsEmbeddingsAgainstTheExactOnes) {
  ScoreCounts counts;
  const Matrix row = matrix(1, {1, 0}), exact = matrix(1, {1, 1});
  score(Task::embed, {}, row, exact, counts);
  score(Task::embed, {}, exact, exact, counts);
  EXPECT_NEAR(counts.cosine.mean(), (std::sqrt(0.5) + 1) / 2, 1e-7);
  EXPECT_EQ(counts.scored, 0u);
}

TEST(Score, PartsAddUp) {
  ScoreCounts a, b, whole;
  Sample sample;
  sample.expected = {1};
  const Matrix x = matrix(1, {0, 2}), y = matrix(1, {1, 0});
  score(Task::predict, sample, x, y, a);
  score(Task::predict, sample, y, y, b);
  score(Task::predict, sample, x, y, whole);
  score(Task::predict, sample, y, y, whole);
  a.add(b);
  EXPECT_EQ(a.scored, whole.scored);
  EXPECT_EQ(a.agreeing, whole.agreeing);
  EXPECT_NEAR(a.loss.mean(), whole.loss.mean(), 1e-12);
  EXPECT_EQ(a.logits.ratio_db(), whole.logits.ratio_db());
}

}  // namespace
}  // namespace tron::inference
