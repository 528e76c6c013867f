#include "explore/workforce/workforce.h"

#include <atomic>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace tron::explore {
namespace {

std::string square(std::string_view task, int) {
  const long n = std::stol(std::string(task));
  return std::to_string(n * n);
}

std::string task_of(std::uint64_t index) {
  return std::to_string(index);
}

TEST(Workforce, EveryTaskIsDoneOnceByAnyThreads) {
  for (int threads : {1, 2, 5}) {
    const auto crew = make_workforce(threads);
    crew->learn(7, square);
    std::vector<int> seen(100, 0);
    crew->run(
        7, 100, task_of,
        [&](std::uint64_t index, const std::string& result) {
          EXPECT_EQ(result, std::to_string(index * index));
          ++seen[index];
        },
        [] { return false; });
    EXPECT_EQ(seen, std::vector<int>(100, 1));
  }
}

TEST(Workforce, StopsWithWhatIsInFlight) {
  const auto crew = make_workforce(2);
  crew->learn(0, square);
  std::uint64_t made = 0, delivered = 0;
  crew->run(
      0, 1000,
      [&](std::uint64_t index) {
        ++made;
        return task_of(index);
      },
      [&](std::uint64_t, const std::string&) { ++delivered; }, [&] { return delivered >= 10; });
  EXPECT_EQ(made, delivered);
  EXPECT_GE(delivered, 10u);
  EXPECT_LT(delivered, 20u);
}

TEST(Workforce, AFailureComesOutAndNothingHangs) {
  const auto crew = make_workforce(3);
  crew->learn(0, [](std::string_view task, int) -> std::string {
    if (task == "20") throw std::runtime_error("no light");
    return {};
  });
  EXPECT_THROW(crew->run(
                   0, 100, task_of, [](std::uint64_t, const std::string&) {}, [] { return false; }),
               std::runtime_error);
}

}  // namespace
}  // namespace tron::explore
