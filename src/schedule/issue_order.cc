#include "schedule/issue_order.h"

#include <algorithm>

namespace tron::schedule {
namespace {

bool is_projection(const Step& step) {
  if (step.kind != StepKind::product || step.product.weighting == Weighting::dynamic) return false;
  const Role role = step.product.role;
  return role == Role::query || role == Role::key || role == Role::value;
}

int pool_of(const Step& step, const Machine& machine) {
  return machine.pool_of[static_cast<int>(step.product.role)];
}

bool may_join(const Step& step, const std::vector<int>& group, const Program& program,
              const Machine& machine) {
  return std::none_of(group.begin(), group.end(), [&](int number) {
    const Step& other = program.steps[number];
    return other.layer != step.layer || pool_of(other, machine) == pool_of(step, machine) ||
           std::count(step.inputs.begin(), step.inputs.end(), other.output) != 0;
  });
}

}  // namespace

std::vector<std::vector<int>> issue_order(const Program& program, const Machine& machine) {
  std::vector<std::vector<int>> groups;
  int projections = -1;  // the group that the last query projection opened
  std::vector<int> made_in(program.values, -1);
  for (int s = 0; s < static_cast<int>(program.steps.size()); ++s) {
    const Step& step = program.steps[s];
    const bool projection = is_projection(step);
    // A step that needs what was made after the group was opened has to wait for it.
    const bool ready = std::all_of(step.inputs.begin(), step.inputs.end(),
                                   [&](int input) { return made_in[input] < projections; });
    int home = static_cast<int>(groups.size());
    if (projection && step.product.role != Role::query && projections >= 0 && ready &&
        may_join(step, groups[projections], program, machine)) {
      home = projections;
      groups[home].push_back(s);
    } else {
      groups.push_back({s});
      if (projection && step.product.role == Role::query) projections = home;
    }
    made_in[step.output] = home;
  }
  return groups;
}

}  // namespace tron::schedule
