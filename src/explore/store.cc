#include "explore/store.h"

#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "explore/store_schema.h"
#include "explore/store_writer.h"

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

/// Whether the file is empty or missing; InputError if it is neither that nor a database.
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

[[noreturn]] void refuse_second_run(const std::string& path) {
  Holder holder;
  try {
    Database database(path, Database::Open::read);
    database.wait_for_locks(2000);
    holder = holder_of(database);
  } catch (const DatabaseError&) {
    // It is being made at this very moment, or being written to.
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
        throw refusal(path, std::string("a damaged store: ") + error.what(),
                      "a whole store (it was left as it is), or a new file");
      case DatabaseError::Kind::busy:
        throw refusal(path, "another program writes to it", "one writer at a time");
      default:
        throw RunError(path + ": " + error.what());
    }
  }
}

void make(Database& database, const StoreIdentity& identity) {
  database.run("BEGIN IMMEDIATE");
  create_tables(database, identity);
  set_holder(database, this_holder());
  database.run("COMMIT");
}

StoreContent reopen(Database& database, const StoreIdentity& identity, const std::string& path) {
  check_tables(database, path);
  StoreContent content = read_content(database);
  check_identity(content.identity, identity, path);
  database.run("BEGIN IMMEDIATE");
  set_holder(database, this_holder());
  database.run("COMMIT");
  return content;
}

}  // namespace

Store::Store(const std::string& path, const StoreIdentity& identity) {
  // A limit on the size of files should be an error of a write, not the end of the program.
  std::signal(SIGXFSZ, SIG_IGN);
  is_new(path);  // what is no store must not even be opened for writing
  auto lock = std::make_unique<RunLock>(path);
  if (!lock->held()) refuse_second_run(path);
  opening(path, [&] {
    auto database = std::make_unique<Database>(path, Database::Open::write);
    database->wait_for_locks(kPatienceMs);
    database->run(kSetUp);
    if (is_new(path)) {
      make(*database, identity);
    } else {
      content_ = reopen(*database, identity, path);
    }
    writer_ = std::make_unique<StoreWriter>(path, std::move(lock), std::move(database));
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
        check_tables(database, path);
        return read_content(database);
      } catch (const DatabaseError& error) {
        if (error.kind() != DatabaseError::Kind::read_only || how == Database::Open::write) throw;
      }
    }
    return StoreContent{};
  });
}

}  // namespace tron::explore
