#include "tokenizer/tokenizer.h"

#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files/files.h"
#include "tokenizer/byte_bpe_folder.h"
#include "tokenizer/sentencepiece/sentencepiece_tokenizer.h"
#include "tokenizer/tokenizer_config.h"
#include "tokenizer/tokenizer_json.h"
#include "tokenizer/wordpiece_tokenizer.h"

namespace tron::tokenizer {

Tokenizer::Tokenizer(TokenizerFacts facts) : facts_(std::move(facts)) {
  if (facts_.max_tokens > facts_.frame.added()) return;
  throw InputError({.file = facts_.file, .line = 0, .column = 0, .item = "longest sequence"},
                   fmt::format("{} tokens", facts_.max_tokens),
                   fmt::format("more than the {} special ones", facts_.frame.added()));
}

std::vector<int> Tokenizer::encode(std::string_view text) const {
  return facts_.frame.wrap(encode_plain(text), facts_.max_tokens);
}

TypedTokens Tokenizer::encode_pair(std::string_view first, std::string_view second) const {
  if (!facts_.frame.has_pair()) {
    throw InputError({.file = facts_.file, .line = 0, .column = 0, .item = "tokenizer"}, "two texts",
                     "one: this family has no pairs");
  }
  return facts_.frame.wrap(encode_plain(first), encode_plain(second), facts_.max_tokens);
}

std::unique_ptr<const Tokenizer> open_tokenizer(const std::string& folder, std::size_t vocabulary_rows,
                                                std::size_t max_tokens) {
  const auto there = [&](const char* name) { return std::filesystem::exists(folder + "/" + name); };
  const auto config = [&] { return TokenizerConfig(folder, max_tokens); };
  if (there("tokenizer.json")) {
    const std::string file = folder + "/tokenizer.json";
    return read_tokenizer_json(read_file(file), file, config(), vocabulary_rows);
  }
  if (there("vocab.txt")) return WordPieceTokenizer::open(folder, vocabulary_rows, max_tokens);
  if (there("vocab.json") && there("merges.txt")) return open_byte_bpe(folder, config(), vocabulary_rows);
  if (there("source.spm")) return open_marian(folder, config(), vocabulary_rows);
  for (const char* name : {"tokenizer.model", "spiece.model", "sentencepiece.bpe.model"}) {
    if (there(name)) return open_sentencepiece(folder + "/" + name, config(), vocabulary_rows);
  }
  throw InputError({.file = folder, .line = 0, .column = 0, .item = "tokenizer"}, "no tokenizer file",
                   "tokenizer.json, vocab.txt, vocab.json with merges.txt, source.spm with vocab.json, "
                   "tokenizer.model, spiece.model or sentencepiece.bpe.model");
}

}  // namespace tron::tokenizer
