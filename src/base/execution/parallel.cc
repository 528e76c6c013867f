#include "base/execution/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include <signal.h>

#include "base/files/output_file.h"

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

std::atomic<bool> stopped{false};

/// The first signal asks, the second ends the program; half a file is not left behind.
void on_signal(int number) {
  if (!stopped.exchange(true)) return;
  remove_unfinished_output();
  ::signal(number, SIG_DFL);
  ::raise(number);
}

static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch lock-free atomics");

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

void install_interrupt() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  // How batch systems and mpirun ask a program to end.
  sigaction(SIGTERM, &action, nullptr);
}

bool stop_requested() {
  return stopped;
}
void request_stop() {
  stopped = true;
}
void clear_stop() {
  stopped = false;
}

}  // namespace tron::base
