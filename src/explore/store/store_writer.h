#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "explore/store/run_lock.h"
#include "explore/store/sqlite.h"
#include "explore/store/store_content.h"
#include "explore/store/store_row.h"
#include "rooms.h"

namespace tron::explore {

/// The thread that writes a store, and its queue. Many results make one transaction: a commit waits for the
/// disk.
class StoreWriter {
 public:
  using Packed = std::string;
  using Front = std::vector<Finding>;
  using Entry = std::variant<Packed, Finding, Piece, Front, StagesDone>;

  /// `totals`: of the tables as they stand.
  StoreWriter(std::string path, std::unique_ptr<RunLock> lock, std::unique_ptr<Database> database,
              const StoreTotals& totals);
  ~StoreWriter();

  void keep(Entry entry);
  void flush();
  void expect(double bytes);

 private:
  using Clock = std::chrono::steady_clock;
  void work();
  void write_some(std::deque<Entry> entries);
  void write(const Packed& packed);
  void write(const Finding& finding);
  void write(const Piece& piece);
  void write(const Front& front);
  void write(const StagesDone& done);
  void commit();
  void fail(const DatabaseError& error);

  std::string path_;
  std::unique_ptr<RunLock> lock_;  ///< goes after the database: closing its file ends SQLite's locks as well
  std::unique_ptr<Database> database_;
  RowWriter chunks_, designs_, parameters_, pieces_, front_;
  StoreTotals totals_;

  std::mutex mutex_;
  std::condition_variable wake_, done_;
  std::deque<Entry> queue_;
  double queued_bytes_ = 0, unstored_bytes_ = 0, expected_bytes_ = 0;
  bool ending_ = false, flush_ = false, open_ = false;
  Clock::time_point begun_{};
  std::exception_ptr error_;
  std::jthread thread_;
};

}  // namespace tron::explore
