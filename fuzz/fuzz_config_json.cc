#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "check.h"
#include "network/network_config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tron::fuzzing::expect_answer_or_refusal([&] {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const tron::NetworkConfig config = tron::parse_network_config(text, "config.json");
    if (config.heads == 0 || config.width % config.heads != 0 || config.labels.empty()) std::abort();
  });
  return 0;
}
