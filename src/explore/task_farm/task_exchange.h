#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "rooms.h"

namespace tron::explore {

/// A task on its way to a thread, or its result on the way back.
struct TaskRecord {
  std::uint64_t index = 0;
  int kind = 0;
  std::string bytes;
};

/// Hands tasks to threads and results back. A task that throws ends it: the exception comes out of take().
class TaskExchange {
 public:
  void offer(TaskRecord task);
  /// No more tasks come; threads end once they have done what is there.
  void close();
  void drop_tasks();  ///< those that no thread has begun

  /// For threads. False once there is nothing more to do.
  bool next(TaskRecord& task);
  void bring(TaskRecord result);
  void fail(std::exception_ptr failure);

  /// A result, waited for at most so long. False where none came.
  bool take(TaskRecord& result, std::chrono::microseconds patience);

 private:
  std::mutex mutex_;
  std::condition_variable wake_, back_;
  std::deque<TaskRecord> tasks_, results_;
  bool closed_ = false;
  std::exception_ptr failure_;
};

/// Threads that work for an exchange; joins them whatever happens.
class TaskThreads {
 public:
  using Work = std::function<std::string(const TaskRecord& task, int thread)>;
  TaskThreads(TaskExchange& exchange, int threads, Work work);
  ~TaskThreads();
  TaskThreads(const TaskThreads&) = delete;
  TaskThreads& operator=(const TaskThreads&) = delete;

 private:
  void run(int thread);
  void end();

  TaskExchange& exchange_;
  Work work_;
  std::vector<std::thread> threads_;
};

}  // namespace tron::explore
