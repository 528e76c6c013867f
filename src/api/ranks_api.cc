#include <exception>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"
#include "explore/task_farm/rank_job.h"
#include "explore/task_farm/rank_task_farm.h"
#include "tron/ranks.h"

namespace tron {
namespace {

std::string host() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "an unknown host";
}

}  // namespace

std::unique_ptr<Ranks> Ranks::join(const std::string& program, const CancelToken& cancel) {
  const explore::JobPlace place = explore::job_place();
  explore::end_with_launcher(place);
  if (place.ranks == 1) return nullptr;
  try {
    return std::unique_ptr<Ranks>(new Ranks(std::make_unique<explore::RankJob>(program, cancel)));
  } catch (const std::exception& error) {
    throw RunError(fmt::format("rank {} on {}: {}", place.rank, host(), error.what()));
  }
}

Ranks::Ranks(std::unique_ptr<explore::RankJob> job) : job_(std::move(job)) {}
Ranks::~Ranks() = default;

bool Ranks::leads() const {
  return job_->leads();
}

std::string Ranks::name(int rank) const {
  return job_->name(rank);
}

void Ranks::leave(int code, const std::string& words) {
  job_->leave(code, words);
}

}  // namespace tron
