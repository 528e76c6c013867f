#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <utf8proc.h>

#include "base/files/files.h"
#include "base/text/json_fields.h"
#include "tokenizer/sentencepiece/sentencepiece_tokenizer.h"
#include "tokenizer/tokenizer_json.h"
#include "tokenizer/unicode/unicode_text.h"

namespace tron::tokenizer {
namespace {

constexpr const char* kMark = "\xE2\x96\x81";

using Parts = SentencePieceTokenizer::Parts;

/// A model file on the way to a tokenizer.
struct Draft {
  const TokenizerConfig& config;
  std::size_t rows;
  TokenizerFacts facts;
  Parts parts;
  std::vector<AddedToken> added;

  const SentencePieceModel& model() const { return *parts.encoder; }

  [[noreturn]] void fail(const std::string& item, std::string found, std::string allowed) const {
    throw InputError({.file = facts.file, .line = 0, .column = 0, .item = item}, std::move(found),
                     std::move(allowed));
  }

  /// A special token: `role` of the configuration, or its usual name; without one, it must be a piece.
  int special(const char* role, const char* usual) {
    const auto named = config.named(role);
    AddedToken token = named ? *named : AddedToken{.content = usual};
    const std::optional<int> id = parts.pieces.id(token.content);
    if (!id) fail(role, fmt::format("\"{}\", which is no piece", token.content), "a piece of the model");
    token.id = *id;
    token.special = true;
    add(std::move(token));
    return *id;
  }

  void add(AddedToken token) {
    const bool there = std::any_of(added.begin(), added.end(), [&](const AddedToken& other) {
      return other.content == token.content || other.id == token.id;
    });
    if (!there) added.push_back(std::move(token));
  }

