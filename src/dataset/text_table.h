#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "rooms.h"

namespace tron::dataset {

/// Lines of cells between tabs, with or without a header line that names the columns. The header is a first
/// line all of whose cells are among `known`.
class TextTable {
 public:
  /// InputError for bytes that are no UTF-8, with line and column.
  static TextTable read(const std::string& path, const std::vector<std::string>& known);

  std::size_t rows() const { return lines_.size(); }
  /// The cells of row `row`; all rows of a table with a header have as many cells.
  const std::vector<std::string>& cells(std::size_t row) const { return lines_[row]; }
  /// The column that the header names so; nothing where there is no header or no such name in it.
  std::optional<std::size_t> column(const std::string& name) const;
  bool has_header() const { return !header_.empty(); }
  std::size_t columns() const;  ///< of the header, else of the first row; 0 of an empty table
  Place place(std::size_t row, const std::string& item) const;

 private:
  std::string path_;
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> lines_;
};

}  // namespace tron::dataset
