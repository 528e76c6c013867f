#include "explore/store_schema.h"

#include <cstring>
#include <ctime>

#include <fmt/core.h>
#include <unistd.h>

#include "base/error.h"

namespace tron::explore {
namespace {

constexpr int kApplication = 0x54524f4e;  // "TRON", as PRAGMA application_id

constexpr const char* kTables = R"(
CREATE TABLE about (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE space (field INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL);
CREATE TABLE metric (name TEXT PRIMARY KEY, title TEXT, unit TEXT, more_is_better INTEGER, what TEXT) WITHOUT ROWID;
CREATE TABLE chunk (id INTEGER PRIMARY KEY, first INTEGER, count INTEGER, results BLOB);
CREATE TABLE design (number INTEGER, stage TEXT, verdict TEXT, reason TEXT{}, PRIMARY KEY (number, stage)) WITHOUT ROWID;
CREATE TABLE parameter (number INTEGER, name TEXT, value TEXT, PRIMARY KEY (number, name)) WITHOUT ROWID;
CREATE TABLE front (place INTEGER PRIMARY KEY, number INTEGER, stage TEXT);
CREATE TABLE piece (number INTEGER, kind TEXT, item INTEGER, result BLOB, PRIMARY KEY (number, kind, item)) WITHOUT ROWID;
CREATE VIEW front_design AS
  SELECT place, (SELECT group_concat(name || '=' || value, ' ') FROM parameter WHERE parameter.number = design.number)
    AS parameters, design.* FROM front JOIN design USING (number, stage) ORDER BY place;
)";

std::string metric_columns() {
  std::string columns;
  for (int i = 0; i < kStoredMetrics; ++i)
    columns += fmt::format(", {} REAL", metric_records()[static_cast<std::size_t>(i)].name);
  return columns;
}

void put_about(Database& database, const std::string& key, const std::string& value) {
  Statement(database, "INSERT OR REPLACE INTO about VALUES (?, ?)").bind(1, key).bind(2, value).run();
}

std::string about(Database& database, const std::string& key) {
  Statement statement(database, "SELECT value FROM about WHERE key = ?");
  statement.bind(1, key);
  return statement.row() ? statement.text(0) : "";
}

InputError refusal(const std::string& path, const std::string& found, const std::string& allowed) {
  return {Place{path, 0, 0, ""}, found, allowed};
}

Verdict verdict_named(const std::string& name) {
  for (std::size_t i = 0; i < std::size(kVerdictNames); ++i)
    if (name == kVerdictNames[i]) return static_cast<Verdict>(i);
  return Verdict::illegal;
}

JudgeStage stage_named(const std::string& name) {
  for (int i = 0; i < kStages; ++i)
    if (name == kStageNames[i]) return static_cast<JudgeStage>(i);
  return JudgeStage::event;
}

std::vector<Finding> read_findings(Database& database) {
  std::vector<Finding> findings;
  Statement rows(database, "SELECT * FROM design ORDER BY stage, number");
  while (rows.row()) {
    Finding& finding = findings.emplace_back();
    finding.judged.number = static_cast<std::uint64_t>(rows.integer(0));
    finding.stage = stage_named(rows.text(1));
    finding.judged.verdict = verdict_named(rows.text(2));
    finding.reason = rows.text(3);
    for (int i = 0; i < kStoredMetrics; ++i)
      finding.judged.metrics.stored[static_cast<std::size_t>(i)] = rows.real(4 + i);
  }
  return findings;
}

std::vector<Piece> read_pieces(Database& database) {
  std::vector<Piece> pieces;
  Statement rows(database, "SELECT number, kind, item, result FROM piece ORDER BY number, kind, item");
  while (rows.row()) {
    pieces.push_back({static_cast<std::uint64_t>(rows.integer(0)), rows.text(1),
                      static_cast<std::uint64_t>(rows.integer(2)), std::string(rows.bytes(3))});
  }
  return pieces;
}

}  // namespace

std::string Holder::text() const {
  return fmt::format("process {} on {}, since {}", pid, host, since);
}

Holder this_holder() {
  Holder holder;
  holder.pid = getpid();
  char host[256] = {};
  gethostname(host, sizeof host - 1);
  holder.host = host;
  const std::time_t now = std::time(nullptr);
  std::tm utc = {};
  gmtime_r(&now, &utc);
  char since[32] = {};
  std::strftime(since, sizeof since, "%Y-%m-%d %H:%M:%S UTC", &utc);
  holder.since = since;
  return holder;
}

void create_tables(Database& database, const StoreIdentity& identity) {
  database.run(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kApplication, kStoreFormat));
  database.run(fmt::format(kTables, metric_columns()));
  put_about(database, "program", identity.program);
  put_about(database, "space_file", identity.file);
  put_about(database, "space_text", identity.text);
  Statement field(database, "INSERT INTO space (name, value) VALUES (?, ?)");
  for (const auto& [name, value] : identity.space) field.bind(1, name).bind(2, value).run();
  Statement metric(database, "INSERT INTO metric VALUES (?, ?, ?, ?, ?)");
  for (const MetricRecord& record : metric_records()) {
    metric.bind(1, record.name).bind(2, record.title).bind(3, record.unit);
    metric.bind(4, std::int64_t{record.more_is_better}).bind(5, record.what).run();
  }
}

