#include "explore/exhaustive.h"

#include <algorithm>
#include <limits>

#include "base/parallel.h"

namespace tron {
namespace {

std::vector<std::size_t> front_of(const std::vector<DesignPoint>& points, std::vector<std::size_t> designs) {
  std::sort(designs.begin(), designs.end(), [&](std::size_t a, std::size_t b) {
    if (points[a].ops_per_s != points[b].ops_per_s) return points[a].ops_per_s > points[b].ops_per_s;
    return points[a].epb_j_per_bit < points[b].epb_j_per_bit;
  });
  std::vector<std::size_t> front;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t design : designs) {
    if (points[design].epb_j_per_bit >= least) continue;
    least = points[design].epb_j_per_bit;
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