  std::unique_ptr<const Tokenizer> finish() {
    for (AddedToken& token : config.added(rows)) add(std::move(token));
    facts.size = parts.pieces.size();
    for (const AddedToken& token : added)
      facts.size = std::max(facts.size, static_cast<std::size_t>(token.id) + 1);
    if (facts.size > rows) {
      fail("tokens", fmt::format("{} pieces and added tokens", facts.size),
           fmt::format("at most {}, the rows of the network's word table", rows));
    }
    parts.added = AddedTokens(std::move(added), nullptr);
    return std::make_unique<SentencePieceTokenizer>(std::move(facts), std::move(parts));
  }
};

Draft draft_of(const std::string& file, const TokenizerConfig& config, std::size_t rows) {
  Draft draft{config, rows, {.file = file, .max_tokens = config.max_tokens()}, {}, {}};
  draft.parts.encoder = std::make_shared<SentencePieceModel>(read_file(file), file, rows);
  draft.parts.decoder = draft.parts.encoder;
  return draft;
}

/// The network's ids are the model's.
void number_alike(Draft& draft) {
  std::vector<std::string> pieces;
  for (int id = 0; static_cast<std::size_t>(id) < draft.model().size(); ++id) {
    draft.parts.ids.push_back(id);
    pieces.push_back(draft.model().piece(id));
  }
  draft.parts.pieces = Vocabulary(std::move(pieces));
  draft.facts.unk = draft.model().unknown();
  draft.facts.pad = draft.model().pad();
}

void frame_llama(Draft& draft) {
  number_alike(draft);
  const bool before = draft.config.flag("add_bos_token", true),
             behind = draft.config.flag("add_eos_token", false);
  draft.facts.bos = draft.special("bos_token", "<s>");
  draft.facts.eos = draft.special("eos_token", "</s>");
  draft.special("unk_token", "<unk>");
  std::vector<int> first, last;
  if (before) first.push_back(*draft.facts.bos);
  if (behind) last.push_back(*draft.facts.eos);
  draft.facts.frame = TokenTemplate::around(first, last);
}

/// A </s> B </s>; a hundred tokens for gaps stand behind the model's pieces, the last one first.
void frame_t5(Draft& draft) {
  number_alike(draft);
  const int end = draft.special("eos_token", "</s>");
  draft.facts.eos = end;
  draft.facts.pad = draft.special("pad_token", "<pad>");
  draft.special("unk_token", "<unk>");
  constexpr int kGaps = 100;
  const int pieces = static_cast<int>(draft.model().size());
  for (int gap = 0; gap < kGaps && static_cast<std::size_t>(pieces) + kGaps <= draft.rows; ++gap) {
    draft.add(
        {.content = fmt::format("<extra_id_{}>", gap), .id = pieces + kGaps - 1 - gap, .special = true});
  }
  using Part = TokenTemplate::Part;
  const std::vector<Part> single = {{Part::kFirst, 0, 0}, {Part::kToken, end, 0}};
  std::vector<Part> pair = single;
  pair.insert(pair.end(), {{Part::kSecond, 0, 0}, {Part::kToken, end, 0}});
  draft.facts.frame = {single, pair};
}

/// "1999," as one piece is taken apart, as the original code of XLNet and ALBERT does it.
std::vector<int> without_commas(const SentencePieceModel& model, const std::vector<int>& ids) {
  std::vector<int> out;
  for (const int id : ids) {
    std::string piece = model.piece(id);
    const Codepoints codes = code_points(piece);
    const bool split = codes.size() > 1 && codes.back() == ',' &&
                       utf8proc_category(codes[codes.size() - 2]) == UTF8PROC_CATEGORY_ND;
    if (!split) {
      out.push_back(id);
      continue;
    }
    piece.pop_back();
    const bool marked = piece.starts_with(kMark);
    if (marked) piece.erase(0, std::string_view(kMark).size());
    std::vector<int> parts = model.encode(piece);
    const std::string first = parts.empty() ? "" : model.piece(parts[0]);
    if (!marked && first == kMark) {
      parts.erase(parts.begin());
    } else if (!marked && first.starts_with(kMark)) {
      parts[0] = model.id(first.substr(std::string_view(kMark).size())).value_or(model.unknown());
    }
    out.insert(out.end(), parts.begin(), parts.end());
    out.push_back(model.id(",").value_or(model.unknown()));
  }
  return out;
}

void frame_albert(Draft& draft) {
  number_alike(draft);
  const int first = draft.special("cls_token", "[CLS]"), end = draft.special("sep_token", "[SEP]");
  draft.facts.frame = TokenTemplate::bert(first, end);
  draft.facts.bos = first;
  draft.facts.eos = end;
  draft.facts.pad = draft.special("pad_token", "<pad>");
  draft.special("unk_token", "<unk>");
  if (const auto mask = draft.parts.pieces.id("[MASK]")) {
    draft.add({.content = "[MASK]", .id = *mask, .special = true, .left_strip = true});
  }
  const bool keep = draft.config.flag("keep_accents", false),
             lower = draft.config.flag("do_lower_case", true);
  draft.parts.encode = [keep, lower](const SentencePieceModel& model, std::string_view text) {
    return without_commas(model, model.encode(albert_text(text, keep, lower)));
  };
}

/// XLM-RoBERTa numbers as fairseq does: four special tokens first, then the model's pieces from its fourth.
void frame_xlm_roberta(Draft& draft) {
  const std::size_t count = draft.model().size();
  if (count < 3) draft.fail("pieces", fmt::format("{}", count), "at least 3");
  std::vector<std::string> pieces = {"<s>", "<pad>", "</s>", "<unk>"};
  draft.parts.ids.assign(count, 3);
  for (int id = 3; static_cast<std::size_t>(id) < count; ++id) {
    draft.parts.ids[static_cast<std::size_t>(id)] = id + 1;
    pieces.push_back(draft.model().piece(id));
  }
  pieces.emplace_back("<mask>");
  draft.parts.pieces = Vocabulary(std::move(pieces));
  draft.facts.bos = draft.special("bos_token", "<s>");
  draft.facts.pad = draft.special("pad_token", "<pad>");
  draft.facts.eos = draft.special("eos_token", "</s>");
  draft.facts.unk = draft.special("unk_token", "<unk>");
  draft.add({.content = "<mask>", .id = static_cast<int>(count) + 1, .special = true, .left_strip = true});
  draft.facts.frame = TokenTemplate::roberta(*draft.facts.bos, *draft.facts.eos);
}

using Framing = void (*)(Draft&);

Framing framing_of(const std::string& family) {
  constexpr std::pair<const char*, Framing> kFamilies[] = {{"LlamaTokenizer", frame_llama},
                                                           {"llama", frame_llama},
                                                           {"mistral", frame_llama},
                                                           {"GemmaTokenizer", frame_llama},
                                                           {"gemma", frame_llama},
                                                           {"T5Tokenizer", frame_t5},
                                                           {"t5", frame_t5},
                                                           {"MT5Tokenizer", frame_t5},
                                                           {"mt5", frame_t5},
                                                           {"AlbertTokenizer", frame_albert},
                                                           {"albert", frame_albert},
                                                           {"XLMRobertaTokenizer", frame_xlm_roberta},
                                                           {"xlm-roberta", frame_xlm_roberta}};
  for (const auto& [name, framing] : kFamilies) {
    if (family == name) return framing;
  }
  return nullptr;
}

/// `` and '', from left to right.
std::vector<Span> double_quotes(std::string_view text) {
  std::vector<Span> spans;
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if ((text[at] != '`' && text[at] != '\'') || text[at + 1] != text[at]) continue;
    spans.push_back({at, at + 2});
    ++at;
  }
  return spans;
}

/// The code ">>de<<" at the start of a text, or nothing.
std::string_view language_code(std::string_view text) {
  if (!text.starts_with(">>")) return {};
  const std::size_t end = text.find("<<", 3);
  return end == std::string_view::npos ? std::string_view() : text.substr(0, end + 2);
}

}  // namespace

