#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/testing/scratch_folder.h"
#include "network/hugging_face/checkpoint/safetensors_for_test.h"
#include "rooms.h"

namespace tron::network::testing_only {

/// A golden network whose weights stand in several files behind an index, to be broken at will.
class Sharded : public ScratchFolder {
 public:
  explicit Sharded(const std::string& name, std::size_t count = 2) : ScratchFolder(name) {
    shards.resize(count);
    std::size_t next = 0;
    for (RawTensor& tensor : tensors_of(at("model.safetensors"))) {
      index.emplace_back(tensor.name, file(next % count));
      shards[next++ % count].push_back(std::move(tensor));
    }
    std::filesystem::remove(at("model.safetensors"));
    save();
  }

  static std::string file(std::size_t shard) { return fmt::format("model-{:05}.safetensors", shard + 1); }

  /// Writes what stands in `shards` and `index`.
  void save() const {
    for (std::size_t i = 0; i < shards.size(); ++i) write(file(i), safetensors_of(shards[i]));
    std::string map;
    for (const auto& [tensor, name] : index) {
      map += fmt::format("{}\n\"{}\": \"{}\"", map.empty() ? "" : ",", tensor, name);
    }
    write("model.safetensors.index.json",
          "{\"metadata\": {\"total_size\": 0}, \"weight_map\": {" + map + "}}");
  }

  std::vector<std::vector<RawTensor>> shards;
  std::vector<std::pair<std::string, std::string>> index;  ///< tensor, file
};

}  // namespace tron::network::testing_only
