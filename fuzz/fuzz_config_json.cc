#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "check.h"
#include "network/hugging_face/config/network_config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tron::fuzzing::expect_answer_or_refusal([&] {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const tron::network::NetworkConfig config = tron::network::parse_network_config(text, "config.json");
    if (config.width == 0 || config.layers == 0 || config.heads == 0 || config.feed_forward == 0)
      std::abort();
    if (config.head_depth == 0 || (config.head == tron::network::Head::classifier) == config.labels.empty())
      std::abort();
    if (config.key_heads > 0 && config.heads % config.key_heads != 0) std::abort();
    if (config.vocabulary > 0 && config.positions == 0) std::abort();
  });
  return 0;
}
