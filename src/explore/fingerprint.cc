#include <algorithm>
#include <filesystem>
#include <span>

#include <fmt/format.h>

#include "base/config.h"
#include "base/files.h"
#include "explore/space.h"
#include "network/find_network.h"

namespace tron::explore {
namespace {

__extension__ using Word = unsigned __int128;
namespace fs = std::filesystem;

/// FNV-1a, 128 bits (Fowler, Noll, Vo; draft-eastlake-fnv): tells files apart, against nobody's malice.
class Hash {
 public:
  void bytes(std::span<const unsigned char> data) {
    for (unsigned char byte : data) state_ = (state_ ^ byte) * kPrime;
  }
  /// With its length, so that "a", "bc" is another sequence than "ab", "c".
  void text(std::string_view text) {
    number(static_cast<double>(text.size()));
    bytes({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
  }
  void texts(const std::vector<std::string>& texts) {
    number(static_cast<double>(texts.size()));
    for (const std::string& one : texts) text(one);
  }
  void number(double value) {
    const std::string digits = fmt::format("{};", value);
    bytes({reinterpret_cast<const unsigned char*>(digits.data()), digits.size()});
  }
  void file(const std::string& path) {
    if (fs::file_size(path) == 0) return text("");
    const MappedFile map(path);
    number(static_cast<double>(map.bytes().size()));
    bytes(map.bytes());
  }
  std::string hex() const {
    return fmt::format("{:016x}{:016x}", static_cast<std::uint64_t>(state_ >> 64),
                       static_cast<std::uint64_t>(state_));
  }

 private:
  static constexpr Word kPrime = (Word{1} << 88) + 0x13b;
  Word state_ = (Word{0x6c62272e07bb0142} << 64) + 0x62b821756295c58d;
};

/// Every regular file below the folder, in the order of their names; the names count as well.
void hash_folder(Hash& hash, const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  hash.number(static_cast<double>(files.size()));
  for (const fs::path& file : files) {
    hash.text(file.lexically_relative(folder).string());
    hash.file(file.string());
  }
}

/// A file with what belongs to it: files beside it whose names begin with its stem, such as labels.
void hash_with_companions(Hash& hash, const fs::path& path) {
  std::vector<fs::path> files;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool belongs = name.starts_with(path.stem().string()) || name == "labels.tsv";
    if (belongs && entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) hash.file(file.string());
}

void hash_path(Hash& hash, const std::string& path) {
  if (fs::is_directory(path)) return hash_folder(hash, path);
  if (!fs::is_regular_file(path)) throw InputError(Place{path, 0, 0, ""}, "no file", "a file or a folder");
  hash_with_companions(hash, path);
}

/// The description and those that it is `like`; a ring of likenesses is load_chip's to refuse.
void hash_chip(Hash& hash, const std::string& name, int depth) {
  const std::string file = find_description("chip", name);
  hash.file(file);
  const Config root = Config::read(file);
  if (depth > 0 && root.has("like")) hash_chip(hash, root.text("like"), depth - 1);
}

void hash_choices(Hash& hash, const Space& space) {
  hash.number(static_cast<double>(space.batch));
  hash.number(static_cast<double>(space.sequence));
  for (const SpaceParameter& parameter : space.parameters) {
    hash.text(parameter.name);
    hash.texts(parameter.paths);
    hash.texts(parameter.values);
  }
  for (const Objective& objective : space.objectives) hash.text(record_of(objective.metric).name);
  for (const Constraint& constraint : space.constraints) {
    hash.text(record_of(constraint.metric).name);
    hash.number(constraint.at_least);
    hash.number(constraint.at_most);
  }
  hash.number(static_cast<double>(space.search.method));
  hash.number(static_cast<double>(space.search.population));
  hash.number(static_cast<double>(space.search.seed));
  hash.number(static_cast<double>(space.stages.samples));
  hash.number(static_cast<double>(space.stages.chips));
}

}  // namespace

std::string Space::fingerprint() const {
  Hash hash;
  hash_choices(hash, *this);
  hash_chip(hash, chip, 8);
  hash.file(find_description("assumptions", assumptions));
  for (const std::string& set : also_feasible) hash.file(find_description("assumptions", set));
  hash_folder(hash, data_folder() + "/device");
  for (const SpaceNetwork& one : networks) {
    const NetworkNeed need = one.data.empty() ? NetworkNeed::shapes : NetworkNeed::weights;
    hash.text(one.name);
    hash_path(hash, find_network(one.network, need));
    if (!one.data.empty()) hash_path(hash, one.data);
  }
  return hash.hex();
}

}  // namespace tron::explore
