#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "check.h"
#include "network/hugging_face/checkpoint/shard_index.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tron::fuzzing::expect_answer_or_refusal([&] {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const tron::network::ShardIndex index =
        tron::network::parse_shard_index(text, "model.safetensors.index.json");
    if (index.files.empty() || index.file.empty()) std::abort();
    for (const std::string& file : index.files) {
      if (file.find_first_of("/\\:") != std::string::npos || file.front() == '.') std::abort();
    }
    for (const auto& [tensor, file] : index.file) {
      if (file >= index.files.size()) std::abort();
    }
  });
  return 0;
}
