#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "check.h"
#include "network/preset/preset.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tron::fuzzing::expect_answer_or_refusal([&] {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const tron::network::Graph graph = tron::network::parse_preset(text, "preset.toml");
    if (!graph.shapes_only || graph.nodes.empty() || graph.parameters() == 0) std::abort();
  });
  return 0;
}
