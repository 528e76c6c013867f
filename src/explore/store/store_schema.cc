#include "explore/store/store_schema.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "explore/space/metric.h"

namespace tron::explore {
namespace {

constexpr int kApplication = 0x54524f4e;  // "TRON", as PRAGMA application_id

constexpr const char* kTables = R"(
CREATE TABLE about (key TEXT PRIMARY KEY, value, checksum INTEGER) WITHOUT ROWID;
CREATE TABLE space (field INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, checksum INTEGER);
CREATE TABLE metric (name TEXT PRIMARY KEY, title TEXT, unit TEXT, more_is_better INTEGER, what TEXT,
  checksum INTEGER) WITHOUT ROWID;
CREATE TABLE chunk (id INTEGER PRIMARY KEY, first INTEGER, count INTEGER, results BLOB, checksum INTEGER);
CREATE TABLE design (number INTEGER, stage TEXT, status TEXT, reason TEXT, {0}, checksum INTEGER,
  PRIMARY KEY (number, stage)) WITHOUT ROWID;
CREATE TABLE parameter (number INTEGER, name TEXT, value TEXT, checksum INTEGER,
  PRIMARY KEY (number, name)) WITHOUT ROWID;
CREATE TABLE front (place INTEGER PRIMARY KEY, number INTEGER, stage TEXT, checksum INTEGER);
CREATE TABLE piece (number INTEGER, kind TEXT, item INTEGER, result BLOB, checksum INTEGER,
  PRIMARY KEY (number, kind, item)) WITHOUT ROWID;
CREATE TABLE total (name TEXT PRIMARY KEY, rows INTEGER, sum INTEGER, checksum INTEGER) WITHOUT ROWID;
CREATE VIEW front_design AS
  SELECT place, (SELECT group_concat(name || '=' || value, ' ') FROM parameter WHERE parameter.number = design.number)
    AS parameters, design.number, design.stage, design.status, design.reason, {1}
  FROM front JOIN design USING (number, stage)
    LEFT JOIN design AS light ON light.number = front.number AND light.stage = 'inference' ORDER BY place;
)";

/// One after another, each as `pattern` says it of its name.
std::string metric_columns(const char* pattern) {
  std::vector<std::string> columns;
  for (int i = 0; i < kStoredMetrics; ++i)
    columns.push_back(fmt::format(fmt::runtime(pattern), metric_records()[static_cast<std::size_t>(i)].name));
  return fmt::format("{}", fmt::join(columns, ", "));
}

/// Everything that the schema consists of, a line each, in any order.
std::vector<std::string> schema_of(Database& database) {
  Statement rows(database, "SELECT type, name, tbl_name, sql FROM sqlite_master LIMIT 1000");
  std::vector<std::string> lines;
  while (rows.row()) {
    // What SQLite makes for a PRIMARY KEY has no text of its own.
    lines.push_back(fmt::format("{} {} of {}: {}", rows.text(0), rows.text(1), rows.text(2), rows.text(3)));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string first_line_only_in(const std::vector<std::string>& some, const std::vector<std::string>& others) {
  for (const std::string& line : some) {
    if (!std::binary_search(others.begin(), others.end(), line))
      return plain(line.substr(0, line.find(" of ")));
  }
  return {};
}

void check_schema(Database& database, const std::string& path) {
  // A schema of a dozen lines takes some hundred steps. A forged page can lead in circles for ever.
  database.limit_steps(1'000'000);
  const std::vector<std::string> found = schema_of(database);
  database.limit_steps(0);
  Database fresh;
  create_tables(fresh);
  const std::vector<std::string> wanted = schema_of(fresh);
  if (found == wanted) return;
  const std::string missing = first_line_only_in(wanted, found), strange = first_line_only_in(found, wanted);
  throw damaged_store(path, "schema",
                      missing.empty() ? "beside the store's own tables: " + strange
                                      : "no " + missing + " as this program makes it",
                      "the tables and the view of the store's format alone");
}

}  // namespace

const TableRecord& record_of(StoreTable table) {
  static const std::array<TableRecord, kStoreTables> records = {{
      {"about", "key, value", 2, "key"},
      {"space", "field, name, value", 3, "field"},
      {"metric", "name, title, unit, more_is_better, what", 5, "name"},
      {"chunk", "first, count, results", 3, "id"},
      {"design", "number, stage, status, reason, " + metric_columns("{}"), 4 + kStoredMetrics,
       "number, stage"},
      {"parameter", "number, name, value", 3, "number, name"},
      {"front", "place, number, stage", 3, "place"},
      {"piece", "number, kind, item, result", 4, "number, kind, item"},
      {"total", "name, rows, sum", 3, "name"},
  }};
  return records[static_cast<std::size_t>(table)];
}

InputError damaged_store(const std::string& path, const std::string& part, const std::string& found,
                         const std::string& allowed) {
  return {Place{path, 0, 0, part}, "a damaged store: " + found,
          allowed + " (it was left as it is); use a copy that is whole, or a new file"};
}

InputError damaged_store(const std::string& path, const std::string& part, const std::string& found) {
  return damaged_store(path, part, found, "what a run has written");
}

void create_tables(Database& database) {
  database.run(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kApplication, kStoreFormat));
  database.run(fmt::format(kTables, metric_columns("{} REAL"),
                           metric_columns("coalesce(design.{0}, light.{0}) AS {0}")));
}

void check_tables(Database& database, const std::string& path) {
  const std::int64_t application = database.integer("PRAGMA application_id");
  const std::int64_t format = database.integer("PRAGMA user_version");
  if (application != kApplication)
    throw InputError({path, 0, 0, ""}, "a database of another program",
                     "a store of tron explore, or a new file");
  if (format != kStoreFormat) {
    throw InputError({path, 0, 0, ""}, fmt::format("a store of format {}", format),
                     fmt::format("format {}, which this program writes, or a new file", kStoreFormat));
  }
  check_schema(database, path);
  const std::string damage = database.text("PRAGMA quick_check(1)");
  if (damage != "ok") throw damaged_store(path, "", damage);
}

}  // namespace tron::explore
