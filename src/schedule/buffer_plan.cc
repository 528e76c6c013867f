#include "schedule/buffer_plan.h"

#include <algorithm>
#include <limits>
#include <set>

namespace tron::schedule {
namespace {

std::size_t product_width(const Step& step, const BufferPlan& plan, std::size_t context) {
  const Product& product = step.product;
  const bool dynamic = product.weighting == Weighting::dynamic;
  const ProductShape shape =
      product_shape(product, plan.rows[step.inputs[0]], dynamic ? held_rows(step, plan.rows, context) : 0);
  return shape.n * product.heads;
}

void measure_values(const Program& program, const Machine& machine, const Workload& workload,
                    BufferPlan& plan) {
  plan.rows = value_rows(program, workload.extent());
  plan.width.assign(program.values, 0);
  plan.bytes.assign(program.values, 0);
  for (const Step& step : program.steps) {
    std::size_t& width = plan.width[step.output];
    if (step.kind == StepKind::product) {
      width = product_width(step, plan, workload.context);
    } else {
      width = step.width != 0 ? step.width : plan.width[step.inputs.at(0)];
    }
    plan.bytes[step.output] =
        static_cast<double>(workload.batch) * plan.rows[step.output] * width * machine.operand_bits / 8.0;
  }
}

/// The last group that makes or reads each value.
std::vector<std::size_t> last_uses(const Program& program, const std::vector<std::vector<int>>& order) {
  std::vector<std::size_t> last(program.values, 0);
  for (std::size_t g = 0; g < order.size(); ++g) {
    for (int s : order[g]) {
      const Step& step = program.steps[s];
      last[step.output] = std::max(last[step.output], g);
      for (int input : step.inputs) last[input] = std::max(last[input], g);
    }
  }
  return last;
}

/// Numbers that are free again, the lowest first.
class Slots {
 public:
  int take() {
    const auto free = std::find(taken_.begin(), taken_.end(), false);
    const auto number = free - taken_.begin();
    if (free == taken_.end()) taken_.push_back(true);
    taken_[number] = true;
    return static_cast<int>(number);
  }
  void give(int number) { taken_[number] = false; }
  int count() const { return static_cast<int>(taken_.size()); }

 private:
  std::vector<bool> taken_;
};

/// Whether the next group is a product that streams what this one makes: the two may run as a pipeline, and
/// what dies here keeps its room until both are through.
bool streams_from(const Program& program, const std::vector<int>& group, const std::vector<int>& next) {
  const Step& step = program.steps[next.front()];
  return step.kind == StepKind::product && std::any_of(group.begin(), group.end(), [&](int number) {
           return program.steps[number].kind == StepKind::product &&
                  program.steps[number].output == step.inputs[0];
         });
}

/// Gives values slots as groups make them, and takes them back.
class SlotKeeper {
 public:
  explicit SlotKeeper(BufferPlan& plan) : plan_(plan) {}

  void make(int value) {
    plan_.slot[value] = slots_.take();
    plan_.slots = slots_.count();
    plan_.turns.push_back({value, true});
  }

  /// Nothing for a value that an earlier pass made.
  void drop(int value) {
    if (plan_.slot[value] < 0) return;
    slots_.give(plan_.slot[value]);
    plan_.turns.push_back({value, false});
  }

 private:
  BufferPlan& plan_;
  Slots slots_;
};

/// Gives every value room in turn.
void play_turns(const BufferPlan& plan, double capacity, Spills& spills) {
  double live = 0, spilled = 0;
  for (const auto [value, made] : plan.turns) {
    const double bytes = plan.bytes[value];
    double& out = spills.bytes[value];
    if (!made) {
      live -= bytes - out;
      spilled -= out;
      continue;
    }
    const double room = std::max(0.0, capacity - live);
    out = std::max(0.0, bytes - room);
    live += bytes - out;
    spilled += out;
    spills.peak_bytes = std::max(spills.peak_bytes, live + spilled);
  }
  for (double bytes : spills.bytes) spills.total += bytes;
}

/// A value fits if `live + bytes <= capacity`. Sizes are multiples of an eighth, so while their sum stays
/// below 2^50 nothing here is rounded but `capacity - live`, and that cannot fall below `bytes`, which is
/// exact.
double enough_room(const BufferPlan& plan) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  double all = 0;
  for (double bytes : plan.bytes) all += bytes;
  if (!(all < 0x1p50)) return kInfinite;
  Spills spills;
  spills.bytes.assign(plan.bytes.size(), 0);
  play_turns(plan, kInfinite, spills);
  return spills.peak_bytes;
}

}  // namespace

BufferPlan plan_values(const Program& program, const Machine& machine, const Workload& workload,
                       const std::vector<std::vector<int>>& order) {
  BufferPlan plan;
  measure_values(program, machine, workload, plan);
  plan.slot.assign(program.values, -1);
  const std::vector<std::size_t> last = last_uses(program, order);
  SlotKeeper room(plan);
  std::vector<int> dying;
  for (std::size_t g = 0; g < order.size(); ++g) {
    std::set<int> touched;
    for (int s : order[g]) {
      const Step& step = program.steps[s];
      room.make(step.output);
      touched.insert(step.output);
      touched.insert(step.inputs.begin(), step.inputs.end());
    }
    for (int value : dying) room.drop(value);
    dying.clear();
    const bool overlaps = g + 1 < order.size() && streams_from(program, order[g], order[g + 1]);
    for (int value : touched) {
      if (last[value] != g) continue;
      if (overlaps) {
        dying.push_back(value);
      } else {
        room.drop(value);
      }
    }
  }
  plan.enough = enough_room(plan);
  return plan;
}

void spill_values(const BufferPlan& plan, double capacity, Spills& spills) {
  const bool clean = spills.bytes.size() == plan.bytes.size() && spills.total == 0;
  if (!clean) spills.bytes.assign(plan.bytes.size(), 0);
  spills.total = spills.peak_bytes = 0;
  if (capacity >= plan.enough) {
    spills.peak_bytes = plan.enough;
  } else {
    play_turns(plan, capacity, spills);
  }
}

}  // namespace tron::schedule
