#include "tokenizer/wordpiece_tokenizer.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/files/files.h"
#include "tokenizer/tokenizer_config.h"
#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {
namespace {

int special(const Vocabulary& table, const char* name, const std::string& file) {
  if (const std::optional<int> id = table.id(name)) return *id;
  throw InputError({.file = file, .line = 0, .column = 0, .item = "vocabulary"},
                   fmt::format("no {} among {} pieces", name, table.size()),
                   "one piece a line, with [UNK], [CLS] and [SEP]");
}

/// A piece that stands twice keeps its last id, as Python's dictionary does.
std::unique_ptr<const WordPieceModel> read_model(std::string_view vocabulary, const std::string& file) {
  std::vector<std::string> pieces;
  while (!vocabulary.empty()) {
    const std::size_t end = std::min(vocabulary.find('\n'), vocabulary.size());
    std::string_view piece = vocabulary.substr(0, end);
    vocabulary.remove_prefix(std::min(end + 1, vocabulary.size()));
    if (piece.ends_with('\r')) piece.remove_suffix(1);
    if (first_invalid_utf8(piece) != std::string_view::npos) {
      const int line = static_cast<int>(pieces.size()) + 1;
      throw InputError({.file = file, .line = line, .column = 0, .item = "vocabulary"},
                       "bytes that are no UTF-8", "UTF-8 text");
    }
    pieces.emplace_back(piece);
  }
  Vocabulary table(std::move(pieces));
  const int unknown = special(table, "[UNK]", file);
  return std::make_unique<const WordPieceModel>(std::move(table), unknown);
}

TokenizerFacts facts_of(const WordPieceModel& model, const std::string& file, std::size_t max_tokens) {
  const int first = special(model.table(), "[CLS]", file), end = special(model.table(), "[SEP]", file);
  return {.file = file,
          .size = model.table().size(),
          .max_tokens = max_tokens,
          .frame = TokenTemplate::bert(first, end),
          .bos = std::nullopt,
          .eos = std::nullopt,
          .pad = model.table().id("[PAD]"),
          .unk = model.unknown()};
}

Decoder word_decoder() {
  Json json = Json::object();
  json["type"] = "WordPiece";
  return read_decoder(JsonAt(json, "vocab.txt"));
}

}  // namespace

std::unique_ptr<const WordPieceTokenizer> WordPieceTokenizer::open(const std::string& folder,
                                                                   std::size_t vocabulary,
                                                                   std::size_t positions) {
  const TokenizerConfig config(folder, positions);
  BasicTokenizerOptions options;
  options.lower_case = config.flag("do_lower_case", true);
  options.strip_accents = config.flag("strip_accents", options.lower_case);
  options.split_chinese = config.flag("tokenize_chinese_chars", true);
  const std::string file = folder + "/vocab.txt";
  auto tokenizer =
      std::make_unique<const WordPieceTokenizer>(read_file(file), file, options, config.max_tokens());
  if (tokenizer->size() > vocabulary) {
    throw InputError(
        {.file = file, .line = static_cast<int>(vocabulary) + 1, .column = 0, .item = "vocabulary"},
        fmt::format("{} pieces", tokenizer->size()),
        fmt::format("at most {}, the rows of the network's word table", vocabulary));
  }
  return tokenizer;
}

WordPieceTokenizer::WordPieceTokenizer(std::string_view vocabulary, const std::string& file,
                                       BasicTokenizerOptions options, std::size_t max_tokens)
    : WordPieceTokenizer(read_model(vocabulary, file), file, options, max_tokens) {}

WordPieceTokenizer::WordPieceTokenizer(std::unique_ptr<const WordPieceModel> model, const std::string& file,
                                       BasicTokenizerOptions options, std::size_t max_tokens)
    : Tokenizer(facts_of(*model, file, max_tokens)),
      model_(std::move(model)),
      options_(options),
      decoder_(word_decoder()) {
  for (const char* name : {"[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"}) {
    if (const std::optional<int> id = model_->table().id(name)) special_.push_back(*id);
  }
}

std::vector<int> WordPieceTokenizer::encode_plain(std::string_view text) const {
  std::vector<int> ids;
  for (const std::string& word : basic_tokens(text, options_)) model_->append(word, ids);
  return ids;
}

std::string WordPieceTokenizer::decode(std::span<const int> ids, bool skip_special) const {
  std::vector<std::string> pieces;
  for (const int id : ids) {
    const bool skipped = skip_special && std::find(special_.begin(), special_.end(), id) != special_.end();
    if (!skipped && !model_->table().piece(id).empty()) pieces.push_back(model_->table().piece(id));
  }
  decoder_(pieces);
  return fmt::format("{}", fmt::join(pieces, ""));
}

}  // namespace tron::tokenizer
