#include "network/hugging_face/checkpoint/shard_index.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text/json.h"
#include "base/text/json_fields.h"

namespace tron::network {
namespace {

constexpr std::size_t kFileLimit = 10'000;

/// Slashes, drive letters, dot names and control characters are what paths play tricks with.
bool plain_name(const std::string& name) {
  constexpr std::string_view kEnd = ".safetensors";
  const bool odd = std::any_of(name.begin(), name.end(), [](char c) {
    return c == '/' || c == '\\' || c == ':' || static_cast<unsigned char>(c) < ' ';
  });
  return !odd && name.size() > kEnd.size() && name.size() <= 255 && name.front() != '.' &&
         name.ends_with(kEnd);
}

}  // namespace

ShardIndex parse_shard_index(std::string_view text, const std::string& name) {
  const Json json = Json::parse(text, name);
  const JsonFields fields(json, name);
  const Json* map = fields.find("weight_map");
  const std::string allowed = "an object of tensor names and the files that hold them";
  if (!map) fields.fail("weight_map", "nothing", allowed);
  if (!map->is_object() || map->size() == 0) fields.fail("weight_map", shown(*map), allowed);
  ShardIndex index;
  std::unordered_map<std::string, std::size_t> number;
  for (const auto& [tensor, file] : map->as_object()) {
    if (!file.is_string() || !plain_name(file.as_string())) {
      fields.fail(fmt::format("weight_map['{}']", tensor), shown(file),
                  "a file name beside the index, such as \"model-00001-of-00002.safetensors\"");
    }
    const auto [at, added] = number.emplace(file.as_string(), index.files.size());
    if (added) index.files.push_back(file.as_string());
    index.file.emplace(tensor, at->second);
  }
  if (index.files.size() > kFileLimit) {
    fields.fail("weight_map", fmt::format("{} files", index.files.size()),
                fmt::format("at most {}", kFileLimit));
  }
  return index;
}

}  // namespace tron::network
