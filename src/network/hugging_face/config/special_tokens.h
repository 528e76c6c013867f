#pragma once

#include <cstddef>

#include "base/text/json_fields.h"
#include "network/graph.h"
#include "rooms.h"

namespace tron::network {

/// Takes bos_token_id, eos_token_id (a number or a list), pad_token_id and decoder_start_token_id over what
/// `special` holds; a missing key leaves it, -1 and null stand for none. InputError for ids outside the
/// vocabulary.
void read_special_tokens(const JsonFields& fields, std::size_t vocabulary, SpecialTokens& special);

}  // namespace tron::network
