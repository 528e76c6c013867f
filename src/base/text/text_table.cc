#include "base/text/text_table.h"

#include <algorithm>
#include <stdexcept>

#include "base/text/utf8.h"
#include "base/text/visible_text.h"

namespace tron::base {

namespace {

bool begins_like_a_number(const std::string& cell) {
  const std::size_t at = cell.find_first_not_of("+-<>~.");
  return at != std::string::npos && cell[at] >= '0' && cell[at] <= '9';
}

}  // namespace

TextTable::TextTable(std::vector<std::string> header) : header_(std::move(header)) {
  // A name from a file must neither end its line nor be narrower than it looks.
  for (std::string& cell : header_) cell = visible_line(cell);
}

void TextTable::row(std::vector<std::string> cells) {
  if (cells.size() > header_.size())
    throw std::logic_error("a row with more cells than the table has columns");
  cells.resize(header_.size());
  for (std::string& cell : cells) cell = visible_line(cell);
  rows_.push_back(std::move(cells));
}

bool TextTable::is_numeric(std::size_t column) const {
  bool any = false;
  for (const auto& cells : rows_) {
    const std::string& cell = cells[column];
    if (cell.empty() || cell == "-") continue;
    if (!begins_like_a_number(cell)) return false;
    any = true;
  }
  return any;
}

std::string TextTable::line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                            const std::vector<bool>& right, int indent) const {
  std::string out(static_cast<std::size_t>(indent), ' ');
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const std::string gap(widths[c] - display_width(cells[c]), ' ');
    out += c > 0 ? "  " : "";
    out += right[c] ? gap + cells[c] : cells[c] + gap;
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out + '\n';
}

std::string TextTable::text(int indent) const {
  std::vector<std::size_t> widths;
  std::vector<bool> right;
  std::vector<std::string> rules;
  for (std::size_t c = 0; c < header_.size(); ++c) {
    std::size_t width = display_width(header_[c]);
    for (const auto& cells : rows_) width = std::max(width, display_width(cells[c]));
    widths.push_back(width);
    right.push_back(is_numeric(c));
    rules.emplace_back(width, '-');
  }
  std::string out = line(header_, widths, right, indent) + line(rules, widths, right, indent);
  for (const auto& cells : rows_) out += line(cells, widths, right, indent);
  return out;
}

}  // namespace tron::base
