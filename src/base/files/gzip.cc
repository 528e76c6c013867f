#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <zlib.h>

#include "base/error.h"
#include "base/files/files.h"

namespace tron::base {

namespace {

/// One pass through a gzip file, which may hold several members one after the other.
class Unzip {
 public:
  Unzip(const std::string& path, std::size_t limit) : path_(path), limit_(limit) {
    if (inflateInit2(&stream_, 15 + 16) != Z_OK) throw RunError("zlib: no memory");
  }
  ~Unzip() { inflateEnd(&stream_); }
  Unzip(const Unzip&) = delete;
  Unzip& operator=(const Unzip&) = delete;

  std::vector<unsigned char> all(const std::string& packed) {
    std::vector<unsigned char> out;
    std::size_t fed = 0;
    bool ended = false;
    while (!ended || fed < packed.size() || stream_.avail_in > 0) {
      if (stream_.avail_in == 0) fed += feed(packed, fed);
      if (ended && inflateReset(&stream_) != Z_OK) fail("a broken gzip stream");
      ended = step(out);
    }
    return out;
  }

 private:
  [[noreturn]] void fail(const std::string& found) const {
    throw InputError(Place{path_, 0, 0, ""}, found, "a whole gzip file");
  }

  std::size_t feed(const std::string& packed, std::size_t from) {
    const std::size_t most = std::numeric_limits<uInt>::max();
    const std::size_t count = std::min(most, packed.size() - from);
    if (count == 0) fail("a gzip stream that ends early");
    // zlib does not write through next_in; its interface only lacks the const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + from));
    stream_.avail_in = static_cast<uInt>(count);
    return count;
  }

  /// True at the end of a member.
  bool step(std::vector<unsigned char>& out) {
    unsigned char buffer[1 << 16];
    stream_.next_out = buffer;
    stream_.avail_out = sizeof buffer;
    const int state = inflate(&stream_, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR)
      fail(fmt::format("a broken gzip stream ({})", stream_.msg != nullptr ? stream_.msg : "unknown error"));
    out.insert(out.end(), buffer, buffer + (sizeof buffer - stream_.avail_out));
    if (out.size() > limit_)
      throw InputError(Place{path_, 0, 0, ""}, fmt::format("more than {} unzipped bytes", limit_),
                       fmt::format("at most {} bytes", limit_));
    return state == Z_STREAM_END;
  }

  const std::string& path_;
  std::size_t limit_;
  z_stream stream_ = {};
};

}  // namespace

std::vector<unsigned char> read_maybe_gzip(const std::string& path, std::size_t limit) {
  const std::string content = read_file(path, limit);
  if (content.size() < 2 || content[0] != '\x1f' || content[1] != '\x8b')
    return {content.begin(), content.end()};
  return Unzip(path, limit).all(content);
}

}  // namespace tron::base
