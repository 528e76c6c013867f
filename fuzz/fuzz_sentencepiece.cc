#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "tokenizer/sentencepiece/sentencepiece_model.h"

/// The first byte tells how many of the next are text; the rest is a model.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kRows = 10'000;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) return 0;
  const std::string_view text = input.substr(1, static_cast<unsigned char>(input[0]));
  const std::string_view model = input.substr(1 + text.size());
  tron::fuzzing::expect_answer_or_refusal([&] {
    const tron::tokenizer::SentencePieceModel pieces(model, "spiece.model", kRows);
    std::vector<std::string> found;
    for (const int id : pieces.encode(text)) {
      if (id < 0 || static_cast<std::size_t>(id) >= pieces.size()) std::abort();
      found.push_back(pieces.piece(id));
    }
    (void)pieces.decode(found);
  });
  return 0;
}
