#include "explore/task_farm/thread_task_farm.h"

#include "base/execution/parallel.h"
#include "explore/task_farm/task_exchange.h"

namespace tron::explore {

ThreadTaskFarm::ThreadTaskFarm(int threads) : threads_(threads > 0 ? threads : available_threads()) {}

void ThreadTaskFarm::run(int kind, std::uint64_t count, const MakeTask& task, const Deliver& deliver,
                         const std::function<bool()>& stop) {
  constexpr std::chrono::hours kForever{1};
  TaskExchange exchange;
  const Evaluate& evaluate = evaluator(kind);
  const TaskThreads farm(exchange, threads_, [&](const TaskRecord& record, int thread) {
    return evaluate(record.bytes, thread);
  });
  // One task waits for each thread that works, so that none has to.
  const std::uint64_t ahead = 2 * static_cast<std::uint64_t>(threads_);
  std::uint64_t next = 0, in_flight = 0;
  const auto offer = [&] {
    while (next < count && in_flight < ahead && !stop()) {
      exchange.offer({next, kind, task(next)});
      ++next, ++in_flight;
    }
  };
  offer();
  TaskRecord result;
  while (in_flight > 0) {
    if (!exchange.take(result, kForever)) continue;
    --in_flight;
    deliver(result.index, std::move(result.bytes));
    offer();
  }
}

}  // namespace tron::explore