std::unique_ptr<const Tokenizer> open_sentencepiece(const std::string& file, const TokenizerConfig& config,
                                                    std::size_t rows) {
  const Framing framing = framing_of(config.family());
  if (framing == nullptr) {
    throw InputError(
        {.file = file, .line = 0, .column = 0, .item = "model"},
        fmt::format("the family \"{}\"", config.family()),
        "tokenizer_class LlamaTokenizer, GemmaTokenizer, T5Tokenizer, MT5Tokenizer, AlbertTokenizer "
        "or XLMRobertaTokenizer in tokenizer_config.json, model_type llama, mistral, gemma, t5, "
        "mt5, albert or xlm-roberta in config.json, or a tokenizer.json");
  }
  Draft draft = draft_of(file, config, rows);
  framing(draft);
  return draft.finish();
}

std::unique_ptr<const Tokenizer> open_marian(const std::string& folder, const TokenizerConfig& config,
                                             std::size_t rows) {
  Draft draft = draft_of(folder + "/source.spm", config, rows);
  const std::string target = folder + "/target.spm", vocabulary = folder + "/vocab.json";
  draft.parts.decoder = std::make_shared<SentencePieceModel>(read_file(target), target, rows);
  const Json json = Json::read(vocabulary);
  draft.facts.file = vocabulary;
  draft.parts.pieces = read_vocabulary(JsonAt(json, vocabulary), rows, 0);
  draft.facts.unk = draft.special("unk_token", "<unk>");
  draft.facts.eos = draft.special("eos_token", "</s>");
  draft.facts.pad = draft.special("pad_token", "<pad>");
  for (int id = 0; static_cast<std::size_t>(id) < draft.model().size(); ++id) {
    draft.parts.ids.push_back(draft.parts.pieces.id(draft.model().piece(id)).value_or(*draft.facts.unk));
  }
  using Part = TokenTemplate::Part;
  draft.facts.frame = {{{Part::kFirst, 0, 0}, {Part::kToken, *draft.facts.eos, 0}}, std::nullopt};
  for (const std::string& piece : draft.parts.pieces.pieces()) {
    if (!piece.empty() && language_code(piece) == piece) {
      draft.add({.content = piece, .id = *draft.parts.pieces.id(piece), .special = true});
    }
  }
  return draft.finish();
}

std::string albert_text(std::string_view text, bool keep_accents, bool lower) {
  std::string joined;
  bool blank = false;
  for (const std::int32_t code : code_points(text)) {
    // Python's blanks: white space and four separators of records.
    const bool here = is_white_space(code) || (code >= 0x1C && code <= 0x1F);
    if (!here && blank && !joined.empty()) joined += ' ';
    if (!here) append_utf8(joined, code);
    blank = here;
  }
  joined = replaced(joined, double_quotes, "\"");
  if (!keep_accents) {
    Codepoints codes = code_points(normal_form(joined, NormalForm::kNfkd));
    std::erase_if(codes, [](std::int32_t c) { return utf8proc_get_property(c)->combining_class != 0; });
    joined = utf8(codes);
  }
  return lower ? lower_case(joined) : joined;
}

}  // namespace tron::tokenizer
