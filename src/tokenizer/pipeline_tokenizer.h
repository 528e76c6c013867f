#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"
#include "tokenizer/added_tokens.h"
#include "tokenizer/models/token_model.h"
#include "tokenizer/steps/text_steps.h"
#include "tokenizer/tokenizer.h"

namespace tron::tokenizer {

/// A tokenizer in Hugging Face's steps: added tokens are cut out, the rest is normalised, split, and given to
/// the model; the decoder is the way back. Steps may be missing.
class PipelineTokenizer : public Tokenizer {
 public:
  struct Steps {
    AddedTokens added;  ///< with the normaliser
    PreTokenizer pre_tokenizer;
    std::unique_ptr<const TokenModel> model;
    Decoder decoder;
  };
  PipelineTokenizer(TokenizerFacts facts, Steps steps);

  std::vector<int> encode_plain(std::string_view text) const override;
  std::string decode(std::span<const int> ids, bool skip_special = true) const override;

 private:
  Steps steps_;
};

}  // namespace tron::tokenizer
