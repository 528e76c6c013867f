#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/text/json_at.h"
#include "rooms.h"
#include "tokenizer/models/bpe_model.h"
#include "tokenizer/models/token_model.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer/tokenizer_config.h"

namespace tron::tokenizer {

/// A tokenizer.json, the file of Hugging Face's tokenizers. Kinds of models, normalisers, pre-tokenizers,
/// processors and decoders that are not known are InputErrors that name those that are. Where the model gives
/// no kind, its members tell it, as in old files.
///
/// Ids must lie below `rows`. Some may have no piece (o200k_base has such), but not most of them.
/// "truncation" shortens the longest sequence; "padding" means nothing here.
std::unique_ptr<const Tokenizer> read_tokenizer_json(std::string_view text, const std::string& file,
                                                     const TokenizerConfig& config, std::size_t rows);

/// The "model" of a tokenizer.json. `added` = how many added tokens there are: they may stand between the
/// model's ids.
std::unique_ptr<const TokenModel> read_token_model(const JsonAt& at, std::size_t rows, std::size_t added);

/// {"piece": id, ..}: not empty, no id twice, none beyond `rows` or so large that most ids would be holes.
Vocabulary read_vocabulary(const JsonAt& at, std::size_t rows, std::size_t added);
/// The id of a piece, or InputError.
int required_id(const Vocabulary& table, const JsonAt& piece);

/// The merge of two pieces, which must be in the table like what they become.
BpeModel::Merge merge_of(const Vocabulary& table, std::string_view left, std::string_view right,
                         std::size_t prefix, const Place& place);

}  // namespace tron::tokenizer
