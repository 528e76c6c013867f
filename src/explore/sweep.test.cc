#include "explore/sweep.h"

#include <cmath>
#include <filesystem>
#include <set>

#include <gtest/gtest.h>

#include "base/error.h"
#include "explore/search/costs.h"

namespace tron::explore {
namespace {

/// 4096 combinations of two parameters that pull against each other; a quarter cannot work.
Space two_parameters(Method method) {
  std::string values;
  for (int i = 1; i <= 64; ++i) values += (i == 1 ? "" : ", ") + std::to_string(i);
  Space space = parse_space(
      "name = \"n\"\nwhat = \"w\"\nchip = \"tron\"\nassumptions = \"paper\"\nnetworks = [\"deit-tiny\"]\n"
      "objectives = [\"throughput\", \"area\"]\n[stages]\nevent = 7\ninference = 3\n"
      "[parameter.a]\npath = \"sizes.heads\"\nvalues = [" +
          values + "]\n[parameter.b]\npath = \"sizes.feed_forward_arrays\"\nvalues = [" + values + "]\n",
      "test.toml");
  space.search.method = method;
  if (method != Method::exhaustive) space.search.budget = 600;
  return space;
}

EvaluatedDesign made_up(std::uint64_t number) {
  const auto a = static_cast<double>(number / 64 + 1), b = static_cast<double>(number % 64 + 1);
  EvaluatedDesign evaluated;
  evaluated.number = number;
  if (number % 4 == 3) return evaluated;
  evaluated.status = Status::design;
  evaluated.metrics[Metric::throughput] = a * std::sqrt(b);
  evaluated.metrics[Metric::area] = a + b * b / 7;
  return evaluated;
}

struct Counted {
  std::multiset<std::uint64_t> closed_form, event, measured;
};

Evaluators evaluators_of(Counted& counted) {
  Evaluators evaluators;
  evaluators.closed_form = [&](std::uint64_t number) {
    counted.closed_form.insert(number);
    return made_up(number);
  };
  evaluators.event = [&](std::uint64_t number, std::string* why) {
    counted.event.insert(number);
    *why = number % 3 == 0 ? "too hot" : "";
    EvaluatedDesign evaluated = made_up(number);
    if (number % 3 == 0) evaluated.status = Status::outside;
    return evaluated;
  };
  evaluators.measure = [&](std::uint64_t number) {
    counted.measured.insert(number);
    Measurement out;
    out.complete = true;
    out.accuracies.push_back({number, "demo", 100, 0.9, 0.8, 0.95, 0.91});
    return out;
  };
  return evaluators;
}

/// With one thread, so that what is counted need not be guarded.
ExploreResult swept(const Space& space, Store* store, Counted& counted, const SweepOptions& options = {}) {
  const auto farm = make_task_farm(1);
  const Evaluators evaluators = evaluators_of(counted);
  register_tasks(*farm, evaluators, measured_by(EvaluationStage::closed_form, space.objectives));
  return sweep(space, true, *farm, store, options);
}

void expect_equal(const std::vector<EvaluatedDesign>& a, const std::vector<EvaluatedDesign>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].number, b[i].number);
    EXPECT_EQ(a[i].status, b[i].status);
    for (int m = 0; m < kStoredMetrics; ++m) {
      const double x = a[i].metrics.stored[m], y = b[i].metrics.stored[m];
      EXPECT_TRUE(x == y || (std::isnan(x) && std::isnan(y)));
    }
  }
}

void expect_equal(const ExploreResult& a, const ExploreResult& b) {
  for (int stage = 0; stage < kStages; ++stage) {
    expect_equal(a.stages[stage].evaluated, b.stages[stage].evaluated);
    EXPECT_EQ(a.stages[stage].counts, b.stages[stage].counts);
  }
  EXPECT_EQ(a.accuracies.size(), b.accuracies.size());
}

class Sweep : public testing::TestWithParam<Method> {
 protected:
  void SetUp() override {
    path_ = std::filesystem::path(testing::TempDir()) /
            ("sweep-" + std::to_string(static_cast<int>(GetParam())) + ".sqlite");
    std::filesystem::remove(path_);
  }
  void TearDown() override { std::filesystem::remove(path_); }
  std::filesystem::path path_;
};

