#include "tokenizer/byte_bpe_folder.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/files/files.h"
#include "base/text/json_fields.h"
#include "base/text/lines.h"
#include "tokenizer/pipeline_tokenizer.h"
#include "tokenizer/tokenizer_json.h"

namespace tron::tokenizer {
namespace {

/// What the families differ in.
struct Family {
  const char* bos;
  const char* unk;
  bool framed;  ///< <s> and </s> around the text
};

Family family_of(const TokenizerConfig& config, const std::string& file) {
  constexpr std::pair<const char*, Family> kFamilies[] = {
      {"GPT2Tokenizer", {"<|endoftext|>", "<|endoftext|>", false}},
      {"gpt2", {"<|endoftext|>", "<|endoftext|>", false}},
      {"opt", {"</s>", "</s>", false}},
      {"RobertaTokenizer", {"<s>", "<unk>", true}},
      {"roberta", {"<s>", "<unk>", true}},
      {"BartTokenizer", {"<s>", "<unk>", true}},
      {"bart", {"<s>", "<unk>", true}}};
  const std::string name = config.family();
  for (const auto& [known, family] : kFamilies) {
    if (name == known) return family;
  }
  throw InputError(
      {.file = file, .line = 0, .column = 0, .item = "vocabulary"}, fmt::format("the family \"{}\"", name),
      "tokenizer_class GPT2Tokenizer, RobertaTokenizer or BartTokenizer in tokenizer_config.json, "
      "model_type gpt2, opt, roberta or bart in config.json, or a tokenizer.json");
}

std::vector<BpeModel::Merge> read_merges(const std::string& file, const Vocabulary& table) {
  std::vector<BpeModel::Merge> merges;
  const std::string text = read_file(file);
  int number = 0;
  for (std::string_view rest = text; !rest.empty();) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || (number == 1 && line.starts_with("#version"))) continue;
    const Place place{.file = file, .line = number, .column = 0, .item = "merge"};
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos || line.find(' ', blank + 1) != std::string_view::npos) {
      throw InputError(place, shown(Json(std::string(line))), "two pieces with one blank between them");
    }
    merges.push_back(merge_of(table, line.substr(0, blank), line.substr(blank + 1), 0, place));
  }
  return merges;
}

Json step(const char* type) {
  Json json = Json::object();
  json["type"] = type;
  return json;
}

class Builder {
 public:
  Builder(const std::string& folder, const TokenizerConfig& config, std::size_t rows)
      : config_(config), file_(folder + "/vocab.json"), family_(family_of(config, file_)), rows_(rows) {
    const Json json = Json::read(file_);
    Vocabulary table = read_vocabulary(JsonAt(json, file_), rows, config.added(rows).size());
    const auto merges = read_merges(folder + "/merges.txt", table);
    model_ = std::make_unique<BpeModel>(std::move(table), merges, BpeOptions{});
  }

  std::unique_ptr<const Tokenizer> build() {
    std::vector<AddedToken> added = added_tokens();
    TokenizerFacts facts{.file = file_, .size = model_->table().size(), .max_tokens = config_.max_tokens()};
    for (const AddedToken& token : added) {
      facts.size = std::max(facts.size, static_cast<std::size_t>(token.id) + 1);
    }
    facts.bos = id_of(added, "bos_token", family_.bos);
    facts.eos = id_of(added, "eos_token", family_.framed ? "</s>" : family_.bos);
    facts.pad = id_of(added, "pad_token", "<pad>");
    facts.unk = id_of(added, "unk_token", family_.unk);
    facts.frame = frame(facts, added);
    PipelineTokenizer::Steps steps;
    steps.added = AddedTokens(std::move(added), nullptr);
    Json split = step("ByteLevel");
    split["add_prefix_space"] = config_.flag("add_prefix_space", false);
    steps.pre_tokenizer = read_pre_tokenizer(JsonAt(split, file_));
    steps.decoder = read_decoder(JsonAt(step("ByteLevel"), file_));
    steps.model = std::move(model_);
    return std::make_unique<PipelineTokenizer>(std::move(facts), std::move(steps));
  }

 private:
  /// Those of added_tokens_decoder, and the named ones that are pieces.
  std::vector<AddedToken> added_tokens() const {
    std::vector<AddedToken> added = config_.added(rows_);
    const auto add = [&](AddedToken token) {
      const std::optional<int> id = model_->table().id(token.content);
      const bool there = std::any_of(added.begin(), added.end(),
                                     [&](const AddedToken& other) { return other.content == token.content; });
      if (!id || there) return;
      token.id = *id;
      token.special = true;
      added.push_back(std::move(token));
    };
    for (const char* role :
         {"bos_token", "eos_token", "unk_token", "pad_token", "sep_token", "cls_token", "mask_token"}) {
      if (const auto token = config_.named(role)) add(*token);
    }
    add({.content = family_.bos});
    if (!family_.framed) return added;
    for (const char* name : {"</s>", "<unk>", "<pad>"}) add({.content = name});
    // The blank before a mask belongs to it.
    add({.content = "<mask>", .left_strip = true});
    return added;
  }

  std::optional<int> id_of(const std::vector<AddedToken>& added, const char* role, const char* usual) const {
    const auto named = config_.named(role);
    const std::string content = named ? named->content : usual;
    for (const AddedToken& token : added) {
      if (token.content == content) return token.id;
    }
    return model_->table().id(content);
  }

  int required(std::optional<int> id, const char* role) const {
    if (id) return *id;
    throw InputError({.file = file_, .line = 0, .column = 0, .item = role}, "no such piece",
                     "a piece of the vocabulary");
  }

  TokenTemplate frame(const TokenizerFacts& facts, const std::vector<AddedToken>& added) const {
    if (family_.framed) {
      const int first = required(id_of(added, "cls_token", "<s>"), "cls_token");
      return TokenTemplate::roberta(first, required(id_of(added, "sep_token", "</s>"), "sep_token"));
    }
    const bool bos = config_.flag("add_bos_token", std::string_view(family_.bos) == "</s>");
    return bos ? TokenTemplate::around({required(facts.bos, "bos_token")}, {}) : TokenTemplate::bare();
  }

  const TokenizerConfig& config_;
  std::string file_;
  Family family_;
  std::size_t rows_;
  std::unique_ptr<const BpeModel> model_;
};

}  // namespace

std::unique_ptr<const Tokenizer> open_byte_bpe(const std::string& folder, const TokenizerConfig& config,
                                               std::size_t rows) {
  return Builder(folder, config, rows).build();
}

}  // namespace tron::tokenizer
