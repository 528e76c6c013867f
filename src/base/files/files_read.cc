#include "base/files/files_read.h"

#include <atomic>

#include <sys/stat.h>

namespace tron::base {
namespace {

std::atomic<FilesRead*> innermost{nullptr};

}  // namespace

std::optional<FileIdentity> identity_at(const std::string& path) {
  struct stat status = {};
  if (path.find('\0') != std::string::npos || ::stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileIdentity{status.st_dev, status.st_ino};
}

FilesRead::FilesRead() : before_(innermost.exchange(this)) {}

FilesRead::~FilesRead() {
  innermost = before_;
}

void FilesRead::note(const std::string& path, const FileIdentity& file) {
  const std::lock_guard lock(mutex_);
  paths_.emplace(file, path);
}

std::optional<std::string> FilesRead::path_of(const FileIdentity& file) const {
  const std::lock_guard lock(mutex_);
  const auto found = paths_.find(file);
  return found == paths_.end() ? std::nullopt : std::optional(found->second);
}

void note_read(const std::string& path, const FileIdentity& file) {
  if (FilesRead* files = innermost) files->note(path, file);
}

void note_read(const std::string& path) {
  if (innermost == nullptr) return;
  if (const auto file = identity_at(path)) note_read(path, *file);
}

}  // namespace tron::base