TEST_P(Sweep, EvaluatesInStages) {
  const Space space = two_parameters(GetParam());
  Counted counted;
  const ExploreResult result = swept(space, nullptr, counted);
  const std::uint64_t wanted = GetParam() == Method::exhaustive ? 4096 : 600;
  EXPECT_EQ(counted.closed_form.size(), wanted);
  EXPECT_EQ(result.of(EvaluationStage::closed_form).evaluated.size(), wanted);
  EXPECT_EQ(counted.event.size(), 7u);
  EXPECT_EQ(counted.measured.size(), 3u);
  for (std::uint64_t number : counted.measured) EXPECT_TRUE(counted.event.contains(number));
  for (const EvaluatedDesign& one : result.of(EvaluationStage::inference).evaluated) {
    EXPECT_EQ(one.metrics[Metric::accuracy], 0.9);
  }
  for (const StageResult& stage : result.stages) EXPECT_TRUE(stage.done);
}

TEST_P(Sweep, StoppedAnywhereItEndsTheSameAndDoesNothingTwice) {
  const Space space = two_parameters(GetParam());
  Counted whole_count, count;
  const ExploreResult whole = swept(space, nullptr, whole_count);
  int stops = 0;
  ExploreResult result;
  do {
    Store store(path_, store_identity(space, "text"));
    std::uint64_t calls = 0;
    SweepOptions options;
    // A search asks again on its way through what it knows.
    const std::uint64_t patience = 6 + 2 * static_cast<std::uint64_t>(stops);
    options.stop = [&] { return ++calls > patience; };
    result = swept(space, &store, count, options);
    ASSERT_LT(++stops, 200);
  } while (!result.of(EvaluationStage::inference).done);
  EXPECT_GT(stops, 1);
  expect_equal(result, whole);
  EXPECT_EQ(count.closed_form.size(), whole_count.closed_form.size());
  EXPECT_EQ(count.closed_form, whole_count.closed_form);
  EXPECT_EQ(count.event, whole_count.event);
  EXPECT_EQ(count.measured, whole_count.measured);
}

// A store that grew with the budget must not answer with what smaller budgets led to.
TEST_P(Sweep, ConcludesFromItsOwnBudgetAlone) {
  Counted count;
  ExploreResult grown;
  Space space = two_parameters(GetParam());
  for (const std::uint64_t budget : {150, 900, 400}) {
    space.search.budget = budget;
    Store store(path_, store_identity(space, "text"));
    grown = swept(space, &store, count);
  }
  Counted direct_count;
  const ExploreResult direct = swept(space, nullptr, direct_count);
  expect_equal(grown, direct);
  EXPECT_EQ(grown.refusals.size(), direct.refusals.size());
  EXPECT_LE(count.closed_form.size(), 1450u) << "and does nothing twice";
}

INSTANTIATE_TEST_SUITE_P(Methods, Sweep, testing::Values(Method::exhaustive, Method::sobol, Method::nsga2));

TEST(Measurement, SurvivesTheJourney) {
  Measurement sent;
  sent.complete = true;
  sent.yield = 0.25;
  sent.accuracies.push_back({7, "demo", 100, 0.9, 0.8, 0.95, 0.91});
  sent.accuracies.push_back({7, "", 1, 1, 0, 1, 0});
  const std::string bytes = encode(sent);
  const Measurement came = decode_measurement(bytes, "a file");
  EXPECT_TRUE(came.complete);
  EXPECT_EQ(came.yield, 0.25);
  ASSERT_EQ(came.accuracies.size(), 2u);
  EXPECT_EQ(came.accuracies[0].network, "demo");
  EXPECT_EQ(came.accuracies[0].digital, 0.91);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    if (cut == 9 || bytes.size() - cut == 52) continue;  // whole measurements of fewer networks
    EXPECT_THROW(decode_measurement(bytes.substr(0, cut), "a file"), InputError) << cut;
  }
}

}  // namespace
}  // namespace tron::explore
