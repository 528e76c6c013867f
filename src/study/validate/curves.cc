#include "study/validate/curves.h"

#include <charconv>
#include <cmath>

#include "base/error.h"
#include "base/files/files.h"
#include "base/text/lines.h"

namespace tron::study {
namespace {

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> out(1);
  for (const char c : line) {
    if (c == ',') {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

double number_of(const std::string& cell, const std::string& path, int line) {
  double value = 0;
  const char *first = cell.data(), *last = cell.data() + cell.size();
  const auto [end, error] = std::from_chars(first, last, value);
  if (error != std::errc() || end != last || !std::isfinite(value))
    throw InputError(Place{path, line, 0, ""}, '"' + cell + '"', "a number");
  return value;
}

}  // namespace

const std::vector<double>& Curves::column(const std::string& name) const {
  std::string all;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return columns[i];
    all += (i == 0 ? "" : ", ") + names[i];
  }
  throw InputError(Place{path, 0, 0, "column"}, '"' + name + '"', all);
}

Curves read_curves(const std::string& path) {
  Curves out;
  out.path = path;
  int number = 0;
  for (const std::string& line : split_lines(read_file(path))) {
    ++number;
    if (line.starts_with("#") || line.empty()) continue;
    const std::vector<std::string> cells = cells_of(line);
    if (out.names.empty()) {
      out.names = cells;
      out.columns.resize(cells.size());
      continue;
    }
    if (cells.size() != out.names.size())
      throw InputError(Place{path, number, 0, ""}, std::to_string(cells.size()) + " cells",
                       std::to_string(out.names.size()));
    for (std::size_t i = 0; i < cells.size(); ++i)
      out.columns[i].push_back(number_of(cells[i], path, number));
  }
  if (out.columns.empty() || out.columns[0].empty())
    throw InputError(Place{path, 0, 0, ""}, "no row", "a line of names and rows of numbers");
  return out;
}

std::vector<double> least_point(const std::function<double(const std::vector<double>&)>& cost,
                                std::vector<double> start, std::vector<double> step) {
  double least = cost(start);
  const double stop = step[0] * 1e-6;
  while (step[0] > stop) {
    bool moved = false;
    for (std::size_t k = 0; k < start.size(); ++k) {
      for (const double way : {step[k], -step[k]}) {
        std::vector<double> there = start;
        there[k] += way;
        const double found = cost(there);
        if (!(found < least)) continue;
        least = found;
        start = std::move(there);
        moved = true;
        break;
      }
    }
    if (moved) continue;
    for (double& s : step) s /= 2;
  }
  return start;
}

double normalised_residual(const std::vector<double>& shape, const std::vector<double>& measured) {
  const auto n = static_cast<double>(shape.size());
  double sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    sx += shape[i], sy += measured[i];
    sxx += shape[i] * shape[i], sxy += shape[i] * measured[i];
  }
  const double spread = sxx - sx * sx / n;
  const double scale = spread > 0 ? (sxy - sx * sy / n) / spread : 0;
  const double offset = (sy - scale * sx) / n;
  std::vector<double> left;
  for (std::size_t i = 0; i < shape.size(); ++i) left.push_back(measured[i] - offset - scale * shape[i]);
  return rms(left);
}

double rms(const std::vector<double>& values) {
  double squares = 0;
  for (const double value : values) squares += value * value;
  return values.empty() ? 0 : std::sqrt(squares / static_cast<double>(values.size()));
}

}  // namespace tron::study
