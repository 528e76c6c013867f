#include <map>
#include <mutex>

#include "base/config/config.h"
#include "base/files/files.h"

namespace tron::base {
namespace {

struct Parsed {
  std::string text;
  Config config;
};

}  // namespace

Config Config::read_again(const std::string& path) {
  static std::mutex mutex;
  static std::map<std::string, Parsed> known;
  // By content, not by time: clocks of file systems are coarse.
  std::string text = read_file(path, kMaxBytes);
  const std::lock_guard lock(mutex);
  const auto found = known.find(path);
  if (found != known.end() && found->second.text == text) return found->second.config.copy();
  const Config config = parse(text, path);
  known.insert_or_assign(path, Parsed{std::move(text), config});
  return config.copy();
}

}  // namespace tron::base
