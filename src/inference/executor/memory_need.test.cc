#include "inference/executor/memory_need.h"

#include <gtest/gtest.h>

#include "base/testing/input_error_of.h"
#include "network/preset/example_preset.h"
#include "network/preset/preset.h"

namespace tron::inference {
namespace {

Graph decoder() {
  return parse_preset(network::examples::decoder_text(), "example");
}

// By hand: word 50 x 8, positions 16 x 8, two layers of 4 x 8 x 8 and 2 x 8 x 20 with biases 4 x 8 + 20 + 8
// and two norms of 16, a norm of 16; products of 2 (4 x 64 + 320) and the tied table again.
constexpr double kTensors = 400 + 128 + 2 * (256 + 320 + 32 + 28 + 32) + 16,
                 kProducts = 2 * (256 + 320) + 400;

TEST(MemoryNeed, CountsTensorsOnceAndOperandsOnceAFidelity) {
  const MemoryNeed digital = memory_need(decoder(), {Fidelity::digital});
  EXPECT_EQ(digital.weights, 4 * kTensors);
  EXPECT_EQ(digital.operands, 0);
  EXPECT_EQ(memory_need(decoder(), {Fidelity::photonic}).operands, 5 * kProducts);
  const MemoryNeed all = memory_need(decoder(), {Fidelity::digital, Fidelity::quantized, Fidelity::photonic,
                                                 Fidelity::moments, Fidelity::device});
  EXPECT_EQ(all.operands, 31 * kProducts);
}

TEST(MemoryNeed, MoreThanThereIsIsRefusedWithTheNeed) {
  EXPECT_NO_THROW(require_memory(decoder(), {Fidelity::photonic}, 1'000'000));
  const InputError error = input_error_of([] { require_memory(decoder(), {Fidelity::photonic}, 1000); });
  EXPECT_EQ(error.place().item, "memory");
  EXPECT_NE(error.found().find("of weights as fp32"), std::string::npos);
  EXPECT_NE(error.allowed().find("tron simulate"), std::string::npos);
}

}  // namespace
}  // namespace tron::inference
