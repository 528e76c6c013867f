#include "explore/store_writer.h"

#include <filesystem>
#include <system_error>

#include <fmt/core.h>

#include "base/memory.h"

namespace tron::explore {
namespace {

constexpr auto kLongestTransaction = std::chrono::milliseconds(250);
/// Whoever computes waits once so much is queued: a disk that is slower than the search sets the pace.
constexpr double kMostQueued = 128e6;

double bytes_of(const StoreWriter::Entry& entry) {
  if (const auto* packed = std::get_if<StoreWriter::Packed>(&entry))
    return static_cast<double>(packed->size());
  if (const auto* piece = std::get_if<Piece>(&entry)) return static_cast<double>(piece->bytes.size()) + 50;
  return 500;
}

std::string question_marks(int count) {
  std::string marks = "?";
  for (int i = 1; i < count; ++i) marks += ", ?";
  return marks;
}

}  // namespace

StoreWriter::StoreWriter(std::string path, std::unique_ptr<RunLock> lock, std::unique_ptr<Database> database)
    : path_(std::move(path)),
      lock_(std::move(lock)),
      database_(std::move(database)),
      insert_chunk_(*database_, "INSERT INTO chunk (first, count, results) VALUES (?, ?, ?)"),
      insert_design_(*database_,
                     "INSERT OR REPLACE INTO design VALUES (" + question_marks(4 + kStoredMetrics) + ")"),
      insert_parameter_(*database_, "INSERT OR REPLACE INTO parameter VALUES (?, ?, ?)"),
      insert_piece_(*database_, "INSERT OR REPLACE INTO piece VALUES (?, ?, ?, ?)"),
      insert_front_(*database_, "INSERT INTO front VALUES (?, ?, ?)"),
      thread_([this] { work(); }) {}

StoreWriter::~StoreWriter() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
}

void StoreWriter::keep(Entry entry) {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&] { return error_ || queued_bytes_ < kMostQueued; });
  if (error_) std::rethrow_exception(error_);
  queued_bytes_ += bytes_of(entry);
  queue_.push_back(std::move(entry));
  wake_.notify_all();
}

void StoreWriter::flush() {
  std::unique_lock lock(mutex_);
  flush_ = true;
  wake_.notify_all();
  done_.wait(lock, [&] { return error_ || !flush_; });
  if (error_) std::rethrow_exception(error_);
}

void StoreWriter::expect(double bytes) {
  const std::lock_guard lock(mutex_);
  expected_bytes_ = bytes;
}

void StoreWriter::work() {
  std::unique_lock lock(mutex_);
  while (!error_) {
    const auto stirred = [&] { return !queue_.empty() || flush_ || ending_; };
    if (open_) {
      wake_.wait_until(lock, begun_ + kLongestTransaction, stirred);
    } else {
      wake_.wait(lock, stirred);
    }
    std::deque<Entry> entries = std::exchange(queue_, {});
    unstored_bytes_ += std::exchange(queued_bytes_, 0);
    const bool last = ending_, flushing = flush_;
    lock.unlock();
    done_.notify_all();
    try {
      write_some(std::move(entries));
      if (open_ && (last || flushing || Clock::now() - begun_ >= kLongestTransaction)) commit();
    } catch (const DatabaseError& error) {
      fail(error);
    } catch (const std::exception& error) {
      fail({DatabaseError::Kind::other, error.what()});
    }
    lock.lock();
    if (flushing && queue_.empty()) flush_ = false;
    if (last && queue_.empty()) break;
    if (flushing) done_.notify_all();
  }
  flush_ = false;
  done_.notify_all();
}

void StoreWriter::write_some(std::deque<Entry> entries) {
  if (entries.empty()) return;
  if (!open_) {
    database_->run("BEGIN IMMEDIATE");
    open_ = true;
    begun_ = Clock::now();
  }
  for (const Entry& entry : entries) std::visit([this](const auto& one) { write(one); }, entry);
}

void StoreWriter::write(const Packed& packed) {
  const PackedRange range = range_of(packed);
  insert_chunk_.bind(1, static_cast<std::int64_t>(range.first));
  insert_chunk_.bind(2, static_cast<std::int64_t>(range.count)).bind_bytes(3, packed).run();
}

void StoreWriter::write(const Finding& finding) {
  const auto number = static_cast<std::int64_t>(finding.judged.number);
  insert_design_.bind(1, number).bind(2, std::string_view(kStageNames[static_cast<int>(finding.stage)]));
  insert_design_.bind(3, std::string_view(kVerdictNames[static_cast<int>(finding.judged.verdict)]));
  insert_design_.bind(4, std::string_view(finding.reason));
  for (int i = 0; i < kStoredMetrics; ++i)
    insert_design_.bind(5 + i, finding.judged.metrics.stored[static_cast<std::size_t>(i)]);
  insert_design_.run();
  for (const auto& [name, value] : finding.parameters) {
    insert_parameter_.bind(1, number).bind(2, std::string_view(name)).bind(3, std::string_view(value)).run();
  }
}

void StoreWriter::write(const Piece& piece) {
  insert_piece_.bind(1, static_cast<std::int64_t>(piece.number)).bind(2, std::string_view(piece.kind));
  insert_piece_.bind(3, static_cast<std::int64_t>(piece.item)).bind_bytes(4, piece.bytes).run();
}

void StoreWriter::write(const Front& front) {
  database_->run("DELETE FROM front");
  std::int64_t place = 0;
  for (const Finding& finding : front) {
    write(finding);
    insert_front_.bind(1, ++place).bind(2, static_cast<std::int64_t>(finding.judged.number));
    insert_front_.bind(3, std::string_view(kStageNames[static_cast<int>(finding.stage)])).run();
  }
}

void StoreWriter::commit() {
  database_->run("COMMIT");
  open_ = false;
  const std::lock_guard lock(mutex_);
  unstored_bytes_ = 0;
}

/// Undoes the open transaction: what was committed before is what the file holds.
void StoreWriter::fail(const DatabaseError& error) {
  try {
    database_->run("ROLLBACK");
  } catch (const DatabaseError&) {
    // SQLite has already done so.
  }
  open_ = false;
  const std::lock_guard lock(mutex_);
  const double missing = unstored_bytes_ + queued_bytes_ + expected_bytes_;
  std::string what = fmt::format("{}: {}", path_, error.what());
  if (error.kind() == DatabaseError::Kind::full) {
    std::error_code ignored;
    const auto room = std::filesystem::space(std::filesystem::absolute(path_).parent_path(), ignored);
    what = fmt::format("{}: no room to store results ({}); about {} are still to come, {} are free", path_,
                       error.what(), memory_text(missing),
                       ignored ? "unknown" : memory_text(static_cast<double>(room.available)));
  }
  what += ". What was stored remains; make room and run the same command again to go on";
  error_ = std::make_exception_ptr(RunError(what));
  queue_.clear();
}

}  // namespace tron::explore
