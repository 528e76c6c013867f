#include "base/files/files.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files/descriptor.h"
#include "base/files/files_read.h"

namespace tron::base {

namespace {

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
  note_read(path, {status.st_dev, status.st_ino});
  return fd.release();
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
