#include "base/files/output_file.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <random>

#include <fcntl.h>
#include <fmt/format.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files/descriptor.h"
#include "base/files/files.h"

namespace tron::base {
namespace {

/// The temporary file that is being written, where the handler of a signal finds it.
char unfinished[PATH_MAX];
std::atomic<bool> is_unfinished{false};

/// An errno that one of the calls below left behind.
struct Failure {
  const char* what;
  int error;
};

/// A file of a name that nobody has, beside the target; gone at the end unless it took the target's place.
class TemporaryFile {
 public:
  TemporaryFile(const std::string& target, mode_t mode) {
    const std::string folder = target.substr(0, target.rfind('/') + 1);  // "" where there is no '/'
    std::random_device random;
    for (int tries = 0; tries < 100; ++tries) {
      // Short, so that every name that the file system allows can be written.
      path_ = fmt::format("{}.tron-{:08x}.part", folder, random());
      const std::size_t shown = path_.copy(unfinished, sizeof unfinished - 1);
      unfinished[shown] = '\0';
      // Never an existing file, and never through a link.
      fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
      if (fd_ >= 0 || errno != EEXIST) break;
    }
    if (fd_ < 0) throw Failure{"cannot make a file in its folder", errno};
    is_unfinished = true;
  }
  ~TemporaryFile() {
    if (fd_ >= 0) ::close(fd_);
    if (!renamed_) ::unlink(path_.c_str());
    is_unfinished = false;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  int descriptor() const { return fd_; }
  void replace(const std::string& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) throw Failure{"cannot replace", errno};
    renamed_ = true;
  }

 private:
  std::string path_;
  int fd_ = -1;
  bool renamed_ = false;
};

void write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw Failure{"cannot write", errno};
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// A pipe takes what is written to it. What is this program's standard output, a file as well, goes on where
/// the page ended: opened anew it would begin at its start and overwrite the page.
void write_stream(const OutputPlace& place, std::string_view content) {
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat status = {};
    if (::fstat(fd, &status) == 0 && FileIdentity{status.st_dev, status.st_ino} == place.itself)
      return write_all(fd, content);
  }
  const Descriptor fd(::open(place.target.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC));
  if (fd.get() < 0) throw Failure{"cannot write", errno};
  write_all(fd.get(), content);
}

/// The new file is its owner's and readable to whom the old one was. A group that this user may not give
/// stays its own.
void keep_owner_and_mode(int fd, const std::string& target) {
  struct stat old = {};
  if (::stat(target.c_str(), &old) != 0) throw Failure{"cannot be reached", errno};
  const bool owned = ::fchown(fd, old.st_uid, old.st_gid) == 0;
  // Without its group, the rights of that group are not another group's.
  const mode_t mode = owned ? old.st_mode & 0777U : old.st_mode & 0707U;
  if (::fchmod(fd, mode) != 0) throw Failure{"cannot keep its mode", errno};
}

void write_target(const OutputPlace& place, std::string_view content) {
  TemporaryFile part(place.target, place.itself ? 0600 : 0666);
  write_all(part.descriptor(), content);
  if (place.itself) keep_owner_and_mode(part.descriptor(), place.target);
  if (::fsync(part.descriptor()) != 0) throw Failure{"cannot flush", errno};
  part.replace(place.target);
}

/// One at a time: there is one name for the handler of a signal.
std::mutex& writing() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace

void remove_unfinished_output() noexcept {
  if (is_unfinished) ::unlink(unfinished);
}

void try_output(const Place& asked_by, const OutputPlace& place) {
  if (place.kind == OutputPlace::Kind::stream) return;
  const std::lock_guard lock(writing());
  try {
    TemporaryFile part(place.target, 0600);
    write_all(part.descriptor(), std::string(4096, '\0'));
    // Some file systems find their room only when it is taken.
    if (::fsync(part.descriptor()) != 0) throw Failure{"cannot flush", errno};
  } catch (const Failure& failure) {
    throw InputError(asked_by,
                     fmt::format("'{}', which may not be written: {} ({})", place.target, failure.what,
                                 std::strerror(failure.error)),
                     "a file in a folder that you may write, with room for it");
  }
}

void write_file(const std::string& path, std::string_view content) {
  const std::lock_guard lock(writing());
  try {
    const OutputPlace place = output_place(Place{path, 0, 0, ""}, path);
    place.kind == OutputPlace::Kind::stream ? write_stream(place, content) : write_target(place, content);
  } catch (const Failure& failure) {
    throw RunError(fmt::format("{}: {}: {}", path, failure.what, std::strerror(failure.error)));
  } catch (const InputError& error) {
    throw RunError(path + ": cannot be written: found " + error.found());
  }
}

}  // namespace tron::base
