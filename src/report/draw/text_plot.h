#pragma once

#include <string>
#include <vector>

#include "report/draw/svg_plot.h"
#include "rooms.h"

namespace tron::report {

/// A line plot as text, `columns` x `rows` characters inside the axes: one letter per series ('a', 'b', ...),
/// '*' where two meet, the legend below. A column shows the extremes of the data that fall into it, so that
/// a narrow resonance is not lost.
std::string text_plot(const LinePlot& plot, int columns = 80, int rows = 16);

}  // namespace tron::report
