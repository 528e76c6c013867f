#include "explore/store/check_content.h"

#include <cmath>
#include <functional>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/input_error_of.h"
#include "explore/evaluated_for_test.h"
#include "explore/evaluators.h"

namespace tron::explore {
namespace {

using testing::AllOf;
using testing::HasSubstr;

EvaluatedDesign worked(std::uint64_t number) {
  EvaluatedDesign one = design(number, 1e12, 1e-12);
  for (int i = 0; i < kPackedMetrics; ++i) one.metrics.stored[static_cast<std::size_t>(i)] = 1 + i;
  return one;
}

std::string range(std::uint64_t first, std::uint64_t count) {
  std::vector<EvaluatedDesign> all;
  for (std::uint64_t i = 0; i < count; ++i) all.push_back(worked(first + i));
  return pack(all);
}

Piece measured(std::uint64_t number, double value) {
  Measurement measurement;
  measurement.complete = true;
  measurement.accuracies.push_back({number, "demo", 100, value, 0.1, 0.9, NAN});
  return {number, "measurement", 0, encode(measurement)};
}

/// 36 combinations, all evaluated in two ranges; two designs simulated, one of them measured.
StoreContent whole_content() {
  StoreContent content;
  content.identity.space = {{"fingerprint", "0123456789abcdef0123456789abcdef"}};
  content.done = {true, true, true};
  content.chunks = {range(20, 16), range(0, 20)};
  content.findings = {{worked(7), EvaluationStage::event, ""}, {worked(9), EvaluationStage::event, ""}};
  content.parameters = {{7, "p0", "1"}, {7, "p1", "1"}, {9, "p0", "1"}, {9, "p1", "3"}};
  content.front = {{9, EvaluationStage::event}, {7, EvaluationStage::event}};
  content.pieces = {measured(7, 0.5)};
  return content;
}

Space space_of_36() {
  Space space = grid_space(2, 6);
  space.networks = {{"demo", "demo", ""}};
  return space;
}

std::string refusal(const StoreContent& content, const Space& space = space_of_36()) {
  return input_error_of([&] { check_content(content, space, "a.sqlite"); }).what();
}

std::string refusal_after(const std::function<void(StoreContent&)>& edit) {
  StoreContent content = whole_content();
  edit(content);
  return refusal(content);
}

TEST(CheckContent, LetsThroughWhatARunLeaves) {
  EXPECT_NO_THROW(check_content(whole_content(), space_of_36(), "a.sqlite"));
  StoreContent begun = whole_content();
  begun.done = {};
  begun.chunks.pop_back();
  EXPECT_NO_THROW(check_content(begun, space_of_36(), "a.sqlite"));
}

TEST(CheckContent, NumbersAreBelowTheSpacesSize) {
  EXPECT_THAT(refusal_after([](auto& content) { content.chunks[0] = range(21, 16); }),
              AllOf(HasSubstr("a.sqlite: table chunk, row 1"), HasSubstr("36; allowed: numbers below 36")));
  for (const std::uint64_t number : {std::uint64_t{36}, ~std::uint64_t{0}, std::uint64_t{1} << 63}) {
    EXPECT_THAT(refusal_after([&](auto& content) { content.findings[1].evaluated.number = number; }),
                HasSubstr("table design, row 2"));
    EXPECT_THAT(refusal_after([&](auto& content) { content.parameters[3].number = number; }),
                HasSubstr("table parameter, row 4"));
    EXPECT_THAT(refusal_after([&](auto& content) { content.pieces[0].number = number; }),
                HasSubstr("table piece, row 1"));
    EXPECT_THAT(refusal_after([&](auto& content) { content.front[0].number = number; }),
                HasSubstr("table front, row 1"));
  }
}

/// As a range of huge numbers would wrap round to small ones.
TEST(CheckContent, RangesDoNotWrapRound) {
  std::string wrapping = range(0, 3);
  wrapping.replace(0, 8, 8, '\xff');
  EXPECT_THAT(refusal_after([&](auto& content) { content.chunks[0] = wrapping; }),
              HasSubstr("numbers below 36"));
}

TEST(CheckContent, EachIsEvaluatedOnceAndNoneIsMissing) {
  EXPECT_THAT(refusal_after([](auto& content) { content.chunks.push_back(range(5, 1)); }),
              HasSubstr("combination 5 twice"));
  EXPECT_THAT(refusal_after([](auto& content) { content.chunks[1] = range(0, 19); }),
              HasSubstr("nothing of combination 19"));
  StoreContent part = whole_content();
  part.chunks = {range(0, 10)};
  part.identity.budget = 10;
  EXPECT_NO_THROW(check_content(part, space_of_36(), "a.sqlite"));
  part.identity.budget = 11;
  EXPECT_THAT(refusal(part), HasSubstr("all 11 of a stage that is done"));
}

TEST(CheckContent, ASearchListsNumbersAndASweepDoesNot) {
  StoreContent content = whole_content();
  const std::vector<EvaluatedDesign> some = {worked(3), worked(1)};
  content.chunks = {pack(some)};
  EXPECT_THAT(refusal(content), HasSubstr("a list of numbers"));
  Space searched = space_of_36();
  searched.search.method = Method::sobol;
  EXPECT_NO_THROW(check_content(content, searched, "a.sqlite"));
  content.chunks.push_back(range(1, 1));
  EXPECT_THAT(refusal(content, searched), HasSubstr("combination 1 twice"));
}

TEST(CheckContent, MetricsAreWhatMetricsCanBe) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double value : {-1.0, 1e300, infinity, -infinity, double{NAN}}) {
    for (const Metric metric : {Metric::throughput, Metric::area, Metric::epb}) {
      EvaluatedDesign one = worked(0);
      one.metrics[metric] = value;
      EXPECT_THAT(refusal_after([&](auto& content) { content.findings[0].evaluated = one; }),
                  AllOf(HasSubstr("table design, row 1"), HasSubstr(std::string(record_of(metric).name))));
      EXPECT_THAT(refusal_after([&](auto& content) { content.chunks = {pack(std::vector{one})}; }),
                  HasSubstr("table chunk, row 1"));
    }
  }
  for (const double share : {-0.1, 1.1, infinity}) {
    EXPECT_THAT(
        refusal_after([&](auto& content) { content.findings[0].evaluated.metrics[Metric::yield] = share; }),
        HasSubstr("yield"));
    EXPECT_THAT(refusal_after([&](auto& content) { content.pieces[0] = measured(7, share); }),
                HasSubstr("table piece, row 1"));
  }
  EXPECT_THAT(refusal_after([](auto& content) { content.findings[0].evaluated.status = Status::illegal; }),
              HasSubstr("no metrics of what does not work"));
}

