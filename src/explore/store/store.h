#pragma once

#include <functional>
#include <memory>
#include <string>

#include "explore/store/store_content.h"
#include "rooms.h"

namespace tron::explore {

class StoreWriter;

/// The results of a search in one SQLite file, safe against a kill and a power cut at any moment
/// (docs/methods/explore.md).
///
/// A thread of its own writes, so that nobody who computes waits for a disk. What is handed in is durable
/// within a quarter of a second, or after flush(). A full disk throws RunError from the next call: it names
/// the file and the room that is missing; everything stored before stays, and a later run goes on from there.
class Store {
 public:
  /// Throws for what cannot be the result of a run, although it is as it was written.
  using Check = std::function<void(const StoreContent&)>;

  /// Opens or makes the file. InputError before anything is written: it cannot be written, another run holds
  /// it (and which), it is no store, of another format, damaged, of another space, or `check` says so.
  Store(const std::string& path, const StoreIdentity& identity, const Check& check = {});
  ~Store();  ///< stores what it still has, as far as that can be done

  /// What it held when it was opened. Taken once.
  StoreContent take_content();
  /// How many bytes are still to come, for the message of a full disk.
  void expect(double bytes);

  void keep_chunk(std::string packed);
  void keep(Finding finding);
  void keep(Piece piece);
  /// Takes the place of the front that stood there.
  void keep_front(std::vector<Finding> front);
  /// What reports say of this run. Until then they say what the run before has said, if that was over the
  /// same file and budget; else that nothing is done.
  void keep_done(const StagesDone& done);
  void flush();

 private:
  std::unique_ptr<StoreWriter> writer_;
  StoreContent content_;
};

/// For reports: opens without the right to write, also while a run writes. InputError as above.
StoreContent read_store(const std::string& path);

}  // namespace tron::explore
