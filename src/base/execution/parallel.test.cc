#include "base/execution/parallel.h"

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace tron::base {
namespace {

TEST(ParallelFor, RunsEveryIndexOnce) {
  for (const int threads : {0, 1, 2, 7}) {
    std::vector<std::atomic<int>> runs(1000);
    std::atomic<bool> worker_in_range = true;
    const int most = threads == 0 ? available_threads() : threads;
    parallel_for(runs.size(), threads, [&](std::size_t i, int worker) {
      ++runs[i];
      if (worker < 0 || worker >= most) worker_in_range = false;
    });
    for (const auto& n : runs) ASSERT_EQ(n, 1) << threads;
    EXPECT_TRUE(worker_in_range) << threads;
  }
}

TEST(ParallelFor, HasNothingToDoForNothing) {
  parallel_for(0, 4, [](std::size_t, int) { FAIL(); });
}

TEST(ParallelFor, HandsOutInOrder) {
  std::vector<std::size_t> order;
  parallel_for(50, 1, [&](std::size_t i, int) { order.push_back(i); });
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], i);
}

TEST(ParallelFor, AWorkerIsOneThread) {
  std::vector<std::set<std::thread::id>> ids(4);
  parallel_for(200, 4, [&](std::size_t, int worker) {
    ids[static_cast<std::size_t>(worker)].insert(std::this_thread::get_id());
  });
  for (const auto& of_worker : ids) EXPECT_LE(of_worker.size(), 1U);
}

TEST(ParallelFor, TheFirstExceptionStopsAndReturns) {
  for (const int threads : {1, 3}) {
    std::atomic<int> begun = 0;
    EXPECT_THROW(parallel_for(1'000'000, threads,
                              [&](std::size_t i, int) {
                                ++begun;
                                if (i == 10) throw std::runtime_error("ten");
                              }),
                 std::runtime_error);
    EXPECT_LT(begun, 1'000'000) << "indices are handed out no longer";
    EXPECT_GE(begun, 11);
  }
}

}  // namespace
}  // namespace tron::base
