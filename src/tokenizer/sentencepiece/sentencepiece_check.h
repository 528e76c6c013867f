#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "rooms.h"

namespace tron::tokenizer {

/// Looks through the bytes of a SentencePiece model (a protobuf message: pieces, and the tables of two
/// normalisers) before the library does, which trusts them: InputError for messages that do not end where
/// they say, for no pieces or more than `rows`, pieces that are empty, no UTF-8 or hold a zero byte, scores
/// that are not finite, and tables that lead out of themselves.
void check_sentencepiece(std::string_view bytes, const std::string& file, std::size_t rows);

}  // namespace tron::tokenizer
