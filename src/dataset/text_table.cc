#include "dataset/text_table.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/files/files.h"
#include "base/text/lines.h"
#include "tokenizer/unicode/unicode_text.h"

namespace tron::dataset {

TextTable TextTable::read(const std::string& path, const std::vector<std::string>& known) {
  TextTable table;
  table.path_ = path;
  const auto is_known = [&](const std::string& cell) {
    return std::find(known.begin(), known.end(), cell) != known.end();
  };
  const std::vector<std::string> lines = split_lines(read_file(path));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t broken = first_invalid_utf8(lines[i]);
    if (broken != std::string_view::npos) {
      throw InputError({.file = path,
                        .line = static_cast<int>(i) + 1,
                        .column = static_cast<int>(broken) + 1,
                        .item = "text"},
                       fmt::format("byte {:02x}", static_cast<unsigned char>(lines[i][broken])),
                       "UTF-8 text");
    }
    std::vector<std::string> cells = split_cells(lines[i]);
    if (i == 0 && std::all_of(cells.begin(), cells.end(), is_known)) {
      table.header_ = std::move(cells);
      continue;
    }
    if (table.has_header() && cells.size() != table.header_.size()) {
      throw InputError({.file = path, .line = static_cast<int>(i) + 1, .column = 0, .item = "columns"},
                       fmt::format("{} columns", cells.size()),
                       fmt::format("{}, as the header has", table.header_.size()));
    }
    table.lines_.push_back(std::move(cells));
  }
  return table;
}

std::optional<std::size_t> TextTable::column(const std::string& name) const {
  const auto at = std::find(header_.begin(), header_.end(), name);
  if (at == header_.end()) return std::nullopt;
  return static_cast<std::size_t>(at - header_.begin());
}

std::size_t TextTable::columns() const {
  if (has_header()) return header_.size();
  return lines_.empty() ? 0 : lines_[0].size();
}

Place TextTable::place(std::size_t row, const std::string& item) const {
  const std::size_t line = row + (has_header() ? 2 : 1);
  return {.file = path_, .line = static_cast<int>(line), .column = 0, .item = item};
}

}  // namespace tron::dataset
