#include "explore/workforce/thread_workforce.h"

#include "base/execution/parallel.h"
#include "explore/workforce/task_exchange.h"

namespace tron::explore {

ThreadWorkforce::ThreadWorkforce(int threads) : threads_(threads > 0 ? threads : available_threads()) {}

void ThreadWorkforce::run(int kind, std::uint64_t count, const MakeTask& task, const Deliver& deliver,
                          const std::function<bool()>& stop) {
  constexpr std::chrono::hours kForever{1};
  TaskExchange exchange;
  const Evaluate& evaluate = evaluator(kind);
  const TaskCrew crew(exchange, threads_,
                      [&](const Parcel& parcel, int thread) { return evaluate(parcel.bytes, thread); });
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
  Parcel result;
  while (in_flight > 0) {
    if (!exchange.take(result, kForever)) continue;
    --in_flight;
    deliver(result.index, std::move(result.bytes));
    offer();
  }
}

}  // namespace tron::explore
