#include "explore/store/store_writer.h"

#include <filesystem>
#include <system_error>

#include <fmt/core.h>

#include "base/execution/memory.h"
#include "explore/store/store_about.h"
#include "explore/store/store_reader.h"

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

}  // namespace

StoreWriter::StoreWriter(std::string path, std::unique_ptr<RunLock> lock, std::unique_ptr<Database> database,
                         const StoreTotals& totals)
    : path_(std::move(path)),
      lock_(std::move(lock)),
      database_(std::move(database)),
      chunks_(*database_, StoreTable::chunk),
      designs_(*database_, StoreTable::design),
      parameters_(*database_, StoreTable::parameter),
      pieces_(*database_, StoreTable::piece),
      front_(*database_, StoreTable::front),
      totals_(totals),
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
  chunks_.put(static_cast<std::int64_t>(range.first)).put(static_cast<std::int64_t>(range.count));
  chunks_.put_bytes(packed).write(totals_[StoreTable::chunk]);
}

void StoreWriter::write(const Finding& finding) {
  const auto number = static_cast<std::int64_t>(finding.evaluated.number);
  designs_.put(number).put(std::string_view(kStageNames[static_cast<int>(finding.stage)]));
  designs_.put(std::string_view(kStatusNames[static_cast<int>(finding.evaluated.status)]));
  designs_.put(std::string_view(finding.reason));
  for (const double metric : finding.evaluated.metrics.stored) designs_.put(metric);
  designs_.write(totals_[StoreTable::design]);
  for (const auto& [name, value] : finding.parameters) {
    parameters_.put(number).put(std::string_view(name)).put(std::string_view(value));
    parameters_.write(totals_[StoreTable::parameter]);
  }
}

void StoreWriter::write(const Piece& piece) {
  pieces_.put(static_cast<std::int64_t>(piece.number)).put(std::string_view(piece.kind));
  pieces_.put(static_cast<std::int64_t>(piece.item)).put_bytes(piece.bytes).write(totals_[StoreTable::piece]);
}

void StoreWriter::write(const Front& front) {
  database_->run("DELETE FROM front");
  totals_[StoreTable::front] = {};
  std::int64_t place = 0;
  for (const Finding& finding : front) {
    write(finding);
    front_.put(++place).put(static_cast<std::int64_t>(finding.evaluated.number));
    front_.put(std::string_view(kStageNames[static_cast<int>(finding.stage)]));
    front_.write(totals_[StoreTable::front]);
  }
}

void StoreWriter::write(const StagesDone& done) {
  write_done(*database_, done);
}

void StoreWriter::commit() {
  write_totals(*database_, totals_);
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
