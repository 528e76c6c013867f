#include <cstddef>
#include <cstdint>

#include "check.h"
#include "network/onnx/onnx.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tron::fuzzing::expect_answer_or_refusal([&] {
    (void)tron::network::load_onnx({data, size}, "input.onnx", {.height = 48});
  });
  return 0;
}
