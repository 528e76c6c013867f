#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/files/files_read.h"
#include "base/files/output_file.h"
#include "rooms.h"

namespace tron::cli {

/// The files that a command was asked to write. They are refused before the work, and before anything is
/// written: what cannot be written, what another option writes, what the command reads.
class Outputs {
 public:
  /// Keeps a reference to what the command reads.
  explicit Outputs(const FilesRead& read) : read_(read) {}

  /// One that is written as a whole at the end. An empty path is none.
  void add(const std::string& option, const std::string& path);
  /// One that SQLite writes in place, with its journals beside it.
  void add_store(const std::string& option, const std::string& path);
  /// A store that is only read: no output may be it or a file beside it.
  void keep_store(const std::string& option, const std::string& path);

  /// To be called once everything is read. InputError for an output that is one of those files, or a
  /// description of the program's data folder.
  void hold_against_inputs() const;

  bool any() const { return !outputs_.empty(); }
  bool wanted(const std::string& option) const;
  /// The output of an option, where it was asked for. Nothing that was read in the meantime is replaced.
  void write(const std::string& option, std::string_view content) const;

 private:
  struct Output {
    std::string option, path;
    OutputPlace place;
    std::string beside;  ///< "", "-journal", "-wal", "-shm": a file that SQLite makes for a store
  };
  void admit(Output output);
  void hold_against_inputs(const Output& output) const;

  const FilesRead& read_;
  std::vector<Output> outputs_;
};

}  // namespace tron::cli
