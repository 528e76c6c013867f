#include <cerrno>
#include <cstring>

#include <fcntl.h>  // AT_FDCWD
#include <fmt/format.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/files/output_file.h"

namespace tron::base {
namespace {

constexpr const char* kFile = "a file that you may write, in a folder that you may write";

/// The refusals of one path.
class Asked {
 public:
  Asked(const Place& by, const std::string& path) : by_(by), path_(path) {}
  [[noreturn]] void refuse(const std::string& what, const std::string& allowed = kFile) const {
    throw InputError(by_, "'" + path_ + "', " + what, allowed);
  }
  [[noreturn]] void refuse_errno(int error) const {
    switch (error) {
      case ENAMETOOLONG:
        refuse("a name that is too long for its file system", "a shorter name");
      case ELOOP:
        refuse("links that lead in a circle");
      case ENOTDIR:
      case ENOENT:
        refuse("whose folder does not exist", "a file in a folder that exists");
      case EACCES:
      case EPERM:
      case EROFS:
        refuse(fmt::format("which may not be written ({})", std::strerror(error)));
      default:
        refuse(std::strerror(error));
    }
  }

 private:
  const Place& by_;
  const std::string& path_;
};

/// Up to the last '/', as a folder that can be opened; the rest is the name.
std::pair<std::string, std::string> split(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {".", path};
  return {path.substr(0, slash + 1), path.substr(slash + 1)};
}

/// The path behind all symbolic links, where the last may lead to nothing yet.
std::string behind_links(std::string path, const Asked& asked) {
  for (int links = 0; links < 40; ++links) {
    char target[PATH_MAX];
    const ssize_t length = ::readlink(path.c_str(), target, sizeof target);
    if (length < 0 && errno != EINVAL && errno != ENOENT) asked.refuse_errno(errno);
    if (length < 0) return path;
    const std::string next(target, static_cast<std::size_t>(length));
    path = next.starts_with('/') ? next : split(path).first + (path.find('/') == path.npos ? "/" : "") + next;
  }
  asked.refuse_errno(ELOOP);
}

bool is_standard_stream(const FileIdentity& file) {
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat status = {};
    if (::fstat(fd, &status) == 0 && FileIdentity{status.st_dev, status.st_ino} == file) return true;
  }
  return false;
}

/// By its number (Linux: Documentation/admin-guide/devices.txt): opening a device may already do something.
bool takes_text(dev_t device) {
  const unsigned major = gnu_dev_major(device);
  const bool null = device == gnu_dev_makedev(1, 3);
  const bool console = major == 4 || major == 5, pseudo_terminal = major >= 136 && major <= 143;
  return null || console || pseudo_terminal;
}

/// A pipe, a terminal and /dev/null take what comes; a disk would take it as its own content.
void check_stream(const struct stat& status, const Asked& asked) {
  if (S_ISFIFO(status.st_mode) || (S_ISCHR(status.st_mode) && takes_text(status.st_rdev))) return;
  asked.refuse("a device or socket", "a file, a pipe, a terminal or /dev/null");
}

/// Others' files in a folder like /tmp can be written but not replaced.
bool may_replace(const struct stat& file, const struct stat& folder) {
  const uid_t me = ::geteuid();
  return (folder.st_mode & S_ISVTX) == 0 || me == 0 || file.st_uid == me || folder.st_uid == me;
}

bool is_mount_point(const std::string& path) {
  struct statx status = {};
  return ::statx(AT_FDCWD, path.c_str(), 0, STATX_BASIC_STATS, &status) == 0 &&
         (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

void check_replaceable(const OutputPlace& place, const struct stat& folder, const Asked& asked) {
  struct stat file = {};
  // The file that /proc/self/fd shows may have lost its name.
  if (::stat(place.target.c_str(), &file) != 0 || FileIdentity{file.st_dev, file.st_ino} != place.itself)
    asked.refuse("a file without a name");
  if (::access(place.target.c_str(), W_OK) != 0) asked.refuse_errno(errno);
  if (!may_replace(file, folder)) asked.refuse("another user's file in a folder that protects it");
  if (is_mount_point(place.target)) asked.refuse("a mount point, which cannot be replaced");
}

}  // namespace

bool OutputPlace::same_as(const OutputPlace& other) const {
  if (kind == Kind::stream || other.kind == Kind::stream) return false;
  if (itself && itself == other.itself) return true;
  return folder == other.folder && name == other.name;
}

OutputPlace output_place(const Place& asked_by, const std::string& path) {
  const Asked asked(asked_by, path);
  if (path.empty() || path.find('\0') != std::string::npos) asked.refuse("no file name");
  OutputPlace place;
  struct stat status = {};
  const bool there = ::stat(path.c_str(), &status) == 0;
  if (!there && errno != ENOENT) asked.refuse_errno(errno);
  if (there) {
    place.itself = FileIdentity{status.st_dev, status.st_ino};
    if (S_ISDIR(status.st_mode)) asked.refuse("a folder", "a file to write");
    if (!S_ISREG(status.st_mode)) check_stream(status, asked);
    if (!S_ISREG(status.st_mode) || is_standard_stream(*place.itself)) {
      place.kind = OutputPlace::Kind::stream, place.target = path;
      return place;
    }
  }
  place.target = behind_links(path, asked);
  const auto [folder, name] = split(place.target);
  if (name.empty()) asked.refuse("a folder", "a file to write");
  struct stat around = {};
  if (::stat(folder.c_str(), &around) != 0) asked.refuse_errno(errno);
  if (!S_ISDIR(around.st_mode)) asked.refuse_errno(ENOTDIR);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) asked.refuse_errno(errno);
  place.folder = {around.st_dev, around.st_ino}, place.name = name;
  if (there) check_replaceable(place, around, asked);
  return place;
}

}  // namespace tron::base
