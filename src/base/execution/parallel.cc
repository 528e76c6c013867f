#include "base/execution/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace tron::base {

namespace {

using Body = std::function<void(std::size_t, int)>;

/// What the workers of one call share.
struct HandOut {
  std::size_t count;
  const Body& body;
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex{};
  std::exception_ptr error{};

  void work(int worker) {
    try {
      while (!failed) {
        const std::size_t index = next++;
        if (index >= count) return;
        body(index, worker);
      }
    } catch (...) {
      fail();
    }
  }

  void fail() {
    const std::lock_guard lock(mutex);
    if (!error) error = std::current_exception();
    failed = true;
  }
};

}  // namespace

void parallel_for(std::size_t count, int threads, const Body& body) {
  if (threads <= 0) threads = available_threads();
  const auto workers = static_cast<int>(std::min<std::size_t>(count, static_cast<std::size_t>(threads)));
  HandOut work{count, body};
  {
    std::vector<std::jthread> others;
    try {
      for (int worker = 1; worker < workers; ++worker)
        others.emplace_back([&work, worker] { work.work(worker); });
    } catch (...) {
      work.fail();  // no more threads to be had: let those that run come to an end, then say so
    }
    work.work(0);
  }
  if (work.error) std::rethrow_exception(work.error);
}

int available_threads() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace tron::base
