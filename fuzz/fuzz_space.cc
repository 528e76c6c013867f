#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "check.h"
#include "explore/space/space.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tron::fuzzing::expect_answer_or_refusal([&] {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const tron::explore::Space space = tron::explore::parse_space(text, "space.toml");
    if (space.size() == 0 || space.size() > std::uint64_t{1} << 62 || space.objectives.empty()) std::abort();
    const std::uint64_t last = space.size() - 1;
    if (space.number_of(space.indices(last)) != last || space.settings(last).empty()) std::abort();
  });
  return 0;
}
