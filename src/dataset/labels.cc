#include "dataset/labels.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/files/files.h"
#include "base/text/lines.h"

namespace tron::dataset {

int parse_label(const std::string& text, const std::vector<std::string>& classes, const Place& place) {
  const auto name = std::find(classes.begin(), classes.end(), text);
  if (name != classes.end()) return static_cast<int>(name - classes.begin());
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  const bool number = error == std::errc() && end == text.data() + text.size();
  if (number && index < classes.size()) return static_cast<int>(index);
  std::string allowed = fmt::format("0 to {}, or a class name such as '{}'", classes.size() - 1, classes[0]);
  const std::string near = number ? "" : nearest_name(text, classes);
  if (!near.empty()) allowed += fmt::format("; did you mean '{}'?", near);
  throw InputError(place, fmt::format("label '{}'", text.substr(0, 40)), allowed);
}

std::vector<int> read_labels(const std::string& path, const std::vector<std::string>& classes) {
  const std::vector<std::string> lines = split_lines(read_file(path));
  std::vector<int> labels;
  std::size_t column = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::vector<std::string> cells = split_cells(lines[i]);
    if (i == 0) {
      const auto header = std::find(cells.begin(), cells.end(), "label");
      column = header == cells.end() ? 0 : static_cast<std::size_t>(header - cells.begin());
      if (header != cells.end()) continue;
    }
    const Place place{.file = path, .line = static_cast<int>(i) + 1, .column = 0, .item = "label"};
    if (column >= cells.size()) {
      throw InputError(place, fmt::format("{} columns", cells.size()),
                       fmt::format("at least {}", column + 1));
    }
    labels.push_back(parse_label(cells[column], classes, place));
  }
  if (labels.empty()) {
    throw InputError({.file = path, .line = 0, .column = 0, .item = "labels"}, "none", "one label a line");
  }
  return labels;
}

}  // namespace tron::dataset
