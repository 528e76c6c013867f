#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "check.h"
#include "tokenizer/wordpiece_tokenizer.h"

/// The input up to the first zero byte is a vocabulary after the three special pieces, the rest is text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t split = std::min(input.find('\0'), size);
  tron::fuzzing::expect_answer_or_refusal([&] {
    const std::string vocabulary = "[UNK]\n[CLS]\n[SEP]\n" + std::string(input.substr(0, split));
    const tron::tokenizer::WordPieceTokenizer tokenizer(vocabulary, "vocab.txt", {}, 64);
    const auto ids = tokenizer.encode(input.substr(split));
    const bool legal =
        ids.size() >= 2 && ids.size() <= 64 && std::all_of(ids.begin(), ids.end(), [&](int id) {
          return id >= 0 && static_cast<std::size_t>(id) < tokenizer.size();
        });
    if (!legal) std::abort();
  });
  return 0;
}
