#pragma once

#include <string>
#include <vector>

#include "rooms.h"

namespace tron::base {

/// A plain-text table: a header, a rule, rows; columns two blanks apart, as wide as their widest cell on a
/// terminal, no blanks at a line's end. A column whose cells all begin like a number (or are empty or "-")
/// stands right-aligned.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header);
  /// Missing cells are empty; more cells than the header has are a std::logic_error.
  void row(std::vector<std::string> cells);
  /// Every line starts with `indent` blanks and ends with a newline.
  std::string text(int indent = 0) const;

 private:
  bool is_numeric(std::size_t column) const;
  std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                   const std::vector<bool>& right, int indent) const;

  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace tron::base
