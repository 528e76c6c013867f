#include "explore/store/sqlite.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <new>

#include <sqlite3.h>

namespace tron::explore {
namespace {

DatabaseError::Kind kind_of(int code) {
  using Kind = DatabaseError::Kind;
  switch (code & 0xff) {
    case SQLITE_FULL:
      return Kind::full;
    case SQLITE_IOERR:
      // A limit on a file's size (EFBIG) and a quota show as a failed write, not as a full disk.
      return code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_TRUNCATE
                 ? Kind::full
             : code == SQLITE_IOERR_SHORT_READ || code == SQLITE_IOERR_CORRUPTFS ? Kind::broken
                                                                                 : Kind::other;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Kind::busy;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return Kind::read_only;
    case SQLITE_INTERNAL:
    case SQLITE_PROTOCOL:
    case SQLITE_NOLFS:
    case SQLITE_MISUSE:
      return Kind::other;
    default:
      // Statements are the program's own and fit its tables. Where one is wrong (SQLITE_ERROR, for a table
      // that is missing), fails a constraint or finds too much, the file is to blame as it is for CORRUPT.
      return Kind::broken;
  }
}

void check(sqlite3* database, int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  if (code == SQLITE_NOMEM) throw std::bad_alloc();
  const int extended = database != nullptr ? sqlite3_extended_errcode(database) : code;
  if (code == SQLITE_INTERRUPT) throw DatabaseError(DatabaseError::Kind::broken, "pages that lead on and on");
  throw DatabaseError(kind_of(extended),
                      plain(database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code)));
}

int flags_of(Database::Open how) {
  switch (how) {
    case Database::Open::read:
      return SQLITE_OPEN_READONLY;
    case Database::Open::write:
      return SQLITE_OPEN_READWRITE;
    case Database::Open::create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  return SQLITE_OPEN_READONLY;
}

}  // namespace

std::string plain(std::string text) {
  constexpr std::size_t kMost = 200;
  if (text.size() > kMost) text.replace(kMost, std::string::npos, "...");
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

void Database::Close::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

void Database::open(const std::string& path, int flags) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_FULLMUTEX, nullptr);
  handle_.reset(handle);
  explore::check(handle, code);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  run("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
}

Database::Database() {
  open(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

Database::Database(const std::string& path, Open how) {
  open(std::filesystem::absolute(path).string(), flags_of(how));
}

void Database::run(const std::string& sql) {
  explore::check(handle(), sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr));
}

std::int64_t Database::integer(const std::string& sql) {
  Statement statement(*this, sql);
  return statement.row() ? statement.integer(0) : 0;
}

std::string Database::text(const std::string& sql) {
  Statement statement(*this, sql);
  return statement.row() ? statement.text(0) : "";
}

void Database::wait_for_locks(int milliseconds) {
  sqlite3_busy_timeout(handle(), milliseconds);
}

void Database::limit_steps(int steps) {
  const auto give_up = [](void*) { return 1; };
  sqlite3_progress_handler(handle(), steps, steps > 0 ? +give_up : nullptr, nullptr);
}

std::int64_t Database::changes() const {
  return sqlite3_changes(handle());
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Statement::Statement(Database& database, const std::string& sql) : database_(database.handle()) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr);
  statement_.reset(statement);
  check(code);
}

void Statement::check(int code) const {
  explore::check(database_, code);
}

Statement& Statement::bind(int position, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), position, value));
  return *this;
}

Statement& Statement::bind(int position, double value) {
  check(sqlite3_bind_double(statement_.get(), position, value));
  return *this;
}

Statement& Statement::bind(int position, std::string_view text) {
  check(sqlite3_bind_text64(statement_.get(), position, text.data(), text.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_bytes(int position, std::string_view bytes) {
  // An empty view may hold a null pointer, which would be NULL and not an empty BLOB.
  const char* data = bytes.empty() ? "" : bytes.data();
  check(sqlite3_bind_blob64(statement_.get(), position, data, bytes.size(), SQLITE_STATIC));
  return *this;
}

bool Statement::row() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  sqlite3_reset(statement_.get());
  check(code);
  return false;
}

void Statement::run() {
  while (row()) {
  }
}

Statement::Type Statement::type(int column) const {
  switch (sqlite3_column_type(statement_.get(), column)) {
    case SQLITE_INTEGER:
      return Type::integer;
    case SQLITE_FLOAT:
      return Type::real;
    case SQLITE_TEXT:
      return Type::text;
    case SQLITE_BLOB:
      return Type::bytes;
    default:
      return Type::null;
  }
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const {
  if (type(column) == Type::null) return std::numeric_limits<double>::quiet_NaN();
  return sqlite3_column_double(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* text = sqlite3_column_text(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text), size);
}

std::string_view Statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return {static_cast<const char*>(data), data == nullptr ? 0 : size};
}

}  // namespace tron::explore
