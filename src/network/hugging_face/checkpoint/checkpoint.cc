#include "network/hugging_face/checkpoint/checkpoint.h"

#include <filesystem>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files/files.h"

namespace tron::network {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWeights = "model.safetensors";

[[noreturn]] void refuse_folder(const std::string& folder) {
  for (const char* pickle : {"pytorch_model.bin", "pytorch_model.bin.index.json"}) {
    if (!fs::exists(fs::path(folder) / pickle)) continue;
    throw InputError({.file = folder + "/" + pickle, .item = ""},
                     "weights as a Python pickle, which can run any code when it is opened",
                     "model.safetensors: convert it with save_pretrained(folder, safe_serialization=True) of "
                     "Hugging Face transformers");
  }
  throw InputError({.file = folder + "/" + kWeights, .item = ""}, "no such file",
                   fmt::format("{} or {}", kWeights, kShardIndex));
}

}  // namespace

bool Checkpoint::stands_in(const std::string& folder) {
  return fs::exists(fs::path(folder) / kWeights) || fs::exists(fs::path(folder) / kShardIndex);
}

Checkpoint Checkpoint::open(const std::string& folder, Access access) {
  const auto open_file = access == Access::values ? Safetensors::open : Safetensors::open_header;
  if (!stands_in(folder)) refuse_folder(folder);
  Checkpoint checkpoint;
  checkpoint.path_ = folder + "/" + kWeights;
  if (fs::exists(checkpoint.path_)) {
    checkpoint.files_.push_back(open_file(checkpoint.path_));
    return checkpoint;
  }
  checkpoint.path_ = folder + "/" + kShardIndex;
  checkpoint.index_ = parse_shard_index(read_file(checkpoint.path_), checkpoint.path_);
  for (const std::string& name : checkpoint.index_->files) {
    const std::string file = (fs::path(folder) / name).string();
    if (!fs::exists(file)) {
      throw InputError({.file = file, .item = ""}, "no such file",
                       fmt::format("the file that {} gives tensors to", kShardIndex));
    }
    checkpoint.files_.push_back(open_file(file));
  }
  for (std::size_t file = 0; file < checkpoint.files_.size(); ++file) checkpoint.check(file);
  for (const auto& [tensor, file] : checkpoint.index_->file) {
    if (checkpoint.files_[file].find(tensor)) continue;
    throw InputError({.file = checkpoint.files_[file].file(), .item = fmt::format("tensor '{}'", tensor)},
                     "no such tensor", fmt::format("the tensors that {} gives this file", kShardIndex));
  }
  return checkpoint;
}

/// Every tensor of the file must be the index's, and no other file's.
void Checkpoint::check(std::size_t file) const {
  for (const TensorEntry& entry : files_[file].entries()) {
    const auto at = index_->file.find(entry.name);
    if (at != index_->file.end() && at->second == file) continue;
    const std::string found =
        at == index_->file.end()
            ? fmt::format("a tensor that {} does not name", kShardIndex)
            : fmt::format("a tensor that {} gives to {}", kShardIndex, index_->files[at->second]);
    throw InputError({.file = files_[file].file(), .item = fmt::format("tensor '{}'", entry.name)}, found,
                     "each tensor once, in the file that the index names");
  }
}

Checkpoint::Found Checkpoint::find(const std::string& tensor) const {
  std::size_t file = 0;
  if (index_) {
    const auto at = index_->file.find(tensor);
    if (at == index_->file.end()) return {};
    file = at->second;
  }
  return {&files_[file], files_[file].find(tensor)};
}

std::vector<std::string> Checkpoint::names() const {
  std::vector<std::string> names;
  for (const Safetensors& file : files_) {
    for (const TensorEntry& entry : file.entries()) names.push_back(entry.name);
  }
  return names;
}

}  // namespace tron::network
