#pragma once

#include "explore/task_farm/task_farm.h"
#include "rooms.h"

namespace tron::explore {

/// The threads of this process alone.
class ThreadTaskFarm : public TaskFarm {
 public:
  explicit ThreadTaskFarm(int threads);

  bool leads() const override { return true; }
  int threads() const override { return threads_; }
  int ranks() const override { return 1; }
  void run(int kind, std::uint64_t count, const MakeTask& task, const Deliver& deliver,
           const std::function<bool()>& stop) override;
  void serve() override {}

 private:
  int threads_;
};

}  // namespace tron::explore
