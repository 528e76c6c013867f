#include "base/error.h"
#include "explore/task_farm/rank_job.h"
#include "explore/task_farm/rank_task_farm.h"

namespace tron::explore {
namespace {

[[noreturn]] void refuse() {
  throw RunError("several ranks need MPI, which this build was made without; TRON_MPI=ON brings it");
}

}  // namespace

struct Message {};
class MpiMailbox {};

RankJob::RankJob(std::string, CancelToken) {
  refuse();
}
RankJob::~RankJob() = default;

// No job was ever made.
std::string RankJob::name(int) const {
  refuse();
}
bool RankJob::agree(const WorkStatement&) {
  refuse();
}
void RankJob::throw_failure(const Message&) {
  refuse();
}
void RankJob::end_comes() {
  refuse();
}
void RankJob::leave(int, const std::string&) {}

bool agree(RankJob* job, const std::function<WorkStatement()>& state) {
  return job == nullptr || job->agree(state());
}

std::unique_ptr<TaskFarm> make_rank_task_farm(RankJob&, int) {
  refuse();
}

}  // namespace tron::explore
