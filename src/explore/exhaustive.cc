#include "explore/exhaustive.h"

#include <algorithm>
#include <limits>

#include "base/parallel.h"

namespace tron {
namespace {

std::vector<std::size_t> front_of(const std::vector<DesignPoint>& points, std::vector<std::size_t> designs) {
  const auto ops = [&](std::size_t i) { return points[i].metrics[Metric::throughput]; };
  const auto epb = [&](std::size_t i) { return points[i].metrics[Metric::epb]; };
  std::sort(designs.begin(), designs.end(), [&](std::size_t a, std::size_t b) {
    return ops(a) != ops(b) ? ops(a) > ops(b) : epb(a) < epb(b);
  });
  std::vector<std::size_t> front;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t design : designs) {
    if (epb(design) >= least) continue;
    least = epb(design);
    front.push_back(design);
  }
  return front;
}

}  // namespace

Exploration explore_all(const Space& space, const std::vector<Graph>& graphs, int threads,
                        const std::function<void()>& done) {
  Exploration result;
  std::vector<DesignPoint> points(space.size());
  std::vector<char> judged(points.size(), 0);
  parallel_for(points.size(), threads, [&](std::size_t number, int) {
    if (stop_requested()) return;
    points[number] = judge(space, graphs, number);
    judged[number] = 1;
    if (done) done();
  });
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (judged[i] != 0) result.points.push_back(std::move(points[i]));
  }
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    if (result.points[i].infeasible.empty()) result.best.push_back(i);
  }
  result.front = front_of(result.points, result.best);
  std::stable_sort(result.best.begin(), result.best.end(), [&](std::size_t a, std::size_t b) {
    return result.points[a].score > result.points[b].score;
  });
  return result;
}

}  // namespace tron
