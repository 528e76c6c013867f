#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/files/checksum.h"
#include "explore/store/sqlite.h"
#include "explore/store/store_totals.h"
#include "rooms.h"

namespace tron::explore {

// Rows of a store's tables. Each carries a checksum of its table's name and of all its values with their
// types, its key among them: a row that was altered, moved to another key or to another table is refused.

/// Writes rows of one table: put() as many values as it has columns, then write().
class RowWriter {
 public:
  /// What becomes of a row whose key stands there already. What is kept is bit-identical, since results
  /// are pure functions of their keys.
  enum class Twice { keep_old, replace };
  RowWriter(Database& database, StoreTable table, Twice twice = Twice::keep_old);

  RowWriter& put(std::int64_t value);
  RowWriter& put(double value);                  ///< NaN: not measured
  RowWriter& put(std::string_view text);         ///< what is no UTF-8 in it becomes U+FFFD
  RowWriter& put_bytes(std::string_view bytes);  ///< not copied: they must live until write()
  void write(TableTotal& total);                 ///< which counts it if it is new
  void write();

 private:
  std::int64_t finish();
  Database& database_;
  Statement statement_;
  std::string table_;
  Checksum sum_;
  int next_ = 1;
};

/// Reads all rows of one table. InputError for a row whose checksum is not that of its values, and for a
/// value that is not of the type which is asked for.
class RowReader {
 public:
  RowReader(Database& database, StoreTable table, const std::string& path);

  bool row();  ///< the next one
  std::int64_t integer(int column) const;
  std::uint64_t number(int column) const;  ///< not negative
  double real(int column) const;           ///< NaN: not measured
  std::string text(int column) const;      ///< UTF-8
  std::string bytes(int column) const;
  const TableTotal& total() const { return total_; }  ///< of the rows so far

  /// Of this row. `found` is told with the row's place.
  [[noreturn]] void refuse(const std::string& found, const std::string& allowed) const;

 private:
  void want(int column, Statement::Type type) const;
  std::uint64_t checksum() const;
  std::string path_, table_;
  std::vector<std::string> columns_;
  Statement statement_;
  TableTotal total_;
};

}  // namespace tron::explore