TEST(CheckContent, PiecesAreMeasurementsOfTheSpacesNetworks) {
  EXPECT_THAT(refusal_after([](auto& content) { content.pieces[0].kind = "other"; }), HasSubstr("'other'"));
  EXPECT_THAT(refusal_after([](auto& content) { content.pieces[0].item = 1; }), HasSubstr("item 1"));
  EXPECT_THAT(refusal_after([](auto& content) { content.pieces[0].number = 8; }), HasSubstr("combination 8"));
  EXPECT_THAT(refusal_after([](auto& content) { content.pieces[0].bytes.resize(20); }),
              HasSubstr("a.sqlite"));
  Space other = space_of_36();
  other.networks[0].name = "other";
  EXPECT_THAT(refusal(whole_content(), other), HasSubstr("table piece, row 1"));
}

TEST(CheckContent, FrontAndParametersAreThoseOfDesigns) {
  EXPECT_THAT(refusal_after([](auto& content) { content.front[1].number = 8; }),
              HasSubstr("table front, row 2"));
  EXPECT_THAT(refusal_after([](auto& content) { content.front[1].stage = EvaluationStage::inference; }),
              HasSubstr("table front, row 2"));
  EXPECT_THAT(refusal_after([](auto& content) { content.parameters[1].value = "2"; }),
              HasSubstr("p1 = 2 of combination 7; allowed: = 1"));
  EXPECT_THAT(refusal_after([](auto& content) { content.parameters[1].name = "p7"; }), HasSubstr("p7"));
}

TEST(CheckContent, AFingerprintIsOne) {
  EXPECT_THAT(refusal_after([](auto& content) { content.identity.space.clear(); }), HasSubstr("table space"));
  EXPECT_THAT(refusal_after([](auto& content) { content.identity.space[0].second[3] = '\n'; }),
              HasSubstr("hexadecimal"));
}

}  // namespace
}  // namespace tron::explore
