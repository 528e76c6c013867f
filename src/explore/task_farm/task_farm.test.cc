#include "explore/task_farm/task_farm.h"

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

TEST(TaskFarm, EveryTaskIsDoneOnceByAnyThreads) {
  for (int threads : {1, 2, 5}) {
    const auto farm = make_task_farm(threads);
    farm->register_task(7, square);
    std::vector<int> seen(100, 0);
    farm->run(
        7, 100, task_of,
        [&](std::uint64_t index, const std::string& result) {
          EXPECT_EQ(result, std::to_string(index * index));
          ++seen[index];
        },
        [] { return false; });
    EXPECT_EQ(seen, std::vector<int>(100, 1));
  }
}

TEST(TaskFarm, StopsWithWhatIsInFlight) {
  const auto farm = make_task_farm(2);
  farm->register_task(0, square);
  std::uint64_t made = 0, delivered = 0;
  farm->run(
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

TEST(TaskFarm, AFailureComesOutAndNothingHangs) {
  const auto farm = make_task_farm(3);
  farm->register_task(0, [](std::string_view task, int) -> std::string {
    if (task == "20") throw std::runtime_error("no light");
    return {};
  });
  EXPECT_THROW(farm->run(
                   0, 100, task_of, [](std::uint64_t, const std::string&) {}, [] { return false; }),
               std::runtime_error);
}

}  // namespace
}  // namespace tron::explore
