#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rooms.h"

namespace tron::network {

/// Name of the file that says which file of a folder has which tensor.
inline constexpr const char* kShardIndex = "model.safetensors.index.json";

/// Where the tensors of a network are that is stored in several files.
struct ShardIndex {
  std::vector<std::string> files;                     ///< names beside the index, as they first appear
  std::unordered_map<std::string, std::size_t> file;  ///< tensor -> its file
};

/// Of {"metadata": ..., "weight_map": {tensor: file, ...}}; `name` stands as the file in messages. InputError
/// for other JSON, no tensor, too many files, and for a file that is not a plain name ending in .safetensors:
/// an index must not lead out of its folder.
ShardIndex parse_shard_index(std::string_view text, const std::string& name);

}  // namespace tron::network
