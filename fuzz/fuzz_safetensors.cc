#include <cstddef>
#include <cstdint>

#include "check.h"
#include "network/hugging_face/checkpoint/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tron::fuzzing::expect_answer_or_refusal([&] {
    const tron::network::Safetensors file({data, size}, "input.safetensors");
    for (const tron::network::TensorEntry& entry : file.entries()) {
      tron::fuzzing::expect_answer_or_refusal([&] { (void)file.read(entry); });
    }
  });
  return 0;
}
