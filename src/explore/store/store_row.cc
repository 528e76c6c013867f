#include "explore/store/store_row.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "base/text/utf8.h"
#include "explore/store/store_schema.h"

namespace tron::explore {
namespace {

using Type = Statement::Type;

void add_type(Checksum& sum, Type type) {
  sum.word(static_cast<std::uint64_t>(type) + 1);
}

void add(Checksum& sum, std::int64_t value) {
  add_type(sum, Type::integer);
  sum.word(static_cast<std::uint64_t>(value));
}

/// As SQLite gives it back: NaN is NULL, and the sign of a zero is lost.
void add(Checksum& sum, double value) {
  add_type(sum, std::isnan(value) ? Type::null : Type::real);
  if (!std::isnan(value)) sum.word(value == 0 ? 0 : std::bit_cast<std::uint64_t>(value));
}

void add(Checksum& sum, Type type, std::string_view bytes) {
  add_type(sum, type);
  sum.bytes(bytes);
}

std::string insertion(const TableRecord& table, RowWriter::Twice twice) {
  std::string marks = "?";
  for (int i = 0; i < table.width; ++i) marks += ", ?";
  return fmt::format("INSERT OR {} INTO {} ({}, checksum) VALUES ({})",
                     twice == RowWriter::Twice::replace ? "REPLACE" : "IGNORE", table.name, table.columns,
                     marks);
}

std::string selection(const TableRecord& table) {
  return fmt::format("SELECT {}, checksum FROM {} ORDER BY {}", table.columns, table.name, table.order);
}

std::vector<std::string> names_of(const std::string& columns) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at < columns.size();) {
    const std::size_t end = std::min(columns.find(", ", at), columns.size());
    names.push_back(columns.substr(at, end - at));
    at = end + 2;
  }
  return names;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const CodePoint c = next_code_point(text);
    if (!c.valid) return false;
    text.remove_prefix(c.length);
  }
  return true;
}

/// What is no UTF-8, as a file's name may be, becomes U+FFFD.
std::string utf8_of(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint c = next_code_point(text);
    out += c.valid ? text.substr(0, c.length) : std::string_view("\xEF\xBF\xBD");
    text.remove_prefix(c.length);
  }
  return out;
}

const char* name_of(Type type) {
  constexpr const char* kNames[] = {"nothing", "a whole number", "a number", "text", "bytes"};
  return kNames[static_cast<int>(type)];
}

}  // namespace

RowWriter::RowWriter(Database& database, StoreTable table, Twice twice)
    : database_(database),
      statement_(database, insertion(record_of(table), twice)),
      table_(record_of(table).name),
      sum_(table_) {}

RowWriter& RowWriter::put(std::int64_t value) {
  add(sum_, value);
  statement_.bind(next_++, value);
  return *this;
}

RowWriter& RowWriter::put(double value) {
  add(sum_, value);
  statement_.bind(next_++, value);
  return *this;
}

RowWriter& RowWriter::put(std::string_view text) {
  if (!is_utf8(text)) return put(utf8_of(text));
  add(sum_, Type::text, text);
  statement_.bind(next_++, text);
  return *this;
}

RowWriter& RowWriter::put_bytes(std::string_view bytes) {
  add(sum_, Type::bytes, bytes);
  statement_.bind_bytes(next_++, bytes);
  return *this;
}

std::int64_t RowWriter::finish() {
  const auto sum = static_cast<std::int64_t>(sum_.value());
  statement_.bind(next_, sum).run();
  sum_ = Checksum(table_);
  next_ = 1;
  return sum;
}

void RowWriter::write(TableTotal& total) {
  const auto sum = static_cast<std::uint64_t>(finish());
  if (database_.changes() > 0) total.add(sum);
}

void RowWriter::write() {
  finish();
}

RowReader::RowReader(Database& database, StoreTable table, const std::string& path)
    : path_(path),
      table_(record_of(table).name),
      columns_(names_of(record_of(table).columns)),
      statement_(database, selection(record_of(table))) {}

bool RowReader::row() {
  if (!statement_.row()) return false;
  const std::uint64_t sum = checksum();
  total_.add(sum);
  const auto last = static_cast<int>(columns_.size());
  const bool holds =
      statement_.type(last) == Type::integer && static_cast<std::uint64_t>(statement_.integer(last)) == sum;
  if (!holds) refuse("content that is not that of its checksum", "what a run has written");
  return true;
}

std::uint64_t RowReader::checksum() const {
  Checksum sum(table_);
  for (int i = 0; i < static_cast<int>(columns_.size()); ++i) {
    switch (statement_.type(i)) {
      case Type::integer:
        add(sum, statement_.integer(i));
        break;
      case Type::null:
      case Type::real:
        add(sum, statement_.real(i));
        break;
      case Type::text:
      case Type::bytes:
        add(sum, statement_.type(i), statement_.bytes(i));
        break;
    }
  }
  return sum.value();
}

void RowReader::refuse(const std::string& found, const std::string& allowed) const {
  throw damaged_store(path_, fmt::format("table {}, row {}", table_, total_.rows), found, allowed);
}

void RowReader::want(int column, Type type) const {
  if (statement_.type(column) == type) return;
  const std::string& name = columns_[static_cast<std::size_t>(column)];
  refuse(fmt::format("{} as {}", name_of(statement_.type(column)), name), name_of(type));
}

std::int64_t RowReader::integer(int column) const {
  want(column, Type::integer);
  return statement_.integer(column);
}

std::uint64_t RowReader::number(int column) const {
  const std::int64_t value = integer(column);
  if (value < 0)
    refuse(fmt::format("{} = {}", columns_[static_cast<std::size_t>(column)], value), "0 or more");
  return static_cast<std::uint64_t>(value);
}

double RowReader::real(int column) const {
  if (statement_.type(column) != Type::null) want(column, Type::real);
  return statement_.real(column);
}

std::string RowReader::text(int column) const {
  want(column, Type::text);
  std::string out = statement_.text(column);
  if (!is_utf8(out))
    refuse("bytes that are no UTF-8 as " + columns_[static_cast<std::size_t>(column)], "text");
  return out;
}

std::string RowReader::bytes(int column) const {
  want(column, Type::bytes);
  return std::string(statement_.bytes(column));
}

}  // namespace tron::explore
