#include "explore/task_farm/task_exchange.h"

#include <utility>

namespace tron::explore {

void TaskExchange::offer(TaskRecord task) {
  const std::lock_guard lock(mutex_);
  tasks_.push_back(std::move(task));
  wake_.notify_one();
}

void TaskExchange::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  wake_.notify_all();
}

void TaskExchange::drop_tasks() {
  const std::lock_guard lock(mutex_);
  tasks_.clear();
}

bool TaskExchange::next(TaskRecord& task) {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [&] { return closed_ || failure_ || !tasks_.empty(); });
  if (failure_ || tasks_.empty()) return false;
  task = std::move(tasks_.front());
  tasks_.pop_front();
  return true;
}

void TaskExchange::bring(TaskRecord result) {
  const std::lock_guard lock(mutex_);
  results_.push_back(std::move(result));
  back_.notify_one();
}

void TaskExchange::fail(std::exception_ptr failure) {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = std::move(failure);
  back_.notify_one();
  wake_.notify_all();
}

bool TaskExchange::take(TaskRecord& result, std::chrono::microseconds patience) {
  std::unique_lock lock(mutex_);
  if (!back_.wait_for(lock, patience, [&] { return failure_ || !results_.empty(); })) return false;
  if (failure_) std::rethrow_exception(failure_);
  result = std::move(results_.front());
  results_.pop_front();
  return true;
}

TaskThreads::TaskThreads(TaskExchange& exchange, int threads, Work work)
    : exchange_(exchange), work_(std::move(work)) {
  try {
    for (int t = 0; t < threads; ++t) threads_.emplace_back([this, t] { run(t); });
  } catch (...) {
    end();  // those that did start
    throw;
  }
}

TaskThreads::~TaskThreads() {
  end();
}

void TaskThreads::end() {
  exchange_.close();
  for (std::thread& thread : threads_) thread.join();
}

void TaskThreads::run(int thread) {
  TaskRecord task;
  while (exchange_.next(task)) {
    try {
      exchange_.bring({task.index, task.kind, work_(task, thread)});
    } catch (...) {
      exchange_.fail(std::current_exception());
      return;
    }
  }
}

}  // namespace tron::explore
