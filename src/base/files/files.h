#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"

namespace tron::base {

/// The whole file; InputError if it is missing, unreadable, a directory, or larger than `limit` bytes.
std::string read_file(const std::string& path, std::size_t limit = std::size_t{1} << 30);

/// The whole file, unzipped if it starts with the gzip magic; InputError also for a broken or truncated
/// stream and for more than `limit` unzipped bytes.
std::vector<unsigned char> read_maybe_gzip(const std::string& path, std::size_t limit = std::size_t{1} << 31);

/// Writes a fresh temporary file in the target's folder, flushes and renames it: the old or the new file
/// stands there, never half. Links stay (their target is written), so does the mode. RunError if it fails.
void write_file(const std::string& path, std::string_view content);

/// A read-only memory map; InputError if it cannot be opened, RunError if there is no room for it.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(MappedFile&&) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  std::span<const unsigned char> bytes() const { return {data_, size_}; }

 private:
  const unsigned char* data_ = nullptr;
  std::size_t size_ = 0;
};

/// The folder of device, chip, network and assumption files, as the caller of the library gave it. InputError
/// where none was given.
std::string data_folder();
/// For the whole process. InputError for what is no folder. Safe from several threads; work that is under way
/// may see either folder.
void set_data_folder(const std::string& folder);

/// `name` as a path if it has a slash, or ends in .toml and exists; else data_folder()/room/name.toml. The
/// error lists what is there and the nearest name.
std::string find_description(const std::string& room, const std::string& name);

}  // namespace tron::base
