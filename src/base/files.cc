#include "base/files.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

namespace tron::base {

namespace {

namespace fs = std::filesystem;

/// An open file that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

[[noreturn]] void refuse(const std::string& path, const std::string& found) {
  throw InputError(Place{path, 0, 0, ""}, found, "a readable file");
}

/// Opens for reading and fills in `status`.
int open_readable(const std::string& path, struct stat& status) {
  // NUL would cut the path short at the system call.
  if (path.empty() || path.find('\0') != std::string::npos) refuse(path, "no file name");
  Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) refuse(path, errno == ENOENT ? "no such file" : std::strerror(errno));
  if (::fstat(fd.get(), &status) != 0) refuse(path, std::strerror(errno));
  if (S_ISDIR(status.st_mode)) refuse(path, "a folder");
  return fd.release();
}

void write_all(int fd, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw RunError(path + ": cannot write: " + std::strerror(errno));
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// A pipe or a device takes what is written to it; renaming a file over it would destroy it.
void write_special(const std::string& path, std::string_view content) {
  const Descriptor fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (fd.get() < 0) throw RunError(path + ": cannot write: " + std::strerror(errno));
  write_all(fd.get(), content, path);
}

void write_part(const std::string& part, std::string_view content) {
  const Descriptor fd(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (fd.get() < 0) throw RunError(part + ": cannot create: " + std::strerror(errno));
  write_all(fd.get(), content, part);
  if (::fsync(fd.get()) != 0) throw RunError(part + ": cannot flush: " + std::strerror(errno));
}

}  // namespace

std::string read_file(const std::string& path, std::size_t limit) {
  struct stat status = {};
  const Descriptor fd(open_readable(path, status));
  std::string out;
  if (S_ISREG(status.st_mode)) out.reserve(std::min(limit, static_cast<std::size_t>(status.st_size)) + 1);
  char buffer[1 << 16];
  for (;;) {
    const ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse(path, std::strerror(errno));
    if (got == 0) return out;
    out.append(buffer, static_cast<std::size_t>(got));
    if (out.size() > limit)
      throw InputError(Place{path, 0, 0, ""}, fmt::format("more than {} bytes", limit),
                       fmt::format("at most {} bytes", limit));
  }
}

void write_file(const std::string& path, std::string_view content) {
  std::error_code none;
  const fs::file_status status = fs::status(path, none);
  if (fs::is_directory(status)) throw RunError(path + ": cannot write: it is a folder");
  if (fs::exists(status) && !fs::is_regular_file(status)) return write_special(path, content);
  // A symbolic link stays one: what it points to is replaced.
  const std::string target = fs::exists(status) ? fs::canonical(path, none).string() : path;
  const std::string part = target + ".part";
  try {
    write_part(part, content);
    if (::rename(part.c_str(), target.c_str()) != 0)
      throw RunError(path + ": cannot replace: " + std::strerror(errno));
  } catch (const RunError&) {
    ::unlink(part.c_str());
    throw;
  }
}

MappedFile::MappedFile(const std::string& path) {
  struct stat status = {};
  const Descriptor fd(open_readable(path, status));
  if (!S_ISREG(status.st_mode)) refuse(path, "a pipe or a device");
  size_ = static_cast<std::size_t>(status.st_size);
  if (size_ == 0) return;
  void* map = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  // Room is this process's affair, not the file's.
  if (map == MAP_FAILED && errno == ENOMEM) throw RunError(path + ": out of memory: it cannot be mapped");
  if (map == MAP_FAILED) refuse(path, std::strerror(errno));
  data_ = static_cast<const unsigned char*>(map);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<unsigned char*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

}  // namespace tron::base