void check_tables(Database& database, const std::string& path) {
  try {
    const std::int64_t application = database.integer("PRAGMA application_id");
    const std::int64_t format = database.integer("PRAGMA user_version");
    if (application != kApplication)
      throw refusal(path, "a database of another program", "a store of tron explore, or a new file");
    if (format != kStoreFormat) {
      throw refusal(path, fmt::format("a store of format {}", format),
                    fmt::format("format {}, or a new file", kStoreFormat));
    }
    const std::string damage = database.text("PRAGMA quick_check(1)");
    if (damage != "ok") throw DatabaseError(DatabaseError::Kind::broken, damage);
  } catch (const DatabaseError& error) {
    if (error.kind() != DatabaseError::Kind::broken) throw;
    throw refusal(path, std::string("a damaged store: ") + error.what(),
                  "a whole store (it was left as it is), or a new file");
  }
}

void check_identity(const StoreIdentity& stored, const StoreIdentity& wanted, const std::string& path) {
  // Another program may have other models: its results would not mix with these.
  if (stored.program != wanted.program) {
    throw refusal(path, "a store of tron " + stored.program,
                  "one of this program, " + wanted.program + ", or a new file");
  }
  for (std::size_t i = 0; i < std::max(stored.space.size(), wanted.space.size()); ++i) {
    const auto field = [i](const Fields& fields) {
      return i < fields.size() ? fields[i] : std::pair<std::string, std::string>{"nothing", ""};
    };
    const auto [name, value] = field(stored.space);
    const auto [name_now, value_now] = field(wanted.space);
    if (name == name_now && value == value_now) continue;
    throw refusal(path, fmt::format("a store of another space: {} = {}", name, value),
                  fmt::format("{} = {}, or a new file", name_now, value_now));
  }
}

void set_holder(Database& database, const Holder& holder) {
  put_about(database, "holder_pid", std::to_string(holder.pid));
  put_about(database, "holder_host", holder.host);
  put_about(database, "holder_since", holder.since);
}

Holder holder_of(Database& database) {
  return {std::atoll(about(database, "holder_pid").c_str()), about(database, "holder_host"),
          about(database, "holder_since")};
}

StoreContent read_content(Database& database) {
  StoreContent content;
  content.identity.program = about(database, "program");
  content.identity.file = about(database, "space_file");
  content.identity.text = about(database, "space_text");
  Statement fields(database, "SELECT name, value FROM space ORDER BY field");
  while (fields.row()) content.identity.space.emplace_back(fields.text(0), fields.text(1));
  Statement chunks(database, "SELECT results FROM chunk ORDER BY id");
  while (chunks.row()) content.chunks.emplace_back(chunks.bytes(0));
  content.findings = read_findings(database);
  content.pieces = read_pieces(database);
  return content;
}

}  // namespace tron::explore
