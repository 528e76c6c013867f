#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "network/hugging_face/checkpoint/safetensors.h"
#include "network/hugging_face/checkpoint/shard_index.h"
#include "rooms.h"

namespace tron::network {

/// The tensors of a folder: model.safetensors, or the files that model.safetensors.index.json names.
class Checkpoint {
 public:
  enum class Access {
    headers,  ///< names and shapes only: no byte of a tensor is read or mapped
    values
  };

  /// InputError if neither is there (saying how to convert pytorch_model.bin if that is), and for whatever
  /// Safetensors refuses. Of several files, every one must be there and hold the tensors that the index gives
  /// it and no others.
  static Checkpoint open(const std::string& folder, Access access);
  /// Whether the folder has either file.
  static bool stands_in(const std::string& folder);

  struct Found {
    const Safetensors* file = nullptr;
    const TensorEntry* entry = nullptr;
    explicit operator bool() const { return entry != nullptr; }
  };
  Found find(const std::string& tensor) const;
  const std::vector<Safetensors>& files() const { return files_; }
  std::vector<std::string> names() const;  ///< of all tensors
  /// The file that stands in a message about the whole: the one file, or the index.
  const std::string& path() const { return path_; }

 private:
  Checkpoint() = default;
  void check(std::size_t file) const;

  std::string path_;
  std::vector<Safetensors> files_;
  std::optional<ShardIndex> index_;  ///< none: one file
};

}  // namespace tron::network
