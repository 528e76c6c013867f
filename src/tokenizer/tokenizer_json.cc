#include "tokenizer/tokenizer_json.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "tokenizer/pipeline_tokenizer.h"

namespace tron::tokenizer {
namespace {

std::size_t size_of(const Vocabulary& table, const std::vector<AddedToken>& added) {
  std::size_t size = table.size();
  for (const AddedToken& token : added) size = std::max(size, static_cast<std::size_t>(token.id) + 1);
  return size;
}

std::size_t longest_of(const JsonAt& root, std::size_t longest) {
  const auto truncation = root.find("truncation");
  if (!truncation) return longest;
  const std::int64_t limit = truncation->at("max_length").integer(1, 1'000'000'000'000);
  return std::min(longest, static_cast<std::size_t>(limit));
}

}  // namespace

std::unique_ptr<const Tokenizer> read_tokenizer_json(std::string_view text, const std::string& file,
                                                     const TokenizerConfig& config, std::size_t rows) {
  const Json json = Json::parse(text, file);
  const JsonAt root(json, file);
  const auto list = root.find("added_tokens");
  PipelineTokenizer::Steps steps;
  steps.model = read_token_model(root.at("model"), rows, list ? list->list().size() : 0);
  const Vocabulary& table = steps.model->table();
  std::vector<AddedToken> added;
  if (list) added = read_added_tokens(*list, table, rows);
  TokenizerFacts facts{
      .file = file, .size = size_of(table, added), .max_tokens = longest_of(root, config.max_tokens())};
  const auto normalizer = root.find("normalizer");
  steps.added = AddedTokens(std::move(added), normalizer ? read_normalizer(*normalizer) : Normalizer());
  if (const auto at = root.find("pre_tokenizer")) steps.pre_tokenizer = read_pre_tokenizer(*at);
  if (const auto at = root.find("decoder")) steps.decoder = read_decoder(*at);
  const auto processor = root.find("post_processor");
  facts.frame = processor ? read_token_template(*processor, rows) : TokenTemplate::bare();
  facts.unk = steps.model->unknown();
  config.name_ids(
      [&](std::string_view name) {
        const std::optional<int> id = steps.added.id(name);
        return id ? id : table.id(name);
      },
      facts);
  return std::make_unique<PipelineTokenizer>(std::move(facts), std::move(steps));
}

}  // namespace tron::tokenizer
