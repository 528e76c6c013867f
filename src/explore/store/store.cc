#include "explore/store/store.h"

#include <climits>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "base/error.h"
#include "explore/store/store_about.h"
#include "explore/store/store_reader.h"
#include "explore/store/store_schema.h"
#include "explore/store/store_writer.h"

namespace tron::explore {
namespace {

/// A results' row is some hundred bytes, a chunk's megabytes: large pages suit the many.
constexpr const char* kSetUp =
    "PRAGMA page_size = 65536; PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL;"
    "PRAGMA cache_size = -65536";
/// A report reads for a moment; a person's own query may take longer.
constexpr int kPatienceMs = 60'000;

InputError refusal(const std::string& path, const std::string& found, const std::string& allowed) {
  return {Place{path, 0, 0, ""}, found, allowed};
}

/// Whether the file is empty or missing, or a link to what is; InputError if it is none of these and no
/// database.
bool is_new(const std::string& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (!std::filesystem::exists(status)) return true;
  if (!std::filesystem::is_regular_file(status))
    throw refusal(path, "no regular file", "a store of tron explore, or a new file");
  std::ifstream file(path, std::ios::binary);
  std::string magic(16, '\0');
  file.read(magic.data(), 16);
  if (file.gcount() == 0) return true;
  if (magic == std::string("SQLite format 3\0", 16)) return false;
  throw refusal(path, "a file that is no SQLite database", "a store of tron explore, or a new file");
}

/// SQLite keeps a journal beside the file.
void check_name(const std::string& path) {
  constexpr std::size_t kMost = NAME_MAX - std::string_view("-journal").size();
  const std::size_t size = std::filesystem::path(path).filename().string().size();
  if (size <= kMost) return;
  throw refusal(path, "a name of " + std::to_string(size) + " bytes",
                "at most " + std::to_string(kMost) + ": its journal's name is longer");
}

[[noreturn]] void refuse_second_run(const std::string& path) {
  Holder holder;
  try {
    Database database(path, Database::Open::read);
    database.wait_for_locks(2000);
    database.limit_steps(1'000'000);
    holder = read_about(database, path).holder;
  } catch (const DatabaseError&) {
    // It is being made at this very moment, or being written to.
  } catch (const InputError&) {
    // The other run will say what is wrong with it.
  }
  throw refusal(path, holder.pid == 0 ? "another run writes to it" : "it is written by " + holder.text(),
                "one run at a time; --show reads while it runs");
}

/// A failure before any work is the input's fault where it says so.
template <class Action>
auto opening(const std::string& path, const Action& action) {
  try {
    return action();
  } catch (const DatabaseError& error) {
    switch (error.kind()) {
      case DatabaseError::Kind::read_only:
        throw refusal(path, error.what(), "a file that can be written, in a folder that can be written");
      case DatabaseError::Kind::broken:
        throw damaged_store(path, "", error.what());
      case DatabaseError::Kind::busy:
        throw refusal(path, "another program writes to it", "one writer at a time");
      default:
        throw RunError(path + ": " + error.what());
    }
  }
}

void make(Database& database, const StoreIdentity& identity, StoreTotals& totals) {
  database.run(kSetUp);
  database.run("BEGIN IMMEDIATE");
  create_tables(database);
  write_about(database, {identity, {}, this_holder()});
  write_identity(database, identity, totals);
  write_totals(database, totals);
  database.run("COMMIT");
}

StoreContent checked_content(Database& database, const std::string& path) {
  check_tables(database, path);
  return read_content(database, path);
}

/// The store is for this request from now on. What was done of the same one still is.
void take_over(Database& database, const StoreIdentity& identity, const StoreContent& content) {
  const StoreIdentity& before = content.identity;
  const bool same = before.text == identity.text && before.budget == identity.budget;
  database.run(kSetUp);
  database.run("BEGIN IMMEDIATE");
  write_about(database, {identity, same ? content.done : StagesDone{}, this_holder()});
  database.run("COMMIT");
}

}  // namespace

Store::Store(const std::string& path, const StoreIdentity& identity, const Check& check) {
  check_name(path);
  is_new(path);  // what is no store must not even be opened for writing
  auto lock = std::make_unique<RunLock>(path);
  if (!lock->held()) refuse_second_run(path);
  opening(path, [&] {
    auto database = std::make_unique<Database>(path, Database::Open::write);
    database->wait_for_locks(kPatienceMs);
    if (is_new(path)) {
      make(*database, identity, content_.totals);
    } else {
      content_ = checked_content(*database, path);
      check_identity(content_.identity, identity, path);
      if (check) check(content_);
      take_over(*database, identity, content_);
    }
    writer_ = std::make_unique<StoreWriter>(path, std::move(lock), std::move(database), content_.totals);
  });
}

Store::~Store() = default;

StoreContent Store::take_content() {
  return std::move(content_);
}

void Store::expect(double bytes) {
  writer_->expect(bytes);
}

void Store::keep_chunk(std::string packed) {
  writer_->keep(std::move(packed));
}

void Store::keep(Finding finding) {
  writer_->keep(std::move(finding));
}

void Store::keep(Piece piece) {
  writer_->keep(std::move(piece));
}

void Store::keep_front(std::vector<Finding> front) {
  writer_->keep(std::move(front));
}

void Store::keep_done(const StagesDone& done) {
  writer_->keep(done);
}

void Store::flush() {
  writer_->flush();
}

StoreContent read_store(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) throw refusal(path, "no such file", "a store of tron explore");
  if (is_new(path)) throw refusal(path, "an empty file", "a store of tron explore");
  return opening(path, [&] {
    // After a kill the file must be rolled back before it can be read, which takes the right to write.
    for (const auto how : {Database::Open::read, Database::Open::write}) {
      try {
        Database database(path, how);
        database.wait_for_locks(kPatienceMs);
        database.run("BEGIN");
        return checked_content(database, path);
      } catch (const DatabaseError& error) {
        if (error.kind() != DatabaseError::Kind::read_only || how == Database::Open::write) throw;
      }
    }
    return StoreContent{};
  });
}

}  // namespace tron::explore
