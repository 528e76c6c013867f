#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "rooms.h"

namespace tron::base {

/// A file itself, whatever path, symbolic or hard link leads to it.
struct FileIdentity {
  std::uint64_t device = 0, inode = 0;
  friend auto operator<=>(const FileIdentity&, const FileIdentity&) = default;
};

/// Of what stands at `path`, links followed; nothing where nothing stands or it may not be reached.
std::optional<FileIdentity> identity_at(const std::string& path);

/// The files that were opened for reading while it lives: what no output may replace. Readers deep in the
/// rooms tell the one that was made last (they could not be handed one without every loader knowing of
/// outputs), so a program has one per command. Safe from several threads, but for making and ending it.
class FilesRead {
 public:
  FilesRead();
  ~FilesRead();
  FilesRead(const FilesRead&) = delete;
  FilesRead& operator=(const FilesRead&) = delete;

  void note(const std::string& path, const FileIdentity& file);
  /// The path under which the file was read first; nothing if it was not.
  std::optional<std::string> path_of(const FileIdentity& file) const;

 private:
  FilesRead* before_;
  mutable std::mutex mutex_;
  std::map<FileIdentity, std::string> paths_;
};

/// Every reader calls one of these for each file that it opens.
void note_read(const std::string& path, const FileIdentity& file);
void note_read(const std::string& path);

}  // namespace tron::base
