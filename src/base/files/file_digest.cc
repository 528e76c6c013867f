#include "base/files/file_digest.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files/files_read.h"

namespace tron::base {
namespace {

static_assert(std::endian::native == std::endian::little, "XXH64 reads little-endian words");

constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87, kPrime2 = 0xC2B2AE3D27D4EB4F,
                        kPrime3 = 0x165667B19E3779F9, kPrime4 = 0x85EBCA77C2B2AE63,
                        kPrime5 = 0x27D4EB2F165667C5;

template <class T>
T word_at(const unsigned char* bytes) {
  T word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

std::uint64_t round_of(std::uint64_t lane, std::uint64_t word) {
  return std::rotl(lane + word * kPrime2, 31) * kPrime1;
}

std::uint64_t merged(std::uint64_t hash, std::uint64_t lane) {
  return (hash ^ round_of(0, lane)) * kPrime1 + kPrime4;
}

/// Four lanes take the words in turn; `bytes` is left with fewer than 32.
std::uint64_t hash_of_stripes(std::span<const unsigned char>& bytes, std::uint64_t seed) {
  std::uint64_t lane[4] = {seed + kPrime1 + kPrime2, seed + kPrime2, seed, seed - kPrime1};
  for (; bytes.size() >= 32; bytes = bytes.subspan(32)) {
    for (int i = 0; i < 4; ++i)
      lane[i] = round_of(lane[i], word_at<std::uint64_t>(bytes.data() + std::ptrdiff_t{8} * i));
  }
  std::uint64_t hash =
      std::rotl(lane[0], 1) + std::rotl(lane[1], 7) + std::rotl(lane[2], 12) + std::rotl(lane[3], 18);
  for (std::uint64_t one : lane) hash = merged(hash, one);
  return hash;
}

std::uint64_t finished(std::uint64_t hash) {
  hash = (hash ^ (hash >> 33)) * kPrime2;
  hash = (hash ^ (hash >> 29)) * kPrime3;
  return hash ^ (hash >> 32);
}

[[noreturn]] void refuse(const std::string& path, const std::string& found) {
  throw InputError(Place{path, 0, 0, ""}, found, "a readable file");
}

/// Closes itself.
class OpenFile {
 public:
  explicit OpenFile(const std::string& path) : path_(path), fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (fd_ < 0) refuse(path_, errno == ENOENT ? "no such file" : std::strerror(errno));
    note_read(path);
  }
  ~OpenFile() { ::close(fd_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  /// As many bytes as there is room for, fewer only at the file's end.
  std::size_t fill(std::span<unsigned char> room) const {
    std::size_t have = 0;
    while (have < room.size()) {
      const ssize_t got = ::read(fd_, room.data() + have, room.size() - have);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) refuse(path_, std::strerror(errno));
      if (got == 0) break;
      have += static_cast<std::size_t>(got);
    }
    return have;
  }

 private:
  const std::string& path_;
  int fd_;
};

}  // namespace

std::uint64_t xxh64(std::span<const unsigned char> bytes, std::uint64_t seed) {
  const std::uint64_t size = bytes.size();
  std::uint64_t hash = size >= 32 ? hash_of_stripes(bytes, seed) : seed + kPrime5;
  hash += size;
  for (; bytes.size() >= 8; bytes = bytes.subspan(8))
    hash = std::rotl(hash ^ round_of(0, word_at<std::uint64_t>(bytes.data())), 27) * kPrime1 + kPrime4;
  if (bytes.size() >= 4) {
    hash = std::rotl(hash ^ (word_at<std::uint32_t>(bytes.data()) * kPrime1), 23) * kPrime2 + kPrime3;
    bytes = bytes.subspan(4);
  }
  for (unsigned char byte : bytes) hash = std::rotl(hash ^ (byte * kPrime5), 11) * kPrime1;
  return finished(hash);
}

std::string FileDigest::text() const {
  return fmt::format("{} bytes with hash {:016x}", size, hash);
}

FileDigest digest_of_file(const std::string& path, std::uint64_t most) {
  constexpr std::size_t kPiece = std::size_t{1} << 18;
  struct stat status = {};
  if (path.empty() || path.find('\0') != std::string::npos) refuse(path, "no file name");
  // Before it is opened: opening a pipe waits for its other end.
  if (::stat(path.c_str(), &status) != 0)
    refuse(path, errno == ENOENT ? "no such file" : std::strerror(errno));
  if (S_ISDIR(status.st_mode)) refuse(path, "a folder");
  if (!S_ISREG(status.st_mode)) refuse(path, "a pipe or a device");
  const OpenFile file(path);
  FileDigest out{static_cast<std::uint64_t>(status.st_size), 0};
  std::vector<unsigned char> piece(kPiece);
  for (std::uint64_t left = most; left > 0;) {
    const std::size_t want = static_cast<std::size_t>(std::min<std::uint64_t>(left, kPiece));
    const std::size_t got = file.fill(std::span(piece).first(want));
    out.hash = xxh64(std::span(piece).first(got), out.hash);
    left -= got;
    if (got < want) break;
  }
  return out;
}

}  // namespace tron::base
