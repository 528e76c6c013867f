#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include "rooms.h"

namespace tron::base {

/// XXH64 (Collet, xxHash specification 0.1.1): tells contents apart at several GB/s, against nobody's malice.
std::uint64_t xxh64(std::span<const unsigned char> bytes, std::uint64_t seed = 0);

/// What a file holds, in so few words that two machines can compare them.
struct FileDigest {
  std::uint64_t size = 0;    ///< of the whole file
  std::uint64_t hash = 0;    ///< of its bytes, or of the first of them
  std::string text() const;  ///< "4711 bytes with hash 0123456789abcdef"
};

/// Reads the file once, in pieces: takes no address space to speak of. Only the first `most` bytes count
/// beside the size. InputError as read_file(), and for what is no regular file.
FileDigest digest_of_file(const std::string& path,
                          std::uint64_t most = std::numeric_limits<std::uint64_t>::max());

}  // namespace tron::base
