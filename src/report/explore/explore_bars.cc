#include <algorithm>
#include <string>

#include "report/draw/svg_plot.h"
#include "report/explore/explore_page.h"

namespace tron::report {
namespace {

constexpr double kLeft = 150, kWidth = 420, kBar = 11, kGap = 9, kTop = 64;

double across(double share) {
  return kLeft + kWidth * std::clamp(share, 0.0, 1.0);
}

void draw_legend(SvgCanvas& canvas, const std::vector<Objective>& objectives) {
  double at = kLeft;
  for (std::size_t k = 0; k < objectives.size(); ++k) {
    const std::string name(record_of(objectives[k].metric).title);
    canvas.rectangle({at, 32, 12, 12}, series_colour(k));
    canvas.text({at + 17, 42}, name, Anchor::start, 11);
    at += 34 + 6.2 * static_cast<double>(name.size());
  }
}

void draw_scale(SvgCanvas& canvas, double bottom) {
  for (int percent = 0; percent <= 100; percent += 20) {
    const double x = across(percent / 100.0);
    canvas.line({x, kTop - 6}, {x, bottom}, "#dddddd");
    canvas.text({x, bottom + 16}, std::to_string(percent), Anchor::middle, 11);
  }
  canvas.text({kLeft + kWidth / 2, bottom + 36}, "share of the variance (%)", Anchor::middle);
}

/// A bar an objective, with its error.
void draw_bars(SvgCanvas& canvas, const std::vector<ParameterEffect>& effects, double top) {
  for (std::size_t k = 0; k < effects.size(); ++k) {
    const double y = top + kBar * static_cast<double>(k), middle = y + (kBar - 1) / 2;
    const auto [share, error] = std::pair(effects[k].share, effects[k].error);
    canvas.rectangle({kLeft, y, across(share) - kLeft, kBar - 1}, series_colour(k));
    if (error > 0) canvas.line({across(share - error), middle}, {across(share + error), middle}, "#222222");
  }
}

}  // namespace

std::string explore_sensitivity_svg(const ExploreResult& result, const Conclusion& conclusion) {
  const Sensitivity& found = conclusion.sensitivity;
  const double height = kBar * static_cast<double>(found.objectives.size());
  const double bottom = kTop + (height + kGap) * static_cast<double>(found.effects.size());
  SvgCanvas canvas(kLeft + kWidth + 60, bottom + 46);
  canvas.text({kLeft + kWidth / 2, 20}, "Share of the variance that a parameter decides alone",
              Anchor::middle, 14);
  draw_legend(canvas, found.objectives);
  draw_scale(canvas, bottom);
  for (std::size_t p = 0; p < found.effects.size(); ++p) {
    const double top = kTop + (height + kGap) * static_cast<double>(p);
    canvas.text({kLeft - 8, top + height / 2 + 4}, result.space.parameters[p].name, Anchor::end, 11);
    draw_bars(canvas, found.effects[p], top);
  }
  canvas.line({kLeft, kTop - 6}, {kLeft, bottom}, "#444444");
  return canvas.finish();
}

}  // namespace tron::report
