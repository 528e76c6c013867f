#include "explore/store/store_reader.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "explore/store/store_about.h"
#include "explore/store/store_row.h"
#include "explore/store/store_schema.h"

namespace tron::explore {
namespace {

/// The position of the text in `names`.
template <class Names>
std::size_t one_of(const RowReader& rows, int column, const Names& names) {
  const std::string name = rows.text(column);
  const auto at = std::find(std::begin(names), std::end(names), name);
  if (at == std::end(names)) {
    std::string allowed;
    for (const char* one : names) allowed += (allowed.empty() ? "" : ", ") + std::string(one);
    rows.refuse(fmt::format("'{:.40}'", name), allowed);
  }
  return static_cast<std::size_t>(at - std::begin(names));
}

EvaluationStage stage_in(const RowReader& rows, int column) {
  return static_cast<EvaluationStage>(one_of(rows, column, kStageNames));
}

/// Reads tables whole and holds each against what was noted of it.
class ContentReader {
 public:
  ContentReader(Database& database, const std::string& path) : database_(database), path_(path) {}

  StoreContent read() {
    About about = read_about(database_, path_);
    content_.identity = std::move(about.identity);
    content_.done = about.done;
    read_totals();
    read_space();
    read_metrics();
    read_chunks();
    read_findings();
    read_parameters();
    read_front();
    read_pieces();
    return std::move(content_);
  }

 private:
  /// Calls `each` for every row of the table.
  template <class Each>
  void for_rows(StoreTable table, const Each& each) {
    RowReader rows(database_, table, path_);
    while (rows.row()) each(rows);
    const TableTotal &found = rows.total(), &noted = content_.totals[table];
    if (found == noted) return;
    const std::string part = "table " + record_of(table).name;
    if (found.rows == noted.rows) throw damaged_store(path_, part, "other rows than a run has written");
    throw damaged_store(path_, part, fmt::format("{} rows", found.rows), fmt::format("{}", noted.rows));
  }

  void read_totals() {
    std::map<std::string, TableTotal> totals;
    RowReader rows(database_, StoreTable::total, path_);
    while (rows.row()) {
      totals[rows.text(0)] = {rows.integer(1), static_cast<std::uint64_t>(rows.integer(2))};
    }
    if (totals.size() != std::size(kCountedTables)) {
      throw damaged_store(path_, "table total", fmt::format("{} rows", totals.size()),
                          fmt::format("{}", std::size(kCountedTables)));
    }
    for (const StoreTable table : kCountedTables) {
      const auto found = totals.find(record_of(table).name);
      if (found == totals.end()) throw damaged_store(path_, "table total", "no " + record_of(table).name);
      content_.totals[table] = found->second;
    }
  }

  void read_space() {
    for_rows(StoreTable::space, [&](const RowReader& rows) {
      content_.identity.space.emplace_back(rows.text(1), rows.text(2));
    });
  }

  /// For people: a program knows its own, and this may be another's.
  void read_metrics() {
    for_rows(StoreTable::metric, [](const RowReader&) {});
  }

  void read_chunks() {
    for_rows(StoreTable::chunk, [&](const RowReader& rows) {
      std::string& packed = content_.chunks.emplace_back(rows.bytes(2));
      try {
        check_packed(packed, path_);
      } catch (const InputError& error) {
        rows.refuse(error.found(), error.allowed());
      }
      const PackedRange range = range_of(packed);
      if (range.first != rows.number(0) || range.count != rows.number(1)) {
        rows.refuse(fmt::format("{} results from {} on, said to be {} from {} on", range.count, range.first,
                                rows.number(1), rows.number(0)),
                    "what a run has written");
      }
    });
  }

  void read_findings() {
    for_rows(StoreTable::design, [&](const RowReader& rows) {
      Finding& finding = content_.findings.emplace_back();
      finding.evaluated.number = rows.number(0);
      finding.stage = stage_in(rows, 1);
      finding.evaluated.status = static_cast<Status>(one_of(rows, 2, kStatusNames));
      finding.reason = rows.text(3);
      for (int i = 0; i < kStoredMetrics; ++i)
        finding.evaluated.metrics.stored[static_cast<std::size_t>(i)] = rows.real(4 + i);
    });
  }

  void read_parameters() {
    for_rows(StoreTable::parameter, [&](const RowReader& rows) {
      content_.parameters.push_back({rows.number(0), rows.text(1), rows.text(2)});
    });
  }

  void read_front() {
    for_rows(StoreTable::front, [&](const RowReader& rows) {
      content_.front.push_back({rows.number(1), stage_in(rows, 2)});
      if (rows.number(0) == content_.front.size()) return;
      rows.refuse(fmt::format("place {}", rows.number(0)), fmt::format("{}", content_.front.size()));
    });
  }

  void read_pieces() {
    for_rows(StoreTable::piece, [&](const RowReader& rows) {
      content_.pieces.push_back({rows.number(0), rows.text(1), rows.number(2), rows.bytes(3)});
    });
  }

  Database& database_;
  const std::string& path_;
  StoreContent content_;
};

}  // namespace

StoreContent read_content(Database& database, const std::string& path) {
  return ContentReader(database, path).read();
}

void check_identity(const StoreIdentity& stored, const StoreIdentity& wanted, const std::string& path) {
  // Another program may have other models: its results would not mix with these.
  if (stored.program != wanted.program) {
    throw InputError({path, 0, 0, ""}, "a store of tron " + stored.program,
                     "one of this program, " + wanted.program + ", or a new file");
  }
  for (std::size_t i = 0; i < std::max(stored.space.size(), wanted.space.size()); ++i) {
    const auto field = [i](const Fields& fields) {
      return i < fields.size() ? fields[i] : std::pair<std::string, std::string>{"nothing", ""};
    };
    const auto [name, value] = field(stored.space);
    const auto [name_now, value_now] = field(wanted.space);
    if (name == name_now && value == value_now) continue;
    throw InputError({path, 0, 0, ""}, fmt::format("a store of another space: {} = {}", name, value),
                     fmt::format("{} = {}, or a new file", name_now, value_now));
  }
}

void write_identity(Database& database, const StoreIdentity& identity, StoreTotals& totals) {
  RowWriter field(database, StoreTable::space);
  std::int64_t place = 0;
  for (const auto& [name, value] : identity.space) {
    field.put(++place).put(std::string_view(name)).put(std::string_view(value));
    field.write(totals[StoreTable::space]);
  }
  RowWriter metric(database, StoreTable::metric);
  for (const MetricRecord& record : metric_records()) {
    metric.put(record.name).put(record.title).put(record.unit);
    metric.put(std::int64_t{record.more_is_better}).put(record.what).write(totals[StoreTable::metric]);
  }
}

void write_totals(Database& database, const StoreTotals& totals) {
  RowWriter rows(database, StoreTable::total, RowWriter::Twice::replace);
  for (const StoreTable table : kCountedTables) {
    rows.put(std::string_view(record_of(table).name)).put(totals[table].rows);
    rows.put(static_cast<std::int64_t>(totals[table].sum)).write();
  }
}

}  // namespace tron::explore
