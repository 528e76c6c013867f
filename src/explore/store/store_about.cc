#include "explore/store/store_about.h"

#include <charconv>
#include <ctime>
#include <map>

#include <fmt/format.h>
#include <unistd.h>

#include "explore/store/store_row.h"
#include "explore/store/store_schema.h"

namespace tron::explore {
namespace {

/// Names of stages, with blanks between.
std::string text_of(const StagesDone& done) {
  std::string text;
  for (std::size_t i = 0; i < done.size(); ++i) {
    if (done[i]) text += (text.empty() ? "" : " ") + std::string(kStageNames[i]);
  }
  return text;
}

void put(RowWriter& rows, const char* key, const std::string& value) {
  rows.put(std::string_view(key)).put(std::string_view(value)).write();
}

/// The rows of the table, each to be taken once.
class Entries {
 public:
  Entries(Database& database, const std::string& path) : path_(path) {
    RowReader rows(database, StoreTable::about, path);
    while (rows.row()) values_.emplace(rows.text(0), rows.text(1));
  }

  std::string text(const char* key) {
    const auto found = values_.extract(key);
    if (found.empty()) throw damaged_store(path_, "table about", std::string("no ") + key);
    return found.mapped();
  }
  template <class Number>
  Number number(const char* key) {
    const std::string digits = text(key);
    Number value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) {
      throw damaged_store(path_, "table about", fmt::format("{} = '{:.40}'", key, digits), "a whole number");
    }
    return value;
  }
  StagesDone done() {
    const std::string found = text("done");
    for (unsigned flags = 0; flags < 1U << kStages; ++flags) {
      StagesDone done{};
      for (std::size_t i = 0; i < done.size(); ++i) done[i] = (flags >> i & 1U) != 0;
      if (text_of(done) == found) return done;
    }
    throw damaged_store(path_, "table about", fmt::format("done = '{:.40}'", found), "names of stages");
  }
  void finish() const {
    if (values_.empty()) return;
    throw damaged_store(path_, "table about", fmt::format("'{:.40}'", values_.begin()->first));
  }

 private:
  const std::string& path_;
  std::map<std::string, std::string> values_;
};

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

void write_about(Database& database, const About& about) {
  RowWriter rows(database, StoreTable::about, RowWriter::Twice::replace);
  put(rows, "program", about.identity.program);
  put(rows, "space_file", about.identity.file);
  put(rows, "space_text", about.identity.text);
  put(rows, "budget", std::to_string(about.identity.budget));
  put(rows, "done", text_of(about.done));
  put(rows, "holder_pid", std::to_string(about.holder.pid));
  put(rows, "holder_host", about.holder.host);
  put(rows, "holder_since", about.holder.since);
}

void write_done(Database& database, const StagesDone& done) {
  RowWriter rows(database, StoreTable::about, RowWriter::Twice::replace);
  put(rows, "done", text_of(done));
}

About read_about(Database& database, const std::string& path) {
  Entries entries(database, path);
  About about;
  about.identity.program = entries.text("program");
  about.identity.file = entries.text("space_file");
  about.identity.text = entries.text("space_text");
  about.identity.budget = entries.number<std::uint64_t>("budget");
  about.done = entries.done();
  about.holder.pid = entries.number<std::int64_t>("holder_pid");
  about.holder.host = entries.text("holder_host");
  about.holder.since = entries.text("holder_since");
  entries.finish();
  return about;
}

}  // namespace tron::explore
