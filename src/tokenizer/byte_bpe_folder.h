#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "rooms.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer/tokenizer_config.h"

namespace tron::tokenizer {

/// A byte-level BPE tokenizer of vocab.json (pieces and ids) and merges.txt (two pieces a line, the first
/// line may be "#version: ..."). The tokenizer class, or else the model type, says what stands around a text:
/// GPT-2 nothing, OPT its bos `</s>` (add_bos_token), RoBERTa and BART `<s>` and `</s>`. Other families are
/// refused by name.
std::unique_ptr<const Tokenizer> open_byte_bpe(const std::string& folder, const TokenizerConfig& config,
                                               std::size_t rows);

}  // namespace tron::tokenizer
