#include "explore/thread_workforce.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "base/parallel.h"

namespace tron {
namespace {

struct Parcel {
  std::uint64_t index = 0;
  std::string bytes;
};

/// Tasks on their way to the threads and results on their way back.
class Exchange {
 public:
  void offer(Parcel task) {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    wake_.notify_one();
  }
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    wake_.notify_all();
  }
  /// False once there is nothing more to do.
  bool take(Parcel& task) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return closed_ || failure_ || !tasks_.empty(); });
    if (failure_ || tasks_.empty()) return false;
    task = std::move(tasks_.front());
    tasks_.pop_front();
    return true;
  }
  void bring(Parcel result) {
    const std::lock_guard lock(mutex_);
    results_.push_back(std::move(result));
    back_.notify_one();
  }
  void fail(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(failure);
    back_.notify_one();
    wake_.notify_all();
  }
  Parcel wait() {
    std::unique_lock lock(mutex_);
    back_.wait(lock, [&] { return failure_ || !results_.empty(); });
    if (failure_) std::rethrow_exception(failure_);
    Parcel result = std::move(results_.front());
    results_.pop_front();
    return result;
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_, back_;
  std::deque<Parcel> tasks_, results_;
  bool closed_ = false;
  std::exception_ptr failure_;
};

/// Joins its threads whatever happens.
class Crew {
 public:
  Crew(Exchange& exchange, int threads, const Workforce::Evaluate& evaluate) : exchange_(exchange) {
    for (int t = 0; t < threads; ++t) {
      threads_.emplace_back([this, &evaluate, t] { work(evaluate, t); });
    }
  }
  ~Crew() {
    exchange_.close();
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  void work(const Workforce::Evaluate& evaluate, int number) {
    Parcel task;
    while (exchange_.take(task)) {
      try {
        exchange_.bring({task.index, evaluate(task.bytes, number)});
      } catch (...) {
        exchange_.fail(std::current_exception());
        return;
      }
    }
  }

  Exchange& exchange_;
  std::vector<std::thread> threads_;
};

}  // namespace

ThreadWorkforce::ThreadWorkforce(int threads) : threads_(threads > 0 ? threads : available_threads()) {}

void ThreadWorkforce::run(int kind, std::uint64_t count, const MakeTask& task, const Deliver& deliver,
                          const std::function<bool()>& stop) {
  Exchange exchange;
  const Crew crew(exchange, threads_, evaluator(kind));
  // One task waits for each thread that works, so that none has to.
  const std::uint64_t ahead = 2 * static_cast<std::uint64_t>(threads_);
  std::uint64_t next = 0, in_flight = 0;
  const auto offer = [&] {
    while (next < count && in_flight < ahead && !stop()) {
      exchange.offer({next, task(next)});
      ++next, ++in_flight;
    }
  };
  offer();
  while (in_flight > 0) {
    Parcel result = exchange.wait();
    --in_flight;
    deliver(result.index, std::move(result.bytes));
    offer();
  }
}

}  // namespace tron
