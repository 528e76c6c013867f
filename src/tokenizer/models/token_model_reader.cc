#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text/json_fields.h"
#include "tokenizer/models/unigram_model.h"
#include "tokenizer/models/word_piece_model.h"
#include "tokenizer/tokenizer_json.h"

namespace tron::tokenizer {
namespace {

constexpr std::size_t kMostRows = 100'000'000;
constexpr std::size_t kFewHoles = 1000;

BpeModel::Merge read_merge(const Vocabulary& table, const JsonAt& at, std::size_t prefix) {
  if (at.is_list()) {
    if (at.list().size() != 2) at.fail(fmt::format("{} pieces", at.list().size()), "two pieces");
    const std::string &left = at.item(0).text(), &right = at.item(1).text();
    return merge_of(table, left, right, prefix, at.place());
  }
  const std::string_view line = at.text();
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos || line.find(' ', blank + 1) != std::string_view::npos) {
    at.fail(shown(Json(at.text())), "two pieces with one blank between them");
  }
  return merge_of(table, line.substr(0, blank), line.substr(blank + 1), prefix, at.place());
}

std::unique_ptr<const TokenModel> read_bpe(const JsonAt& at, std::size_t rows, std::size_t added) {
  Vocabulary table = read_vocabulary(at.at("vocab"), rows, added);
  if (const auto dropout = at.find("dropout"); dropout && dropout->number() != 0) {
    dropout->fail(shown(Json(dropout->number())), "0 or null: merges are not left to chance");
  }
  BpeOptions options;
  options.continuing = at.text("continuing_subword_prefix", "");
  options.end = at.text("end_of_word_suffix", "");
  options.fuse_unknown = at.flag("fuse_unk", false);
  options.byte_fallback = at.flag("byte_fallback", false);
  options.ignore_merges = at.flag("ignore_merges", false);
  if (const auto unknown = at.find("unk_token")) options.unknown = required_id(table, *unknown);
  const JsonAt list = at.at("merges");
  std::vector<BpeModel::Merge> merges;
  for (std::size_t i = 0; i < list.list().size(); ++i) {
    merges.push_back(read_merge(table, list.item(i), options.continuing.size()));
  }
  return std::make_unique<BpeModel>(std::move(table), merges, std::move(options));
}

std::unique_ptr<const TokenModel> read_unigram(const JsonAt& at, std::size_t rows) {
  const JsonAt list = at.at("vocab");
  if (list.list().empty() || list.list().size() > rows) {
    list.fail(fmt::format("{} pieces", list.list().size()),
              fmt::format("from 1 to {}, the rows of the word table", rows));
  }
  std::vector<std::string> pieces;
  std::vector<double> scores;
  for (std::size_t i = 0; i < list.list().size(); ++i) {
    const JsonAt item = list.item(i);
    if (item.list().size() != 2)
      item.fail(fmt::format("{} values", item.list().size()), "a piece and its score");
    pieces.push_back(item.item(0).text());
    scores.push_back(item.item(1).number());
  }
  const auto last = static_cast<std::int64_t>(pieces.size()) - 1;
  const auto unknown = static_cast<int>(at.at("unk_id").integer(0, last));
  return std::make_unique<UnigramModel>(Vocabulary(std::move(pieces)), std::move(scores), unknown,
                                        at.flag("byte_fallback", false));
}

std::unique_ptr<const TokenModel> read_word_piece(const JsonAt& at, std::size_t rows, std::size_t added) {
  Vocabulary table = read_vocabulary(at.at("vocab"), rows, added);
  const int unknown = required_id(table, at.at("unk_token"));
  const auto longest = at.find("max_input_chars_per_word");
  const std::int64_t characters = longest ? longest->integer(0, 1'000'000'000) : 100;
  return std::make_unique<WordPieceModel>(std::move(table), unknown,
                                          at.text("continuing_subword_prefix", "##"),
                                          static_cast<std::size_t>(characters));
}

std::unique_ptr<const TokenModel> read_word_level(const JsonAt& at, std::size_t rows, std::size_t added) {
  Vocabulary table = read_vocabulary(at.at("vocab"), rows, added);
  const int unknown = required_id(table, at.at("unk_token"));
  return std::make_unique<WordLevelModel>(std::move(table), unknown);
}

enum Kind : std::size_t { kBpe, kUnigram, kWordPiece, kWordLevel };

std::size_t kind_of(const JsonAt& at) {
  if (at.find("type")) return at.kind({"BPE", "Unigram", "WordPiece", "WordLevel"});
  if (at.find("merges")) return kBpe;
  if (at.at("vocab").is_list()) return kUnigram;
  return at.find("max_input_chars_per_word") ? kWordPiece : kWordLevel;
}

}  // namespace

Vocabulary read_vocabulary(const JsonAt& at, std::size_t rows, std::size_t added) {
  const Json::Object& members = at.object();
  if (members.empty()) at.fail("no piece", "at least one");
  const std::size_t most = 2 * (members.size() + added) + kFewHoles;
  rows = std::min(rows, kMostRows);
  std::vector<std::string> pieces;
  std::vector<bool> taken;
  for (const auto& [piece, value] : members) {
    const JsonAt item = at.of(value, shown(Json(piece)));
    const auto id = static_cast<std::size_t>(item.integer(0, static_cast<std::int64_t>(rows) - 1));
    if (id >= most) {
      item.fail(fmt::format("{}, with only {} pieces", id, members.size()), "ids of which most have a piece");
    }
    if (id >= pieces.size()) pieces.resize(id + 1), taken.resize(id + 1);
    if (taken[id]) item.fail(fmt::format("{} a second time", id), "each id once");
    taken[id] = true;
    pieces[id] = piece;
  }
  return Vocabulary(std::move(pieces));
}

int required_id(const Vocabulary& table, const JsonAt& piece) {
  const std::optional<int> id = table.id(piece.text());
  if (!id) piece.fail(shown(Json(piece.text())) + ", which is no piece", "a piece of the vocabulary");
  return *id;
}

BpeModel::Merge merge_of(const Vocabulary& table, std::string_view left, std::string_view right,
                         std::size_t prefix, const Place& place) {
  const auto id = [&](std::string_view piece) {
    const std::optional<int> found = table.id(piece);
    if (!found) {
      throw InputError(place, shown(Json(std::string(piece))) + ", which is no piece",
                       "two pieces that make up a third");
    }
    return *found;
  };
  const std::size_t dropped = std::min(prefix, right.size());
  return {id(left), id(right), id(std::string(left) + std::string(right.substr(dropped)))};
}

std::unique_ptr<const TokenModel> read_token_model(const JsonAt& at, std::size_t rows, std::size_t added) {
  switch (kind_of(at)) {
    case kBpe:
      return read_bpe(at, rows, added);
    case kUnigram:
      return read_unigram(at, rows);
    case kWordPiece:
      return read_word_piece(at, rows, added);
    default:
      return read_word_level(at, rows, added);
  }
}

}  // namespace tron::tokenizer
