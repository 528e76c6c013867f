#include "dataset/idx.h"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/files/files.h"

namespace tron::dataset {
namespace {

constexpr unsigned char kUnsignedByte = 8;

[[noreturn]] void fail(const std::string& path, const char* item, std::string found, std::string allowed) {
  throw InputError({.file = path, .line = 0, .column = 0, .item = item}, std::move(found),
                   std::move(allowed));
}

}  // namespace

IdxArray read_idx(const std::string& path, std::size_t dimensions) {
  std::vector<unsigned char> bytes = read_maybe_gzip(path);
  const std::size_t header = 4 + 4 * dimensions;
  const bool magic = bytes.size() >= 4 && bytes[0] == 0 && bytes[1] == 0 && bytes[2] == kUnsignedByte &&
                     bytes[3] == dimensions;
  if (!magic) {
    std::string found = fmt::format("a file of {} bytes", bytes.size());
    if (bytes.size() >= 4)
      found = fmt::format("{:02x} {:02x} {:02x} {:02x}", bytes[0], bytes[1], bytes[2], bytes[3]);
    fail(path, "magic number", found,
         fmt::format("00 00 08 {:02x}: unsigned bytes, {} dimensions", dimensions, dimensions));
  }
  if (bytes.size() < header) {
    fail(path, "header", fmt::format("{} bytes", bytes.size()),
         fmt::format("{} bytes of header and the data", header));
  }
  IdxArray array;
  std::size_t count = 1;
  bool overflow = false;
  for (std::size_t d = 0; d < dimensions; ++d) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < 4; ++i) size = size << 8 | bytes[4 + 4 * d + i];
    array.shape.push_back(size);
    overflow |= __builtin_mul_overflow(count, size, &count);
  }
  if (count == 0)
    fail(path, "sizes", fmt::format("[{}]: no data", fmt::join(array.shape, ", ")), "sizes from 1");
  if (overflow || bytes.size() - header != count) {
    fail(path, "data", fmt::format("{} bytes", bytes.size() - header),
         fmt::format("the product of the sizes [{}]", fmt::join(array.shape, ", ")));
  }
  bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(header));
  array.data = std::move(bytes);
  return array;
}

}  // namespace tron::dataset
