#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "tokenizer/tokenizer_json.h"

namespace {

bool legal(const std::vector<int>& ids, std::size_t size) {
  return std::all_of(ids.begin(), ids.end(),
                     [&](int id) { return id >= 0 && static_cast<std::size_t>(id) < size; });
}

}  // namespace

/// The input up to the first zero byte is a tokenizer.json, the rest is text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kRows = 1000, kLongest = 64;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t split = std::min(input.find('\0'), size);
  const std::string_view text = input.substr(split);
  tron::fuzzing::expect_answer_or_refusal([&] {
    const tron::tokenizer::TokenizerConfig config(kLongest);
    const auto tokenizer =
        tron::tokenizer::read_tokenizer_json(input.substr(0, split), "tokenizer.json", config, kRows);
    const auto ids = tokenizer->encode(text);
    // The tokens of a frame need not be pieces, so that they may lie beyond the size, though not the rows.
    if (ids.size() > kLongest || !legal(ids, kRows)) std::abort();
    if (!legal(tokenizer->encode_plain(text), tokenizer->size())) std::abort();
    (void)tokenizer->decode(ids);
    (void)tokenizer->decode(ids, false);
    (void)tokenizer->encode_pair(text, text.substr(text.size() / 2));
  });
  return 0;
}
