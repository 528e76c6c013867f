#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "rooms.h"

// A thin handle on SQLite, so that one file alone knows its header.
struct sqlite3;
struct sqlite3_stmt;

namespace tron::explore {

/// What SQLite could not do. `kind` says what a caller may want to treat apart; `broken`: the file is not
/// what it was taken for, in whatever way SQLite noticed it.
class DatabaseError : public RunError {
 public:
  enum class Kind { full, busy, read_only, broken, other };
  DatabaseError(Kind kind, const std::string& what) : RunError(what), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

/// Names and messages out of a file that anybody may have made, for an error: what is no printable ASCII
/// becomes '?', and what is long is cut.
std::string plain(std::string text);

/// One connection; for one thread at a time. Everything throws DatabaseError.
///
/// The file may come from anybody: nothing in its schema may call a function that does more than compute
/// (SQLite's "trusted schema" is off), and cells of its pages are checked before they are used.
class Database {
 public:
  enum class Open { read, write, create };
  Database();  ///< in memory
  /// A path of the file system whatever it looks like: SQLite would take ":memory:" and "" for databases that
  /// no file keeps.
  Database(const std::string& path, Open how);
  /// Runs statements that give no rows.
  void run(const std::string& sql);
  std::int64_t integer(const std::string& sql);  ///< the first column of the first row; 0 without one
  std::string text(const std::string& sql);
  /// How long a statement waits for another program's lock.
  void wait_for_locks(int milliseconds);
  /// Ends statements that take more than so many steps of SQLite's machine, as broken; 0 = none.
  void limit_steps(int steps);
  std::int64_t changes() const;  ///< rows that the last INSERT, UPDATE or DELETE changed
  sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  void open(const std::string& path, int flags);
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A prepared statement. Positions of parameters count from 1, of columns from 0.
class Statement {
 public:
  Statement(Database& database, const std::string& sql);
  Statement& bind(int position, std::int64_t value);
  Statement& bind(int position, double value);  ///< NaN becomes NULL
  Statement& bind(int position, std::string_view text);
  /// The bytes are not copied: they must live until run() or the last row.
  Statement& bind_bytes(int position, std::string_view bytes);

  bool row();  ///< the next row; false at the end, and the statement can be bound anew
  void run();  ///< for statements without rows

  enum class Type { null, integer, real, text, bytes };
  Type type(int column) const;  ///< of the value of this row, whatever the column was declared to be
  std::int64_t integer(int column) const;
  double real(int column) const;  ///< NULL is NaN
  std::string text(int column) const;
  std::string_view bytes(int column) const;  ///< until the next row

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  void check(int code) const;
  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace tron::explore
